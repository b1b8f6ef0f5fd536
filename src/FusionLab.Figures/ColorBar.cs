using System.Globalization;

namespace FusionLab.Figures;

/// <summary>A continuous row of colours, safe for colour-blind readers.</summary>
public sealed class ColorMap
{
    private readonly int[] _stops;

    private ColorMap(params int[] stops) => _stops = stops;

    /// <summary>
    /// Dark blue to yellow with evenly rising lightness (nine stops of "viridis", by van der Walt and Smith, CC0), so order
    /// survives grey printing.
    /// </summary>
    public static ColorMap Sequential { get; } =
        new(0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725);

    /// <summary>Blue through grey to vermillion, for values with a meaningful zero in the middle.</summary>
    public static ColorMap Diverging { get; } = new(0x0060A8, 0x5C9BD1, 0xB9B9B9, 0xE58A4E, 0xC24A00);

    /// <summary>Mixes the colour at a position: 0 for the first colour to 1 for the last; positions outside are clamped.</summary>
    internal (byte Red, byte Green, byte Blue) Mix(double position)
    {
        double place = double.IsNaN(position) ? 0 : Math.Clamp(position, 0, 1) * (_stops.Length - 1);
        int below = Math.Min((int)place, _stops.Length - 2);
        double share = place - below;
        return (Channel(16), Channel(8), Channel(0));

        byte Channel(int shift) => (byte)Math.Round(
            (((_stops[below] >> shift) & 0xFF) * (1 - share)) + (((_stops[below + 1] >> shift) & 0xFF) * share));
    }
}

/// <summary>Maps values to colours and shows the map as a bar beside the panel.</summary>
/// <param name="Label">The quantity; may carry mathematics.</param>
/// <param name="Min">The value at the bottom of the bar; smaller ones take its colour.</param>
/// <param name="Max">The value at the top of the bar; larger ones take its colour.</param>
public sealed record ColorBar(string Label, double Min, double Max)
{
    /// <summary>The colours; <see cref="ColorMap.Sequential"/> unless set.</summary>
    public ColorMap Map { get; init; } = ColorMap.Sequential;

    /// <summary>The colour of a value, in 0..255.</summary>
    internal (byte Red, byte Green, byte Blue) MixColor(double value) => Map.Mix((value - Min) / (Max - Min));

    /// <summary>The colour of a value as CSS writes it: <c>#21918c</c>.</summary>
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
            (pixels[3 * row], pixels[(3 * row) + 1], pixels[(3 * row) + 2]) = bar.Map.Mix(1 - ((row + 0.5) / Shades));
        }

        return PngImage.EncodeRgb(pixels, 1, Shades);
    }
}
