namespace FusionLab.Data;

/// <summary>Draws polylines into a 28×28 grey picture, anti-aliased.</summary>
/// <param name="HalfWidth">Half the line's width in pixels at the start of a stroke.</param>
/// <param name="Taper">How much of it is lost or gained by the stroke's end.</param>
/// <param name="Blur">The width of the grey edge, in pixels.</param>
internal readonly record struct Pen(double HalfWidth, double Taper, double Blur)
{
    /// <summary>The picture's rows and columns.</summary>
    public const int Size = 28;

    /// <summary>Draws one stroke; where strokes cross, the darker ink stays.</summary>
    /// <param name="stroke">The polyline in pixels.</param>
    /// <param name="picture"><c>[28 · 28]</c> values, 0 paper to 255 ink.</param>
    public void Draw(ReadOnlySpan<Point> stroke, Span<byte> picture)
    {
        for (int p = 0; p + 1 < stroke.Length; p++)
        {
            DrawPiece(stroke[p], stroke[p + 1], HalfWidth + (Taper * p / stroke.Length), picture);
        }
    }

    private void DrawPiece(Point from, Point to, double halfWidth, Span<byte> picture)
    {
        double reach = halfWidth + (0.5 * Blur);
        int left = Clamp(Math.Min(from.X, to.X) - reach);
        int right = Clamp(Math.Max(from.X, to.X) + reach);
        int top = Clamp(Math.Min(from.Y, to.Y) - reach);
        int bottom = Clamp(Math.Max(from.Y, to.Y) + reach);
        var step = to - from;
        double squared = (step.X * step.X) + (step.Y * step.Y);
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                double dx = x + 0.5 - from.X;
                double dy = y + 0.5 - from.Y;
                double along = squared > 0 ? Math.Clamp(((dx * step.X) + (dy * step.Y)) / squared, 0, 1) : 0;
                dx -= along * step.X;
                dy -= along * step.Y;
                double distance = (dx * dx) + (dy * dy);
                if (distance >= reach * reach)
                {
                    continue;
                }

                byte ink = (byte)(255.5 * Math.Clamp((reach - Math.Sqrt(distance)) / Blur, 0, 1));
                ref byte pixel = ref picture[(y * Size) + x];
                pixel = Math.Max(pixel, ink);
            }
        }
    }

    private static int Clamp(double pixel) => (int)Math.Clamp(pixel, 0, Size - 1);
}
