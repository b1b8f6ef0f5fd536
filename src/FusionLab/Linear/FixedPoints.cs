using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// Where gradient descent rests: the solution <c>M_*</c> (eq. 6) and the saddles <c>M_A</c>, <c>M_B</c> (eq. 7), as total weights.
/// </summary>
public static class FixedPoints
{
    /// <summary><c>M_*</c>: <c>W^tot = Σ_yx Σ⁺</c>, <c>[O, D]</c> (eq. 6b). The pseudo-inverse where Σ is singular.</summary>
    public static Matrix<double> Global(TaskStatistics task) => task.GlobalSolution;

    /// <summary>
    /// <c>M_A</c>: the total weight <c>Σ_yxA Σ_A⁺</c> of the one learned modality, <c>[O, D_A]</c> (eq. 7). The others are 0.
    /// </summary>
    public static Matrix<double> Unimodal(TaskStatistics task, int modality) => task.UnimodalSolution(modality);

    /// <summary>The squared-error loss at zero weights, <c>M_0</c>: <c>½⟨‖y‖²⟩</c>.</summary>
    public static double LossAtZero(TaskStatistics task) => task.OutputPower / 2;

    /// <summary>
    /// The loss on the saddle of one modality: <c>½(⟨y²⟩ − Σ_yxA Σ_A⁻¹ Σ_yxAᵀ)</c> (eq. 62, with the ½ of the loss in section 2).
    /// </summary>
    public static double UnimodalLoss(TaskStatistics task, int modality) => (task.OutputPower - Contribution(task, modality)) / 2;

    /// <summary>The loss at <c>M_*</c>: what no linear network can fit.</summary>
    public static double GlobalLoss(TaskStatistics task) => (task.OutputPower - Inner(Global(task), task.SigmaYx)) / 2;

    /// <summary>How much of <c>⟨y²⟩</c> one modality alone explains: <c>tr(Σ_yxA Σ_A⁻¹ Σ_yxAᵀ)</c> (the two sides of eq. 10b).</summary>
    public static double Contribution(TaskStatistics task, int modality) => Inner(Unimodal(task, modality), task.SigmaYxOf(modality));

    /// <summary>The squared-error loss of any total weight, <c>½⟨‖y − W x‖²⟩</c>.</summary>
    /// <param name="task">The task.</param>
    /// <param name="totalWeight"><c>W^tot</c>, <c>[O, D]</c>.</param>
    public static double Loss(TaskStatistics task, Matrix<double> totalWeight) =>
        (task.OutputPower / 2) - Inner(totalWeight, task.SigmaYx) + (Inner(totalWeight * task.Sigma, totalWeight) / 2);

    private static double Inner(Matrix<double> a, Matrix<double> b) => a.PointwiseMultiply(b).Enumerate().Sum();
}

/// <summary>The regions of figure 4c. In II and III the preference is superficial.</summary>
public enum PreferenceRegion
{
    /// <summary>A is learned first and contributes more.</summary>
    I,

    /// <summary>B is learned first but A contributes more: superficial.</summary>
    II,

    /// <summary>A is learned first but B contributes more: superficial (eq. 11).</summary>
    III,

    /// <summary>B is learned first and contributes more.</summary>
    IV,
}

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
        Enumerable.Range(0, task.Modalities.Count).MaxBy(m => task.SigmaYxOf(m).Measure(size));

    /// <summary>
    /// Whether the modality learned first is superficial (eq. 10): another one alone explains more of the output,
    /// <c>Σ_yxA Σ_A⁻¹ Σ_yxAᵀ</c>.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="first">The modality learned first.</param>
    public static bool IsSuperficial(TaskStatistics task, int first) => FixedPoints.Contribution(task, first)
        < Enumerable.Range(0, task.Modalities.Count).Max(m => FixedPoints.Contribution(task, m)) * (1 - 1e-12);

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
