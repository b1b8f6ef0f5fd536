
namespace FusionLab.Figures;

/// <summary>A filled band between two curves, such as mean ± standard deviation.</summary>
/// <param name="X">Horizontal coordinates.</param>
/// <param name="Low">The lower edge, as many.</param>
/// <param name="High">The upper edge, as many.</param>
public sealed record Band(IReadOnlyList<double> X, IReadOnlyList<double> Low, IReadOnlyList<double> High) : Series
{
    internal override void Extend(Extent extent)
    {
        RequireSameLength("band", X.Count, Low.Count, High.Count);
        extent.Add(X, Low);
        extent.Add(X, High);
    }

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        var outline = Clip.Polygon(Lower(area).Reverse().Concat(area.At(X, High)), area.Bounds);
        if (outline.Count > 2)
        {
            svg.Leaf("path", ("class", "wash"), ("d", PathData.Closed(PathData.Thin(outline))));
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area)
    {
        // One upright stroke every few pixels fills the band as far as a legend is concerned.
        const double Stride = 4;
        Pixel[] low = [.. Lower(area)], high = [.. area.At(X, High)];
        for (int i = 1; i < low.Length; i++)
        {
            int steps = Math.Max(1, (int)((low[i].X - low[i - 1].X) / Stride));
            for (int k = 0; k <= steps; k++)
            {
                double share = (double)k / steps;
                Pixel from = Between(low[i - 1], low[i], share), to = Between(high[i - 1], high[i], share);
                if (from.IsFinite && to.IsFinite && Clip.Segment(from, to, area.Bounds) is var (start, end))
                {
                    yield return new Obstacle(start, end, Stride / 2);
                }
            }
        }
    }

    internal override void DrawSample(SvgWriter svg) => Legend.DrawSampleBox(svg, "wash", 8);

    private static Pixel Between(Pixel from, Pixel to, double share) =>
        new(from.X + (share * (to.X - from.X)), from.Y + (share * (to.Y - from.Y)));

    /// <summary>The lower edge; on a logarithmic axis what falls to zero or below goes to the bottom instead of vanishing.</summary>
    private IEnumerable<Pixel> Lower(PlotArea area) =>
        area.At(X, area.Y.IsLog ? [.. Low.Select(value => Math.Max(value, area.Y.Min))] : Low);
}
