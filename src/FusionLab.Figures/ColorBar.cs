using System.Globalization;

namespace FusionLab.Figures;

/// <summary>
/// Maps values to colours and shows them as a bar beside the panel: blue through grey to vermillion, which colour-blind readers can
/// tell apart, for values with a meaningful zero in the middle.
/// </summary>
/// <param name="Label">The quantity; may carry mathematics.</param>
/// <param name="Min">The value at the bottom of the bar; smaller ones take its colour.</param>
/// <param name="Max">The value at the top of the bar; larger ones take its colour.</param>
public sealed record ColorBar(string Label, double Min, double Max)
{
    private static readonly int[] s_stops = [0x0060A8, 0x5C9BD1, 0xB9B9B9, 0xE58A4E, 0xC24A00];

    /// <summary>The colour of a value, in 0..255.</summary>
    internal (byte Red, byte Green, byte Blue) MixColor(double value) => MixAt((value - Min) / (Max - Min));

    /// <summary>The colour at a position: 0 for the first to 1 for the last; positions outside are clamped.</summary>
    internal static (byte Red, byte Green, byte Blue) MixAt(double position)
    {
        double place = double.IsNaN(position) ? 0 : Math.Clamp(position, 0, 1) * (s_stops.Length - 1);
        int below = Math.Min((int)place, s_stops.Length - 2);
        double share = place - below;
        return (Channel(16), Channel(8), Channel(0));

        byte Channel(int shift) => (byte)Math.Round(
            (((s_stops[below] >> shift) & 0xFF) * (1 - share)) + (((s_stops[below + 1] >> shift) & 0xFF) * share));
    }

    /// <summary>The colour of a value as CSS writes it: <c>#0060a8</c>.</summary>
    internal string WriteColor(double value)
    {
        var (red, green, blue) = MixColor(value);
        return string.Create(CultureInfo.InvariantCulture, $"#{red:x2}{green:x2}{blue:x2}");
    }
}

/// <summary>Lays out and draws a <see cref="ColorBar"/> on the right of a plot area.</summary>
internal sealed class ColorBarLayout(ColorBar bar, Rect area)
{
    private const double Gap = 10;
    private const double BarWidth = 10;
    private const int Shades = 64;

    private readonly AxisScale _scale = new(false, bar.Min, bar.Max, area.Height, IsUpward: true);
    private readonly Ticks _ticks = Ticks.PlaceLinear(bar.Min, bar.Max, Math.Max(2, (int)(area.Height / 36)));

    /// <summary>The width of the bar with its ticks and label, in pixels.</summary>
    public double Width => Gap + BarWidth + 9 + _ticks.Major.Max(tick => new Label(tick.Text, Label.SmallSize).Width)
        + (bar.Label.Length > 0 ? 18 : 4);

    public void Draw(SvgWriter svg)
    {
        double left = area.Right + Gap, right = left + BarWidth;
        svg.Leaf("image", ("class", "smooth"), ("x", left), ("width", BarWidth), ("height", area.Height),
            ("preserveAspectRatio", "none"), ("href", PngImage.WriteDataUri(DrawShades())));
        string width = SvgWriter.Format(BarWidth);
        string outline = $"M{new Pixel(left, 0)}h{width}V{SvgWriter.Format(area.Height)}h-{width}Z";
        svg.Path("axis", outline + string.Concat(_ticks.Major.Select(tick => $"M{new Pixel(right, _scale.ToPixel(tick.Value))}h-3")));
        foreach (var tick in _ticks.Major)
        {
            new Label(tick.Text, Label.SmallSize).Draw(svg, new Pixel(right + 5, _scale.ToPixel(tick.Value) + 3.5), "start", "tick");
        }

        if (bar.Label.Length > 0)
        {
            new Label(bar.Label).Draw(svg, new Pixel(area.Right + Width - 6, area.Height / 2), "middle", rotation: -90);
        }
    }

    private byte[] DrawShades()
    {
        var pixels = new byte[3 * Shades];
        for (int row = 0; row < Shades; row++)
        {
            (pixels[3 * row], pixels[(3 * row) + 1], pixels[(3 * row) + 2]) = ColorBar.MixAt(1 - ((row + 0.5) / Shades));
        }

        return PngImage.EncodeRgb(pixels, 1, Shades);
    }
}
