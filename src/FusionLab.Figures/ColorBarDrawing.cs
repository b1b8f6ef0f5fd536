
namespace FusionLab.Figures;

/// <summary>Draws a <see cref="ColorBar"/> on the right of a plot area.</summary>
internal static class ColorBarDrawing
{
    private const double Gap = 10;
    private const double Width = 10;
    private const int Shades = 64;

    public static double Room(ColorBar bar, PlotArea area) =>
        Gap + Width + 9 + Ticks(bar, area).Major.Max(tick => new Label(tick.Text).Width(10)) + (bar.Label.Length > 0 ? 18 : 4);

    public static void Draw(SvgWriter svg, ColorBar bar, PlotArea area)
    {
        double left = area.Bounds.Right + Gap, height = area.Bounds.Height;
        svg.Leaf("image", ("class", "smooth"), ("x", SvgWriter.Number(left)), ("width", SvgWriter.Number(Width)),
            ("height", SvgWriter.Number(height)), ("preserveAspectRatio", "none"), ("href", DataUri.Png(Picture(bar))));
        var map = Scale(bar, height);
        var ticks = Ticks(bar, area);
        string right = SvgWriter.Number(left + Width), width = SvgWriter.Number(Width);
        string marks = string.Concat(ticks.Major.Select(tick => $"M{right} {SvgWriter.Number(map.At(tick.Value))}h-3"));
        string outline = $"M{SvgWriter.Number(left)} 0h{width}V{SvgWriter.Number(height)}h-{width}Z";
        svg.Leaf("path", ("class", "axis"), ("d", outline + marks));
        foreach (var tick in ticks.Major)
        {
            new Label(tick.Text).Draw(svg, new Pixel(left + Width + 5, map.At(tick.Value) + 3.5), "start", "tick", fontSize: 10);
        }

        if (bar.Label.Length > 0)
        {
            double at = area.Bounds.Right + Room(bar, area) - 6;
            new Label(bar.Label).Draw(svg, new Pixel(at, height / 2), "middle", rotation: -90);
        }
    }

    private static AxisMap Scale(ColorBar bar, double height) => new(false, bar.Min, bar.Max, height, IsUpward: true);

    private static TickSet Ticks(ColorBar bar, PlotArea area) =>
        LinearTicks.Between(bar.Min, bar.Max, Math.Max(2, (int)(area.Bounds.Height / 36)));

    private static byte[] Picture(ColorBar bar)
    {
        var pixels = new byte[3 * Shades];
        for (int row = 0; row < Shades; row++)
        {
            (pixels[3 * row], pixels[(3 * row) + 1], pixels[(3 * row) + 2]) = bar.Map.Rgb(1 - ((row + 0.5) / Shades));
        }

        return PngImage.Rgb(pixels, 1, Shades);
    }
}
