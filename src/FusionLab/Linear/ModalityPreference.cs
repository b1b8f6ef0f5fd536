namespace FusionLab.Linear;

/// <summary>
/// Which modality a late or intermediate fusion network learns first, and whether that is the one that matters more (section 3.4).
/// </summary>
public static class ModalityPreference
{
    /// <summary>
    /// The modality with the largest <c>‖Σ_yx‖</c>, which is learned first when the branches are equally deep (eq. 28, 49). Ties go
    /// to the first.
    /// </summary>
    public static int LearnedFirst(TaskStatistics task, MatrixSize size = MatrixSize.Frobenius) =>
        Enumerable.Range(0, task.Modalities.Count).MaxBy(m => task.SigmaYxOf(m).SizeOf(size));

    /// <summary>The modality that alone explains most of the output, <c>Σ_yxA Σ_A⁻¹ Σ_yxAᵀ</c>. Ties go to the first.</summary>
    public static int ContributesMost(TaskStatistics task) =>
        Enumerable.Range(0, task.Modalities.Count).MaxBy(m => FixedPoints.Contribution(task, m));

    /// <summary>Whether the modality learned first contributes less than another (eq. 10).</summary>
    public static bool IsSuperficial(TaskStatistics task) => IsOutdone(task, LearnedFirst(task));

    /// <summary>Whether another modality contributes more than this one.</summary>
    internal static bool IsOutdone(TaskStatistics task, int modality) =>
        FixedPoints.Contribution(task, modality) < FixedPoints.Contribution(task, ContributesMost(task)) * (1 - 1e-12);

    /// <summary>
    /// The region of figure 4c for scalar uncorrelated modalities. A is learned first where <c>(w_A/w_B)(σ_A/σ_B)² &gt; 1</c>
    /// and contributes more where <c>(w_A/w_B)(σ_A/σ_B) &gt; 1</c> (eq. 11, by magnitude).
    /// </summary>
    /// <param name="sigmaRatio"><c>σ_A/σ_B</c>.</param>
    /// <param name="weightRatio"><c>w_A*/w_B*</c>.</param>
    public static PreferenceRegion Region(double sigmaRatio, double weightRatio)
    {
        bool aFirst = Math.Abs(weightRatio) * sigmaRatio * sigmaRatio > 1;
        bool aContributesMore = Math.Abs(weightRatio) * sigmaRatio > 1;
        return (aFirst, aContributesMore) switch
        {
            (true, true) => PreferenceRegion.I,
            (false, true) => PreferenceRegion.II,
            (true, false) => PreferenceRegion.III,
            (false, false) => PreferenceRegion.IV,
        };
    }
}
