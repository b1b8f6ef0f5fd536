using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// The case with a closed solution for all times (appendix D.2): two-layer late fusion, uncorrelated modalities, each white
/// (<c>Σ_A = σ_A² I</c>). Each modality then follows a sigmoid of its own.
/// </summary>
public static class SolvableCase
{
    /// <summary>
    /// <c>W_A^tot(t) = u_A(t) σ_A⁻² Σ_yxA</c> with <c>u_A(t) = [(‖Σ_yxA‖/(σ_A² w_0) − 1) e^{−2‖Σ_yxA‖t/τ} + 1]⁻¹</c> (eq. 21), where
    /// <c>w_0</c> is the initial <em>total</em> weight's norm: <c>u0²</c> for two aligned layers of norm <c>u0</c>.
    /// </summary>
    /// <param name="task">A task whose modalities are uncorrelated and white.</param>
    /// <param name="modality">The modality.</param>
    /// <param name="initialTotalWeight"><c>w_0</c>.</param>
    /// <param name="time">t.</param>
    /// <param name="timeConstant"><c>τ</c>, in the unit of <paramref name="time"/>.</param>
    /// <exception cref="ConfigException">The task is not of this kind.</exception>
    public static Matrix<double> TotalWeight(TaskStatistics task, int modality, double initialTotalWeight, double time, double timeConstant)
    {
        CheckApplies(task);
        double rate = task.SigmaYxOf(modality).FrobeniusNorm();
        double decay = (Start(task, modality, initialTotalWeight) - 1) * Math.Exp(-2 * rate * time / timeConstant);
        return FixedPoints.Unimodal(task, modality) / (decay + 1);
    }

    /// <summary>When the total weight reaches half its plateau: <c>τ ln(‖Σ_yxA‖/(σ_A² w_0) − 1) / (2‖Σ_yxA‖)</c>, from (21).</summary>
    /// <inheritdoc cref="TotalWeight"/>
    public static double HalfTime(TaskStatistics task, int modality, double initialTotalWeight, double timeConstant)
    {
        CheckApplies(task);
        return timeConstant * Math.Log(Start(task, modality, initialTotalWeight) - 1) / (2 * task.SigmaYxOf(modality).FrobeniusNorm());
    }

    /// <summary>Whether the modalities are uncorrelated with each other and white.</summary>
    public static bool Applies(TaskStatistics task)
    {
        double tolerance = 1e-12 * task.Sigma.Diagonal().AbsoluteMaximum();
        for (int m = 0; m < task.Modalities.Count; m++)
        {
            for (int n = 0; n < task.Modalities.Count; n++)
            {
                var block = task.SigmaBlock(m, n);
                var white = m == n ? Matrix<double>.Build.DenseDiagonal(block.RowCount, block[0, 0]) : block.Map(_ => 0.0);
                if (!block.ForAll2((value, expected) => Math.Abs(value - expected) <= tolerance, white))
                    return false;
            }
        }
        return task.Outputs == 1;
    }

    private static double Start(TaskStatistics task, int modality, double initialTotalWeight) =>
        FixedPoints.Unimodal(task, modality).FrobeniusNorm() / initialTotalWeight;

    private static void CheckApplies(TaskStatistics task)
    {
        if (!Applies(task))
        {
            throw new ConfigException(
                "The closed solution (21) needs a scalar output and modalities that are uncorrelated and white; "
                + "use the reduced dynamics for other tasks.");
        }
    }
}
