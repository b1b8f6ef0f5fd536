
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

    private string Style => $"stroke {StyleSheet.Class(Dash)}".TrimEnd();

    internal override void Extend(Extent extent) => (IsVertical ? extent.X : extent.Y).Add(Value);

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        if (Span(area) is not var (from, to))
        {
            return;
        }

        svg.Leaf("path", ("class", Style), ("d", PathData.Lines([[from, to]])));
        if (Text is not null && !IsVertical)
        {
            new Label(Text).Draw(svg, new Pixel(area.Bounds.Right - 5, from.Y - 4), "end", "tick halo", fontSize: 10);
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area)
    {
        if (Span(area) is not var (from, to))
        {
            yield break;
        }

        yield return new Obstacle(from, to, 0.7);
        if (Text is not null && !IsVertical)
        {
            double left = area.Bounds.Right - 5 - new Label(Text).Width(10);
            yield return new Obstacle(new Pixel(left, from.Y - 7), new Pixel(area.Bounds.Right, from.Y - 7), 6);
        }
    }

    internal override void DrawSample(SvgWriter svg) => svg.Leaf("path", ("class", Style), ("d", Legend.SampleLine));

    private (Pixel From, Pixel To)? Span(PlotArea area)
    {
        double at = IsVertical ? area.X.At(Value) : area.Y.At(Value);
        var bounds = area.Bounds;
        return !double.IsFinite(at) ? null
            : IsVertical ? Clip.Segment(new Pixel(at, 0), new Pixel(at, bounds.Bottom), bounds)
            : Clip.Segment(new Pixel(0, at), new Pixel(bounds.Right, at), bounds);
    }
}
