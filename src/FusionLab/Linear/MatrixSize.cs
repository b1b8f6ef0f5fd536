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

/// <summary>The size of a correlation matrix by either measure.</summary>
internal static class MatrixSizes
{
    /// <summary>The size of <paramref name="matrix"/>.</summary>
    public static double SizeOf(this Matrix<double> matrix, MatrixSize size) =>
        size == MatrixSize.Frobenius || matrix.RowCount == 1 ? matrix.FrobeniusNorm() : LeadingMode(matrix).Value;

    /// <summary>
    /// How much of <paramref name="matrix"/> lies along <paramref name="direction"/>: along all of it, or along its leading singular
    /// pair. With the direction of the matrix itself this is its size; 0 where there is no direction.
    /// </summary>
    public static double ProjectionOn(this Matrix<double> matrix, Matrix<double> direction, MatrixSize size)
    {
        double norm = direction.FrobeniusNorm();
        if (norm == 0)
            return 0;
        if (size == MatrixSize.Frobenius || matrix.RowCount == 1)
            return matrix.PointwiseMultiply(direction).Enumerate().Sum() / norm;
        var (left, value) = LeadingMode(direction);
        return (left * matrix).DotProduct(left * direction) / value;
    }

    // The few outputs make a small Gram matrix; its largest eigenvalue is the square of the largest singular value.
    private static (Vector<double> Left, double Value) LeadingMode(Matrix<double> matrix)
    {
        var eigen = matrix.TransposeAndMultiply(matrix).Evd(Symmetricity.Symmetric);
        int leading = Enumerable.Range(0, matrix.RowCount).MaxBy(mode => eigen.EigenValues[mode].Real);
        return (eigen.EigenVectors.Column(leading), Math.Sqrt(Math.Max(0, eigen.EigenValues[leading].Real)));
    }
}
