using System.Globalization;

namespace FusionLab.Linear;

/// <summary>A number that may be infinite, in a form that JSON can hold.</summary>
/// <param name="Value">The number; null for never.</param>
/// <param name="Never">Whether it is infinite: the modality is never learned.</param>
public sealed record PredictedValue(double? Value, bool Never)
{
    /// <summary>The value for <paramref name="number"/>; null for null, and for NaN, which is no prediction.</summary>
    public static PredictedValue? From(double? number) => number switch
    {
        null or double.NaN => null,
        double value when double.IsInfinity(value) => new(null, Never: true),
        _ => new(number, Never: false),
    };

    /// <summary>Four significant digits, or <c>never</c>.</summary>
    public override string ToString() => Never ? "never" : Value!.Value.ToString("G4", CultureInfo.InvariantCulture);
}
