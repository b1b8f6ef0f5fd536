using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// During the unimodal phase the earlier modality is credited with what it shares with the later one; the surplus is given
/// back when the later one is learned (section 3.3).
/// </summary>
public static class MisAttribution
{
    /// <summary>
    /// The plateau minus the final weight of <paramref name="earlier"/>: <c>Σ_yxA Σ_A⁻¹ − [Σ_yx Σ⁻¹]_A</c>, <c>[O, D_A]</c>.
    /// </summary>
    public static Matrix<double> Vector(TaskStatistics task, int earlier) =>
        FixedPoints.Unimodal(task, earlier) - task.ColumnsOf(FixedPoints.Global(task), earlier);

    /// <summary>The scalar form for <c>w* = 1</c>: <c>ρ σ_B / σ_A</c> (appendix J.3, figure 3d).</summary>
    public static double Scalar(double rho, double sigmaA, double sigmaB) => rho * sigmaB / sigmaA;
}
