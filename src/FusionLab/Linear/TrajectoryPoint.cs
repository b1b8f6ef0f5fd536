namespace FusionLab.Linear;

/// <summary>The state of a linear network at one recorded step.</summary>
/// <param name="Step">Steps of full-batch gradient descent taken so far (= epochs).</param>
/// <param name="Loss">The training loss.</param>
/// <param name="GeneralizationError">½ (W^tot − w*) Σ_true (W^tot − w*)ᵀ; null where the truth is unknown.</param>
/// <param name="TotalWeights">W^tot of all modalities side by side, <c>[O, D]</c> row-major.</param>
public sealed record TrajectoryPoint(long Step, double Loss, double? GeneralizationError, double[] TotalWeights);
