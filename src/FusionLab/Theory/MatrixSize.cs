using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Theory;

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
    public static double SizeOf(this Matrix<double> matrix, MatrixSize size)
    {
        if (size == MatrixSize.Frobenius || matrix.RowCount == 1)
            return matrix.FrobeniusNorm();
        // The few outputs make a small Gram matrix; its largest eigenvalue is the square of the largest singular value.
        var gram = matrix.TransposeAndMultiply(matrix);
        return Math.Sqrt(gram.Evd(Symmetricity.Symmetric).EigenValues.Max(value => value.Real));
    }
}
