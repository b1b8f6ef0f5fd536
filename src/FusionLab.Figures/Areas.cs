namespace FusionLab.Figures;

/// <summary>A filled band between two curves, such as mean ± standard deviation.</summary>
/// <param name="X">Horizontal coordinates.</param>
/// <param name="Low">The lower edge, as many.</param>
/// <param name="High">The upper edge, as many.</param>
public sealed record Band(IReadOnlyList<double> X, IReadOnlyList<double> Low, IReadOnlyList<double> High) : Series
{
    internal override void Extend(Extent extent)
    {
        extent.Add(this, X, Low);
        extent.Add(this, X, High);
    }

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        var outline = Clip.Polygon(LowerEdge(area).Reverse().Concat(area.ToPixels(X, High)), area.Bounds);
        if (outline.Count > 2)
        {
            svg.Path("wash", PathData.FromOutline(PathData.Simplify(outline)));
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area)
    {
        // One upright stroke every few pixels fills the band as far as a legend is concerned.
        const double Stride = 4;
        Pixel[] low = [.. LowerEdge(area)], high = [.. area.ToPixels(X, High)];
        for (int i = 1; i < low.Length; i++)
        {
            int steps = Math.Max(1, (int)((low[i].X - low[i - 1].X) / Stride));
            for (int k = 0; k <= steps; k++)
            {
                double share = (double)k / steps;
                Pixel from = Pixel.Interpolate(low[i - 1], low[i], share), to = Pixel.Interpolate(high[i - 1], high[i], share);
                if (from.IsFinite && to.IsFinite && Clip.Segment(from, to, area.Bounds) is var (start, end))
                {
                    yield return new Obstacle(start, end, Stride / 2);
                }
            }
        }
    }

    internal override void DrawSample(SvgWriter svg) => Legend.DrawSampleBox(svg, "wash", 8);

    /// <summary>The lower edge; on a logarithmic axis what falls to zero or below goes to the bottom instead of vanishing.</summary>
    private IEnumerable<Pixel> LowerEdge(PlotArea area) =>
        area.ToPixels(X, area.Y.IsLog ? [.. Low.Select(value => Math.Max(value, area.Y.Min))] : Low);
}

/// <summary>A pale filled polygon: a region of a map. Name it with a <see cref="TextMark"/>, so that it reads in grey.</summary>
/// <param name="X">Horizontal coordinates of the corners.</param>
/// <param name="Y">Vertical coordinates of the corners, as many.</param>
public sealed record Region(IReadOnlyList<double> X, IReadOnlyList<double> Y) : Series
{
    /// <summary>Whether the outline is drawn as well.</summary>
    public bool HasOutline { get; init; }

    internal override void Extend(Extent extent) => extent.Add(this, X, Y);

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        var outline = Clip.Polygon(area.ToPixels(X, Y), area.Bounds);
        if (outline.Count < 3)
        {
            return;
        }

        string path = PathData.FromOutline(outline);
        svg.Path("tint", path);
        if (HasOutline)
        {
            svg.Path("stroke", path);
        }
    }

    // A region is ground, not data: a legend may stand on it.
    internal override IEnumerable<Obstacle> Obstacles(PlotArea area) => [];

    internal override void DrawSample(SvgWriter svg) => Legend.DrawSampleBox(svg, "tint", 9);
}
