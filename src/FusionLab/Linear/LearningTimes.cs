namespace FusionLab.Linear;

/// <summary>
/// When two modalities are learned, in the unit of the time constant: steps (= epochs of full-batch descent) for <c>τ = 1/η</c>.
/// </summary>
/// <param name="First">When the earlier one is learned, <c>t_A</c>.</param>
/// <param name="Second">When the later one is learned, <c>t_B</c>; <see cref="double.PositiveInfinity"/> for never.</param>
public readonly record struct LearningTimes(double First, double Second)
{
    /// <summary><c>t_B / t_A</c>, at least 1; infinite when the later modality is never learned.</summary>
    public double Ratio => Second / First;
}
