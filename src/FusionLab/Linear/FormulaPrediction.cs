namespace FusionLab.Linear;

/// <summary>What one formula says.</summary>
/// <param name="Name">A short name, unique in a table.</param>
/// <param name="Equation">Where the formula comes from.</param>
/// <param name="LearnedAt">
/// When each modality is learned, in steps and in the modalities' order; null entries where it does not say.
/// </param>
/// <param name="TimeRatio">
/// The time of the modality learned last over that of the one learned first; null where the formula does not say.
/// </param>
/// <param name="WhyNot">Why the formula does not apply; null where it does.</param>
public sealed record FormulaPrediction(
    string Name, string Equation, IReadOnlyList<PredictedValue?> LearnedAt, PredictedValue? TimeRatio, string? WhyNot)
{
    /// <summary>Whether the formula applies to this task and network.</summary>
    public bool Applies => WhyNot is null;
}
