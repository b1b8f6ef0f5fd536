namespace FusionLab.Linear;

/// <summary>When a network learned which modality of a linear task. Times are in steps; null: it did not happen.</summary>
/// <param name="UnimodalHalf">When each modality's total weight reached half its plateau Σ_yxA Σ_A⁻¹.</param>
/// <param name="FinalHalf">When each modality's total weight reached half its final value.</param>
/// <param name="FirstModality">The modality that was learned first.</param>
/// <param name="LearnedAt">
/// The time of learning: half the plateau for the first modality of intermediate and late fusion, half the final value for
/// all others and for early fusion.
/// </param>
/// <param name="Plateau">
/// W^tot <c>[O, D]</c> where it moved least between the first modality's and the next one's time: the unimodal plateau. Null where
/// it did not slow down in between: the two were learned too close together, or the next one was not learned.
/// </param>
/// <param name="ClosestToSaddle">How near W^tot came to each unimodal solution M_m, as a share of ‖M_m‖.</param>
public sealed record LearningStages(
    IReadOnlyList<double?> UnimodalHalf,
    IReadOnlyList<double?> FinalHalf,
    int? FirstModality,
    IReadOnlyList<double?> LearnedAt,
    double[]? Plateau,
    IReadOnlyList<double> ClosestToSaddle)
{
    /// <summary>
    /// The time of the modality learned last divided by that of the one learned first; null while one is unlearned, and where large
    /// initial weights count as learned at time 0.
    /// </summary>
    public double? TimeRatio => LearnedAt.All(time => time is not null) && LearnedAt.Min() > 0 ? LearnedAt.Max() / LearnedAt.Min() : null;
}
