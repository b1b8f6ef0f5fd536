namespace FusionLab.Reporting.Figures.Drawing;

/// <summary>Draws one marker. Shapes have about the same area, so that none looks heavier.</summary>
internal static class MarkerShape
{
    public const double Radius = 3.2;

    public static void Draw(SvgWriter svg, Marker marker, Pixel at, string? color = null)
    {
        string? style = color is null ? null : $"stroke:{color};fill:{color}";
        double r = Radius;
        switch (marker)
        {
            case Marker.None:
                break;
            case Marker.Circle:
            case Marker.Dot:
                svg.Leaf("circle", ("class", marker == Marker.Dot ? "solid" : "open"), ("cx", SvgWriter.Number(at.X)),
                    ("cy", SvgWriter.Number(at.Y)), ("r", SvgWriter.Number(marker == Marker.Dot ? 2.6 : r)), ("style", style));
                break;
            case Marker.Cross:
                Stroke($"M{at.X - r + 0.4:F2} {at.Y - r + 0.4:F2}l{2 * r - 0.8:F2} {2 * r - 0.8:F2}m0 {-2 * r + 0.8:F2}l{-2 * r + 0.8:F2} {2 * r - 0.8:F2}");
                break;
            case Marker.Plus:
                Stroke($"M{at.X - r:F2} {at.Y:F2}h{2 * r:F2}M{at.X:F2} {at.Y - r:F2}v{2 * r:F2}");
                break;
            case Marker.Square:
                Outline((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88));
                break;
            case Marker.Diamond:
                Outline((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0));
                break;
            case Marker.Triangle:
                Outline((0, -1.2), (1.15, 0.85), (-1.15, 0.85));
                break;
            case Marker.Star:
                Outline([.. Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? 1.6 : 0.65, (Math.PI * i / 5) - (Math.PI / 2)))
                    .Select(polar => (polar.Item1 * Math.Cos(polar.Item2), polar.Item1 * Math.Sin(polar.Item2)))]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(marker), marker, "Unknown marker.");
        }

        void Stroke(FormattableString d) =>
            svg.Leaf("path", ("class", "stroke"), ("d", FormattableString.Invariant(d)), ("style", style));

        void Outline(params (double X, double Y)[] corners) => svg.Leaf(
            "path", ("class", marker == Marker.Star ? "solid" : "open"), ("style", style),
            ("d", PathData.Closed([.. corners.Select(corner => new Pixel(at.X + (r * corner.X), at.Y + (r * corner.Y)))])));
    }
}
