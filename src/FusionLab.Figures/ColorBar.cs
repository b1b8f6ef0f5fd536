namespace FusionLab.Figures;

/// <summary>Maps values to colours and shows the map as a bar beside the panel.</summary>
/// <param name="Label">The quantity; may carry mathematics.</param>
/// <param name="Min">The value at the bottom of the bar; smaller ones take its colour.</param>
/// <param name="Max">The value at the top of the bar; larger ones take its colour.</param>
public sealed record ColorBar(string Label, double Min, double Max)
{
    /// <summary>The colours; <see cref="ColorMap.Sequential"/> unless set.</summary>
    public ColorMap Map { get; init; } = ColorMap.Sequential;

    internal string ColorOf(double value) => Map.At(Position(value));

    internal (byte Red, byte Green, byte Blue) RgbOf(double value) => Map.Rgb(Position(value));

    private double Position(double value) => (value - Min) / (Max - Min);
}
