
namespace FusionLab.Figures;

/// <summary>Filled circles whose colour shows a third quantity by the panel's <see cref="PlotPanel.Colors"/>.</summary>
/// <param name="X">Horizontal coordinates.</param>
/// <param name="Y">Vertical coordinates, as many.</param>
/// <param name="Value">The third quantity, as many.</param>
public sealed record ColoredPoints(IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<double> Value) : Series
{
    internal override (IReadOnlyList<double> X, IReadOnlyList<double> Y)? Values => (X, Y);

    internal override void Extend(Extent extent)
    {
        RequireSameLength("coloured row of points", X.Count, Y.Count, Value.Count);
        extent.Add(X, Y);
    }

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        if (area.Colors is not { } colors)
        {
            throw new ArgumentException("Coloured points need the panel's Colors.");
        }

        for (int i = 0; i < X.Count; i++)
        {
            var point = area.At(X[i], Y[i]);
            if (point.IsFinite && area.Bounds.Contains(point))
            {
                MarkerShape.DrawColored(svg, point, colors.ColorOf(Value[i]));
            }
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area) =>
        area.Inside(X, Y).Select(point => Obstacle.Around(point, MarkerShape.Radius));

    internal override void DrawSample(SvgWriter svg) => MarkerShape.Draw(svg, Marker.Dot, new Pixel(0, 0));
}
