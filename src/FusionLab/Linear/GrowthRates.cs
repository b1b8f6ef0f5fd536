using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>How the size of <c>Σ_yx</c> is measured. The two agree for a scalar output.</summary>
public enum MatrixSize
{
    /// <summary>The Frobenius norm, as in the paper (its footnote 2).</summary>
    Frobenius,

    /// <summary>
    /// The largest singular value. With several outputs every singular mode of <c>Σ_yx</c> grows on its own (the dynamics
    /// before saturation is linear in a two-layer branch), so this is the rate of the mode that is learned first.
    /// </summary>
    Spectral,
}

/// <summary>
/// The few numbers of a task on which every formula for two modalities depends: how fast each grows before and after the
/// other is learned (per unit of <c>t/τ</c>).
/// </summary>
/// <param name="First">The index of the modality learned first, the paper's A.</param>
/// <param name="Second">The index of the other, the paper's B.</param>
/// <param name="FirstRate"><c>‖Σ_yxA‖</c>.</param>
/// <param name="SecondRate"><c>‖Σ_yxB‖</c>.</param>
/// <param name="SignedSecondRate">
/// What the mode that B finally learns grows by before <c>t_A</c>: <c>‖Σ_yxB‖</c>, or <c>−‖Σ_yxB‖</c> where <c>Σ_yxB</c> points
/// exactly against <c>Σ̃_yxB</c>, as it can for scalars. The mode that grew along <c>Σ_yxB</c> overlaps by <c>(1 + cos θ)/2</c>
/// with the one that grows along <c>Σ̃_yxB</c>; small as that may be, its logarithm does not grow with <c>ln(1/u0)</c>.
/// </param>
/// <param name="ResidualRate"><c>‖Σ̃_yxB‖</c>; 0 when the modalities are collinear.</param>
/// <param name="PlateauWeight"><c>‖Σ_yxA Σ_A⁻¹‖</c>, the total weight of A during the unimodal phase.</param>
public sealed record GrowthRates(
    int First, int Second, double FirstRate, double SecondRate, double SignedSecondRate, double ResidualRate, double PlateauWeight)
{
    /// <summary>
    /// The paper's <c>k = ‖Σ_yxB‖ / ‖Σ_yxA‖</c>, at most 1 when <see cref="First"/> is the faster one. It is a ratio of norms: where
    /// a scalar <c>Σ_yxB</c> changes its sign, k is 0 and every formula in k has a kink (figure 6b at ρ = −σ_B/σ_A).
    /// </summary>
    public double K => SecondRate / FirstRate;

    /// <summary>The rates of the two modalities that correlate most with the output, the stronger one first.</summary>
    /// <param name="task">A task with at least two modalities.</param>
    /// <param name="size">How the size of a matrix is measured.</param>
    /// <exception cref="ConfigException">No modality correlates with the output.</exception>
    public static GrowthRates FromTask(TaskStatistics task, MatrixSize size = MatrixSize.Frobenius)
    {
        int[] bySize = [.. Enumerable.Range(0, task.Modalities.Count).OrderByDescending(m => task.SelectSigmaYx(m).Measure(size))];
        return FromTask(task, bySize[0], bySize[1], size);
    }

    /// <summary>The rates when <paramref name="first"/> is learned before <paramref name="second"/>.</summary>
    /// <param name="task">The task.</param>
    /// <param name="first">The index of the modality learned first.</param>
    /// <param name="second">The index of the modality learned second.</param>
    /// <param name="size">How the size of a matrix is measured.</param>
    /// <exception cref="ConfigException">The first modality does not correlate with the output.</exception>
    public static GrowthRates FromTask(TaskStatistics task, int first, int second, MatrixSize size = MatrixSize.Frobenius)
    {
        double firstRate = task.SelectSigmaYx(first).Measure(size);
        if (firstRate == 0)
        {
            throw new ConfigException(
                $"Modality {task.Modalities[first].Name} does not correlate with the output (‖Σ_yx‖ is 0); "
                + "it must be above 0 for anything to be learned.");
        }

        var residual = task.ComputeResidual(first, second);
        double secondRate = task.SelectSigmaYx(second).Measure(size);
        bool isOpposite = task.SelectSigmaYx(second).ProjectOn(residual, size) < -(1 - 1e-9) * secondRate;
        return new(
            first,
            second,
            firstRate,
            secondRate,
            isOpposite ? -secondRate : secondRate,
            residual.Measure(size),
            task.SolveUnimodal(first).Measure(size));
    }
}

/// <summary>The size of a correlation matrix by either measure.</summary>
internal static class CorrelationSizes
{
    /// <summary>The size of <paramref name="matrix"/>.</summary>
    public static double Measure(this Matrix<double> matrix, MatrixSize size) =>
        size == MatrixSize.Frobenius || matrix.RowCount == 1 ? matrix.FrobeniusNorm() : FindLeadingMode(matrix).Value;

    /// <summary>
    /// How much of <paramref name="matrix"/> lies along <paramref name="direction"/>: along all of it, or along its leading singular
    /// pair. With the direction of the matrix itself this is its size; 0 where there is no direction.
    /// </summary>
    public static double ProjectOn(this Matrix<double> matrix, Matrix<double> direction, MatrixSize size)
    {
        double norm = direction.FrobeniusNorm();
        if (norm == 0)
        {
            return 0;
        }

        if (size == MatrixSize.Frobenius || matrix.RowCount == 1)
        {
            return matrix.PointwiseMultiply(direction).Enumerate().Sum() / norm;
        }

        var (left, value) = FindLeadingMode(direction);
        return (left * matrix).DotProduct(left * direction) / value;
    }

    // The few outputs make a small Gram matrix; its largest eigenvalue is the square of the largest singular value.
    private static (Vector<double> Left, double Value) FindLeadingMode(Matrix<double> matrix)
    {
        var eigen = matrix.TransposeAndMultiply(matrix).Evd(Symmetricity.Symmetric);
        int leading = Enumerable.Range(0, matrix.RowCount).MaxBy(mode => eigen.EigenValues[mode].Real);
        return (eigen.EigenVectors.Column(leading), Math.Sqrt(Math.Max(0, eigen.EigenValues[leading].Real)));
    }
}
