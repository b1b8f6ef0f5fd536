namespace FusionLab.Figures;

/// <summary>Draws one marker. Shapes have about the same area, so that none looks heavier.</summary>
internal static class MarkerShape
{
    public const double Radius = 3.2;
    public const double DotRadius = 2.6;

    private static readonly (double X, double Y)[] StarCorners = [.. Enumerable.Range(0, 10).Select(StarCorner)];

    public static void Draw(SvgWriter svg, Marker marker, Pixel at)
    {
        switch (marker)
        {
            case Marker.None:
                break;
            case Marker.Circle:
                Disc(svg, at, Radius, "open");
                break;
            case Marker.Dot:
                Disc(svg, at, DotRadius, "solid");
                break;
            case Marker.Cross:
                Strokes(svg, at, (-0.88, -0.88), (0.88, 0.88), (-0.88, 0.88), (0.88, -0.88));
                break;
            case Marker.Plus:
                Strokes(svg, at, (-1, 0), (1, 0), (0, -1), (0, 1));
                break;
            case Marker.Square:
                Outline(svg, at, "open", (-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88));
                break;
            case Marker.Diamond:
                Outline(svg, at, "open", (0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0));
                break;
            case Marker.Triangle:
                Outline(svg, at, "open", (0, -1.2), (1.15, 0.85), (-1.15, 0.85));
                break;
            case Marker.Star:
                Outline(svg, at, "solid", StarCorners);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(marker), marker, "Unknown marker.");
        }
    }

    /// <summary>A dot in a colour that shows a value; a thin rim keeps pale ones visible.</summary>
    public static void DrawColored(SvgWriter svg, Pixel at, string color) => Disc(svg, at, DotRadius, "colored", $"fill:{color}");

    private static void Disc(SvgWriter svg, Pixel at, double radius, string kind, string? style = null) => svg.Leaf(
        "circle",
        ("class", kind),
        ("cx", SvgWriter.Number(at.X)),
        ("cy", SvgWriter.Number(at.Y)),
        ("r", SvgWriter.Number(radius)),
        ("style", style));

    private static void Strokes(SvgWriter svg, Pixel at, params (double X, double Y)[] ends)
    {
        Pixel[] place = [.. ends.Select(end => Place(at, end))];
        svg.Leaf("path", ("class", "stroke"), ("d", PathData.Lines([[place[0], place[1]], [place[2], place[3]]])));
    }

    private static void Outline(SvgWriter svg, Pixel at, string kind, params (double X, double Y)[] corners) =>
        svg.Leaf("path", ("class", kind), ("d", PathData.Closed([.. corners.Select(corner => Place(at, corner))])));

    private static Pixel Place(Pixel at, (double X, double Y) corner) => new(at.X + (Radius * corner.X), at.Y + (Radius * corner.Y));

    private static (double X, double Y) StarCorner(int i)
    {
        double radius = i % 2 == 0 ? 1.6 : 0.65, angle = (Math.PI * i / 5) - (Math.PI / 2);
        return (radius * Math.Cos(angle), radius * Math.Sin(angle));
    }
}
