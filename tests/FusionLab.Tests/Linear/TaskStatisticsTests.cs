using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

public sealed class TaskStatisticsTests
{
    private static readonly ModalityBlock[] s_scalars = [new("a", 1), new("b", 1)];

    [Fact]
    public void A_scalar_task_has_the_covariance_of_figure_3()
    {
        var task = TaskStatistics.FromGaussian(rho: 0.5, sigmaA: 2, sigmaB: 1);
        Assert.Equal(4, task.Sigma[0, 0]);
        Assert.Equal(1, task.Sigma[0, 1]);
        Assert.Equal([5, 2], task.SigmaYx.Row(0));
        Assert.Equal(7, task.OutputPower);
    }

    [Fact]
    public void Samples_and_their_population_agree_in_what_they_imply()
    {
        // Four points whose averages are exactly Σ = [4, 2; 2, 5], with y = x_A − x_B.
        var measured = new TaskSamples(s_scalars, 1, [2, 3, 2, -1, -2, -3, -2, 1], [-1, 3, 1, -3]).ComputeStatistics();
        var exact = TaskStatistics.FromCovariance(new double[,] { { 4, 2 }, { 2, 5 } }, new double[,] { { 1, -1 } }, s_scalars);
        Assert.Equal(exact.Sigma, measured.Sigma);
        Assert.Equal(exact.SigmaYx, measured.SigmaYx);
        Assert.Equal(exact.OutputPower, measured.OutputPower);
    }

    [Fact]
    public void Noise_adds_to_the_output_power_only()
    {
        double[,] sigma = { { 1, 0 }, { 0, 1 } }, weights = { { 1, 2 } };
        var task = TaskStatistics.FromCovariance(sigma, weights, s_scalars, noise: 0.5);
        Assert.Equal(5.25, task.OutputPower);
        Assert.Equal(0.125, FixedPoints.GlobalLoss(task), 12);
    }

    [Theory]
    [InlineData(1.5, "The correlation ρ is 1.5; it must be in [-1, 1].")]
    [InlineData(-1.01, "The correlation ρ is -1.01; it must be in [-1, 1].")]
    [InlineData(double.NaN, "The correlation ρ is NaN; it must be in [-1, 1].")]
    public void A_correlation_out_of_bounds_is_named(double rho, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigException>(() => TaskStatistics.FromGaussian(rho, 1, 1)).Message);

    [Fact]
    public void An_asymmetric_covariance_is_named() =>
        Refused(new double[,] { { 1, 0.5 }, { 0.4, 1 } }, "Σ is not symmetric: entry [1][0] is 0.4 and entry [0][1] is 0.5; they must be equal.");

    [Fact]
    public void An_indefinite_covariance_is_named() =>
        Refused(new double[,] { { 1, 2 }, { 2, 1 } }, "Σ is not positive semi-definite: its smallest eigenvalue is -1; it must be 0 or more, as for any real data.");

    [Fact]
    public void A_covariance_of_the_wrong_size_is_named() =>
        Refused(new double[,] { { 1 } }, "w* has 2 entries a row, but Σ is 1 x 1; give one weight a feature.");

    [Fact]
    public void A_collinear_covariance_is_accepted() => Assert.Equal(2, TaskStatistics.FromGaussian(1, 2, 1).Features);

    private static void Refused(double[,] sigma, string message)
    {
        var error = Assert.Throws<ConfigException>(() => TaskStatistics.FromCovariance(sigma, new double[,] { { 1, 1 } }, s_scalars));
        Assert.Equal(message, error.Message);
    }
}
