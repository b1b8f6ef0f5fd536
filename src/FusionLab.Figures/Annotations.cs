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
