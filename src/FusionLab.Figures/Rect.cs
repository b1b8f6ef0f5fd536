namespace FusionLab.Figures;

/// <summary>An upright rectangle in pixels.</summary>
internal readonly record struct Rect(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public Rect Grow(double margin) => new(Left - margin, Top - margin, Width + (2 * margin), Height + (2 * margin));

    public bool Contains(Pixel point) => point.X >= Left && point.X <= Right && point.Y >= Top && point.Y <= Bottom;
}
