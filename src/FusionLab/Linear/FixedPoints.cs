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

    /// <summary>The generalization error <c>½ (W − w*) Σ_true (W − w*)ᵀ</c>: the loss on new noiseless data.</summary>
    /// <param name="totalWeight"><c>W^tot</c>, <c>[O, D]</c>.</param>
    /// <param name="trueWeights"><c>w*</c>, <c>[O, D]</c>.</param>
    /// <param name="trueSigma">The input correlations of the population, <c>[D, D]</c>.</param>
    public static double GeneralizationError(Matrix<double> totalWeight, Matrix<double> trueWeights, Matrix<double> trueSigma)
    {
        var error = totalWeight - trueWeights;
        return Inner(error * trueSigma, error) / 2;
    }

    /// <summary>
    /// The lowest generalization error that any network of one modality can reach, over all modalities (the dotted lines of
    /// figure 5): the noiseless population's loss on the best saddle.
    /// </summary>
    /// <param name="noiselessPopulation">The population statistics of the task without target noise.</param>
    public static double BestUnimodalGeneralizationError(TaskStatistics noiselessPopulation) =>
        Enumerable.Range(0, noiselessPopulation.Modalities.Count).Min(m => UnimodalLoss(noiselessPopulation, m));

    private static double Inner(Matrix<double> a, Matrix<double> b) => a.PointwiseMultiply(b).Enumerate().Sum();
}
