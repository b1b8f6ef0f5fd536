namespace FusionLab.Figures;

/// <summary>A straight line across the whole panel, dotted: a threshold, a published value, the time something happened.</summary>
/// <param name="Value">Where it crosses the axis.</param>
/// <param name="IsVertical">True for a line at an x value, false for one at a y value.</param>
public sealed record ReferenceLine(double Value, bool IsVertical) : Series
{
    /// <summary>
    /// A few words: above the panel for an upright line, on the line at the right for a level one. They may carry mathematics.
    /// Null for none.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>How the line is broken.</summary>
    public Dash Dash { get; init; } = Dash.Dotted;

    /// <summary>The words on a level line; those of an upright one stand above the panel, where the axes draw them.</summary>
    private Label? InnerText => Text is null || IsVertical ? null : new Label(Text, Figures.Label.SmallSize);

    internal override void Extend(Extent extent) => (IsVertical ? extent.X : extent.Y).Add(Value);

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        if (Span(area) is var (from, to))
        {
            svg.Path(StyleSheet.LineClasses(Dash), PathData.FromLines([from, to]));
            InnerText?.Draw(svg, new Pixel(area.Bounds.Right - 5, from.Y - 4), "end", "tick halo");
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area)
    {
        if (Span(area) is not var (from, to))
        {
            yield break;
        }

        yield return new Obstacle(from, to, 0.7);
        if (InnerText is { } text)
        {
            double left = area.Bounds.Right - 5 - text.Width;
            yield return new Obstacle(new Pixel(left, from.Y - 7), new Pixel(area.Bounds.Right, from.Y - 7), 6);
        }
    }

    internal override void DrawSample(SvgWriter svg) => Legend.DrawSampleLine(svg, StyleSheet.LineClasses(Dash));

    private (Pixel From, Pixel To)? Span(PlotArea area)
    {
        double at = (IsVertical ? area.X : area.Y).ToPixel(Value);
        var bounds = area.Bounds;
        return !double.IsFinite(at) ? null
            : IsVertical ? Clip.Segment(new Pixel(at, 0), new Pixel(at, bounds.Bottom), bounds)
            : Clip.Segment(new Pixel(0, at), new Pixel(bounds.Right, at), bounds);
    }
}

/// <summary>Words on the plot, centred on a point, with a halo that keeps them readable over lines.</summary>
/// <param name="X">Horizontal coordinate of the centre.</param>
/// <param name="Y">Vertical coordinate of the centre.</param>
/// <param name="Text">The words; may carry mathematics.</param>
public sealed record TextMark(double X, double Y, string Text) : Series
{
    /// <summary>Pixels by which the words move to the right of the point.</summary>
    public double OffsetX { get; init; }

    /// <summary>Pixels by which the words move below the point.</summary>
    public double OffsetY { get; init; }

    internal override void Extend(Extent extent)
    {
        extent.X.Add(X);
        extent.Y.Add(Y);
    }

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        var centre = Centre(area);
        if (centre.IsFinite)
        {
            new Label(Text).Draw(svg, new Pixel(centre.X, centre.Y + 4), "middle", "halo");
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area)
    {
        var centre = Centre(area);
        if (centre.IsFinite)
        {
            double half = new Label(Text).Width / 2;
            yield return new Obstacle(new Pixel(centre.X - half, centre.Y), new Pixel(centre.X + half, centre.Y), 7);
        }
    }

    internal override void DrawSample(SvgWriter svg)
    {
        // Words explain themselves; a labelled text mark has no sample.
    }

    private Pixel Centre(PlotArea area)
    {
        var at = area.ToPixel(X, Y);
        return new Pixel(at.X + OffsetX, at.Y + OffsetY);
    }
}

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
