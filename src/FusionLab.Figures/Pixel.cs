namespace FusionLab.Figures;

/// <summary>A point in pixels; y grows downwards. Not finite where the data has no place on the axes.</summary>
internal readonly record struct Pixel(double X, double Y)
{
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);

    public override string ToString() => $"{SvgWriter.Number(X)} {SvgWriter.Number(Y)}";
}
