namespace FusionLab.Figures;

/// <summary>A small grey picture inside a figure, drawn with visible pixels.</summary>
/// <param name="Pixels">Row by row from the top, <c>height × width</c>; any scale.</param>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Caption">Words below the picture; may carry mathematics. Null for none.</param>
public sealed record Picture(IReadOnlyList<double> Pixels, int Width, int Height, string? Caption = null)
{
    private const int DrawnPixels = 280;

    /// <summary>The value drawn black; null takes the smallest pixel.</summary>
    public double? Black { get; init; }

    /// <summary>The value drawn white; null takes the largest pixel.</summary>
    public double? White { get; init; }

    internal byte[] Encode()
    {
        double black = Black ?? Pixels.Min(), white = White ?? Pixels.Max();
        double scale = white == black ? 0 : 255 / (white - black);

        // Enlarged here, because some converters smooth small pictures whatever the style says.
        int enlarge = Math.Max(1, DrawnPixels / Width);
        var bytes = new byte[Width * Height * enlarge * enlarge];
        for (int i = 0; i < bytes.Length; i++)
        {
            int row = i / (Width * enlarge) / enlarge, column = i % (Width * enlarge) / enlarge;
            bytes[i] = (byte)Math.Clamp(Math.Round((Pixels[(row * Width) + column] - black) * scale), 0, 255);
        }

        return PngImage.Gray(bytes, Width * enlarge, Height * enlarge);
    }
}
