using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace FusionLab.Linear;

/// <summary>Linear systems in a correlation matrix, which is symmetric, has no negative eigenvalue, and may be singular.</summary>
internal static class SymmetricSolve
{
    /// <summary>
    /// Directions whose variance is below this fraction of the largest count as absent: well above rounding, well below any
    /// variance that gradient descent would notice.
    /// </summary>
    public const double RelativeTolerance = 1e-11;

    /// <summary>
    /// <c>B S⁺</c>: right division by <paramref name="s"/>, with the pseudo-inverse where <paramref name="s"/> is singular
    /// (collinear modalities, fewer samples than features).
    /// </summary>
    /// <param name="b">The left-hand side, <c>[O, D]</c>.</param>
    /// <param name="s">A symmetric positive semi-definite matrix, <c>[D, D]</c>.</param>
    public static Matrix<double> DivideRight(Matrix<double> b, Matrix<double> s)
    {
        if (FactorRegular(s) is { } factor)
        {
            return factor.Solve(b.Transpose()).Transpose();
        }

        var eigen = s.Evd(Symmetricity.Symmetric);
        double smallest = RelativeTolerance * eigen.EigenValues.Max(value => Math.Abs(value.Real));
        var inverse = eigen.EigenValues.Map(value => value.Real > smallest ? 1 / value.Real : 0);
        return (b * eigen.EigenVectors).MapIndexed((_, mode, value) => value * inverse[mode]).TransposeAndMultiply(eigen.EigenVectors);
    }

    /// <summary>The smallest eigenvalue of <paramref name="s"/> when it is below zero by more than rounding; otherwise null.</summary>
    public static double? NegativeEigenvalue(Matrix<double> s)
    {
        if (FactorRegular(s) is not null)
        {
            return null;
        }

        var values = s.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).ToArray();
        return values.Min() < -1e-9 * values.Max(Math.Abs) ? values.Min() : null;
    }

    // Cholesky costs a tenth of an eigendecomposition, so it is tried first; its smallest pivot tells whether s is regular.
    private static Cholesky<double>? FactorRegular(Matrix<double> s)
    {
        try
        {
            var factor = s.Cholesky();
            double smallestPivot = Math.Pow(factor.Factor.Diagonal().AbsoluteMinimum(), 2);
            return smallestPivot > RelativeTolerance * s.Diagonal().AbsoluteMaximum() ? factor : null;
        }
        catch (ArgumentException) // MathNet throws it for a matrix that is not positive definite
        {
            return null;
        }
    }
}
