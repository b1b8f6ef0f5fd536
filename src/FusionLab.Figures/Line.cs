
namespace FusionLab.Figures;

/// <summary>A line through points in their order. It breaks at values that are not finite.</summary>
/// <param name="X">Horizontal coordinates.</param>
/// <param name="Y">Vertical coordinates, as many.</param>
public sealed record Line(IReadOnlyList<double> X, IReadOnlyList<double> Y) : Series
{
    /// <summary>How the line is broken: solid for measurements, dashed for theory, dotted for references.</summary>
    public Dash Dash { get; init; }

    /// <summary>Whether the line is thin and pale: one of many replicas behind their mean.</summary>
    public bool IsThin { get; init; }

    /// <summary>Whether arrow heads on the line show its direction.</summary>
    public bool HasArrow { get; init; }

    internal override (IReadOnlyList<double> X, IReadOnlyList<double> Y)? Values => IsThin ? null : (X, Y);

    private string Style => string.Join(' ', new[] { "stroke", IsThin ? "thin" : null, StyleSheet.Class(Dash) }.OfType<string>());

    internal override void Extend(Extent extent)
    {
        RequireSameLength("line", X.Count, Y.Count);
        extent.Add(X, Y);
    }

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        var pieces = area.Lines(X, Y);
        if (pieces.Count == 0)
        {
            return;
        }

        svg.Leaf("path", ("class", Style), ("d", PathData.Lines(pieces)));
        if (HasArrow)
        {
            DrawArrows(svg, pieces[0]);
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area) =>
        area.Lines(X, Y).SelectMany(piece => Obstacle.Along(PathData.Thin(piece), 0.7));

    internal override void DrawSample(SvgWriter svg) => svg.Leaf("path", ("class", Style), ("d", Legend.SampleLine));

    private static void DrawArrows(SvgWriter svg, List<Pixel> line)
    {
        // Two heads, away from the middle: trajectories turn a corner there when they pass a saddle. Short lines have room for one.
        const double Short = 60;
        foreach (double share in ArrowHead.LengthOf(line) < Short ? [0.75] : (double[])[0.3, 0.8])
        {
            if (ArrowHead.Along(line, share) is var (at, angle))
            {
                ArrowHead.Draw(svg, at, angle, 7);
            }
        }
    }
}
