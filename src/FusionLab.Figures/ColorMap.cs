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

    /// <summary>The colour at a position.</summary>
    /// <param name="position">0 for the first colour to 1 for the last; values outside are clamped.</param>
    /// <returns>A CSS colour such as <c>#21918c</c>.</returns>
    public string At(double position)
    {
        var (red, green, blue) = Rgb(position);
        return string.Create(CultureInfo.InvariantCulture, $"#{red:x2}{green:x2}{blue:x2}");
    }

    internal (byte Red, byte Green, byte Blue) Rgb(double position)
    {
        double place = double.IsNaN(position) ? 0 : Math.Clamp(position, 0, 1) * (_stops.Length - 1);
        int below = Math.Min((int)place, _stops.Length - 2);
        double share = place - below;
        return (Mix(16), Mix(8), Mix(0));

        byte Mix(int shift) => (byte)Math.Round(
            (((_stops[below] >> shift) & 0xFF) * (1 - share)) + (((_stops[below + 1] >> shift) & 0xFF) * share));
    }
}
