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

    internal override void Extend(Extent extent) => extent.Add(this, X, Y);

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        var pieces = area.LinesInside(X, Y);
        if (pieces.Count == 0)
        {
            return;
        }

        svg.Path(StyleSheet.LineClasses(Dash, IsThin), PathData.FromLines(pieces));
        if (HasArrow)
        {
            DrawArrows(svg, pieces[0]);
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area) =>
        area.LinesInside(X, Y).SelectMany(piece => Obstacle.Along(piece, 0.7));

    internal override void DrawSample(SvgWriter svg) => Legend.DrawSampleLine(svg, StyleSheet.LineClasses(Dash, IsThin));

    private static void DrawArrows(SvgWriter svg, List<Pixel> line)
    {
        // Two heads, away from the middle: trajectories turn a corner there when they pass a saddle. Short lines have room for one.
        const double Short = 60;
        double length = line.Zip(line.Skip(1), Pixel.Distance).Sum();
        foreach (double share in length < Short ? [0.75] : (double[])[0.3, 0.8])
        {
            double walked = 0;
            for (int i = 1; i < line.Count; i++)
            {
                double step = Pixel.Distance(line[i - 1], line[i]);
                if (step > 0 && walked + step >= share * length)
                {
                    var at = Pixel.Interpolate(line[i - 1], line[i], ((share * length) - walked) / step);
                    ArrowHead.Draw(svg, at, Math.Atan2(line[i].Y - line[i - 1].Y, line[i].X - line[i - 1].X), 7);
                    break;
                }

                walked += step;
            }
        }
    }
}

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
    internal override void Extend(Extent extent) => extent.Add(this, X, Y, Dx, Dy);

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        foreach (var (from, to) in Arrows(area))
        {
            svg.Path("stroke thin", PathData.FromLines([from, to]));
            ArrowHead.Draw(svg, to, Math.Atan2(to.Y - from.Y, to.X - from.X), 4);
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area) => Arrows(area).Select(arrow => new Obstacle(arrow.From, arrow.To, 1));

    internal override void DrawSample(SvgWriter svg)
    {
        svg.Path("stroke thin", "M-8 0h16");
        ArrowHead.Draw(svg, new Pixel(8, 0), 0, 4);
    }

    private IEnumerable<(Pixel From, Pixel To)> Arrows(PlotArea area)
    {
        var bounds = area.Bounds;
        double scaleX = bounds.Width / (area.X.Max - area.X.Min), scaleY = bounds.Height / (area.Y.Max - area.Y.Min);
        double spacing = Math.Sqrt(bounds.Width * bounds.Height / Math.Max(1, X.Count));
        double[] speeds = [.. Dx.Zip(Dy, (dx, dy) => Math.Sqrt(Math.Pow(dx * scaleX, 2) + Math.Pow(dy * scaleY, 2)))];
        double fastest = speeds.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        for (int i = 0; i < X.Count; i++)
        {
            var centre = area.ToPixel(X[i], Y[i]);
            if (!(speeds[i] > 0) || !centre.IsFinite || !bounds.Contains(centre))
            {
                continue;
            }

            double half = 0.42 * spacing * Math.Max(0.2, Math.Sqrt(speeds[i] / fastest)) / speeds[i];
            double dx = half * Dx[i] * scaleX, dy = -half * Dy[i] * scaleY;
            Pixel from = new(centre.X - dx, centre.Y - dy), to = new(centre.X + dx, centre.Y + dy);
            if (bounds.Contains(from) && bounds.Contains(to))
            {
                yield return (from, to);
            }
        }
    }
}

/// <summary>A small filled triangle that shows a direction.</summary>
internal static class ArrowHead
{
    /// <summary>Draws a head whose tip is at a point.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="tip">The tip.</param>
    /// <param name="angle">The direction in radians, clockwise from the right as y grows downwards.</param>
    /// <param name="length">From tip to base, in pixels.</param>
    public static void Draw(SvgWriter svg, Pixel tip, double angle, double length)
    {
        Pixel Corner(double along, double across) => new(
            tip.X + (along * Math.Cos(angle)) - (across * Math.Sin(angle)),
            tip.Y + (along * Math.Sin(angle)) + (across * Math.Cos(angle)));
        Pixel[] corners = [tip, Corner(-length, 0.42 * length), Corner(-0.75 * length, 0), Corner(-length, -0.42 * length)];
        svg.Path("solid", PathData.FromOutline(corners));
    }
}
