using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>What is subtracted from a modality's samples, and what they are divided by; both of the training samples.</summary>
/// <param name="Shift">A scalar, or one number a feature; double precision.</param>
/// <param name="Scale">The same, nowhere 0.</param>
internal sealed record Normalization(Tensor Shift, Tensor Scale)
{
    /// <summary>
    /// All of a modality's numbers have mean 0 and standard deviation 1 together: features keep their relative strengths.
    /// </summary>
    public const string OfModality = "modality";

    /// <summary>Every feature has mean 0 and standard deviation 1.</summary>
    public const string OfFeature = "feature";

    /// <summary>The samples stay as they are.</summary>
    public const string None = "none";

    /// <summary>Measures training samples.</summary>
    /// <param name="train"><c>[P, ...]</c>.</param>
    /// <param name="kind">One of the constants here.</param>
    public static Normalization Of(Tensor train, string kind)
    {
        using var scope = NewDisposeScope();
        var values = train.to(ScalarType.Float64);
        var (shift, scale) = kind switch
        {
            None => (zeros(1, dtype: ScalarType.Float64), ones(1, dtype: ScalarType.Float64)),
            OfFeature => (values.mean([0]), values.std(0, unbiased: false)),
            _ => (values.mean(), values.std(unbiased: false)),
        };
        scale = where(scale.gt(HeldScalars.Zero), scale, ones_like(scale)); // what never changes becomes 0
        return new Normalization(shift.MoveToOuterDisposeScope(), scale.MoveToOuterDisposeScope());
    }

    /// <summary>Normalizes samples of the modality that was measured.</summary>
    /// <param name="samples"><c>[N, ...]</c>.</param>
    /// <returns>In double precision.</returns>
    public Tensor Apply(Tensor samples) => samples.to(ScalarType.Float64).sub(Shift).div(Scale);
}
