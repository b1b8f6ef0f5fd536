using FusionLab.Theory;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Tests.Theory;

public sealed class PrincipalAxesTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    [InlineData(30, 40)]
    [InlineData(30, 7)] // of rank 7
    public void Eigenvalues_are_those_of_an_independent_solver(int features, int samples)
    {
        var sigma = Correlations(features, samples);

        var axes = PrincipalAxes.Of(sigma.ToRowMajorArray(), new double[features]);

        double[] expected = [.. sigma.Evd(Symmetricity.Symmetric).EigenValues.Select(value => Math.Max(0, value.Real)).Order()];
        Assert.All(expected.Zip(axes.Variances.Order()), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * expected[^1]));
    }

    [Fact]
    public void Rows_keep_their_products_with_every_power_of_the_matrix()
    {
        const int features = 24;
        var sigma = Correlations(features, samples: 60);
        var rows = Matrix<double>.Build.Dense(3, features, (i, j) => Math.Sin((3 * i) + j));

        var axes = PrincipalAxes.Of(sigma.ToRowMajorArray(), rows.ToRowMajorArray());

        var turned = Matrix<double>.Build.Dense(3, features, (i, j) => axes.Rows[(i * features) + j]);
        var variances = Matrix<double>.Build.DiagonalOfDiagonalArray(axes.Variances);
        Near(rows * rows.Transpose(), turned * turned.Transpose());
        Near(rows * sigma * rows.Transpose(), turned * variances * turned.Transpose());
        Near(rows * sigma.Inverse() * rows.Transpose(), turned * variances.Inverse() * turned.Transpose());
    }

    [Fact]
    public void A_diagonal_matrix_is_left_alone()
    {
        var axes = PrincipalAxes.Of([4, 0, 0, 0, 0, 0, 0, 0, 1], [1, 2, 3]);

        Assert.Equal([0, 1, 4], axes.Variances.Order());
        Assert.Equal([1, 2, 3], axes.Rows.Select(Math.Abs).Order());
    }

    private static Matrix<double> Correlations(int features, int samples)
    {
        var random = new Random(5);
        var x = Matrix<double>.Build.Dense(samples, features, (_, j) => (random.NextDouble() - 0.3) * (1 + j));
        return x.TransposeThisAndMultiply(x) / samples;
    }

    private static void Near(Matrix<double> expected, Matrix<double> actual) =>
        Assert.InRange((expected - actual).FrobeniusNorm() / expected.FrobeniusNorm(), 0, 1e-10);
}
