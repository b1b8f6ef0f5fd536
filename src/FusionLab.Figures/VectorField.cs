
namespace FusionLab.Figures;

/// <summary>
/// Arrows that show a flow. Directions are those on the page, with the axes' scales taken into account; lengths grow with the
/// square root of the speed, so that slow regions near fixed points keep visible arrows.
/// </summary>
/// <param name="X">Where each arrow is centred.</param>
/// <param name="Y">Where each arrow is centred, as many.</param>
/// <param name="Dx">The velocity along x, as many, in units of x.</param>
/// <param name="Dy">The velocity along y, as many, in units of y.</param>
public sealed record VectorField(
    IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<double> Dx, IReadOnlyList<double> Dy) : Series
{
    internal override void Extend(Extent extent)
    {
        RequireSameLength("vector field", X.Count, Y.Count, Dx.Count, Dy.Count);
        extent.Add(X, Y);
    }

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        foreach (var (from, to) in Arrows(area))
        {
            svg.Leaf("path", ("class", "stroke thin"), ("d", PathData.Lines([[from, to]])));
            ArrowHead.Draw(svg, to, Math.Atan2(to.Y - from.Y, to.X - from.X), 4);
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area) => Arrows(area).Select(arrow => new Obstacle(arrow.From, arrow.To, 1));

    internal override void DrawSample(SvgWriter svg)
    {
        svg.Leaf("path", ("class", "stroke thin"), ("d", "M-8 0h16"));
        ArrowHead.Draw(svg, new Pixel(8, 0), 0, 4);
    }

    private IEnumerable<(Pixel From, Pixel To)> Arrows(PlotArea area)
    {
        var bounds = area.Bounds;
        double scaleX = bounds.Width / (area.X.Max - area.X.Min), scaleY = bounds.Height / (area.Y.Max - area.Y.Min);
        double spacing = Math.Sqrt(bounds.Width * bounds.Height / Math.Max(1, X.Count));
        double fastest = Enumerable.Range(0, X.Count).Select(Speed).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        for (int i = 0; i < X.Count; i++)
        {
            double speed = Speed(i);
            var centre = area.At(X[i], Y[i]);
            if (!(speed > 0) || !centre.IsFinite || !bounds.Contains(centre))
            {
                continue;
            }

            double half = 0.42 * spacing * Math.Max(0.2, Math.Sqrt(speed / fastest)) / speed;
            double dx = half * Dx[i] * scaleX, dy = -half * Dy[i] * scaleY;
            Pixel from = new(centre.X - dx, centre.Y - dy), to = new(centre.X + dx, centre.Y + dy);
            if (bounds.Contains(from) && bounds.Contains(to))
            {
                yield return (from, to);
            }
        }

        double Speed(int i) => Math.Sqrt(Math.Pow(Dx[i] * scaleX, 2) + Math.Pow(Dy[i] * scaleY, 2));
    }
}
