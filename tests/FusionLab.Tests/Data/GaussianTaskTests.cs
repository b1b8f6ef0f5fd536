using FusionLab.Data;
using FusionLab.Linear;

namespace FusionLab.Tests.Data;

public class GaussianTaskTests
{
    private static readonly ModalityBlock[] Scalars = [new("a", 1), new("b", 1)];
    private static readonly double[,] Ones = { { 1, 1 } };

    [Fact]
    public void Many_samples_have_the_statistics_of_the_population()
    {
        var task = new GaussianTask(Scalars, new double[,] { { 4, -0.9 }, { -0.9, 1 } }, Ones, noise: 0.5);
        var measured = task.Draw(seed: 1, count: 200_000).ComputeStatistics();

        // Standard errors of second moments are about √2 σ²/√P: 0.013 for the largest.
        Assert.All(task.Population.Sigma.Enumerate().Zip(measured.Sigma.Enumerate()), pair => Assert.Equal(pair.First, pair.Second, 0.05));
        Assert.All(task.Population.SigmaYx.Enumerate().Zip(measured.SigmaYx.Enumerate()), pair => Assert.Equal(pair.First, pair.Second, 0.05));
        Assert.Equal(4 - 1.8 + 1 + 0.25, task.Population.OutputPower, 1e-12);
        Assert.Equal(task.Population.OutputPower, measured.OutputPower, 0.05);
    }

    [Fact]
    public void Signs_have_the_correlations_of_the_population_too()
    {
        var task = new GaussianTask(Scalars, new double[,] { { 4, -0.9 }, { -0.9, 1 } }, Ones, noise: 0.5, signTargets: true);
        var samples = task.Draw(seed: 1, count: 200_000);

        Assert.All(samples.Targets, y => Assert.Equal(1, Math.Abs(y)));
        Assert.All(
            task.Population.SigmaYx.Enumerate().Zip(samples.ComputeStatistics().SigmaYx.Enumerate()), pair => Assert.Equal(pair.First, pair.Second, 0.02));
        Assert.Equal(1, task.Population.OutputPower);
    }

    [Fact]
    public void Collinear_modalities_can_be_drawn()
    {
        var samples = new GaussianTask(Scalars, new double[,] { { 4, 2 }, { 2, 1 } }, Ones).Draw(seed: 1, count: 100);

        Assert.All(Enumerable.Range(0, 100), p => Assert.Equal(samples.Values[2 * p], 2 * samples.Values[(2 * p) + 1], 1e-7));
    }

    [Fact]
    public void The_same_seed_draws_the_same_samples_and_sets_are_independent()
    {
        var task = new GaussianTask(Scalars, new double[,] { { 4, 0 }, { 0, 1 } }, Ones);

        Assert.Equal(task.Draw(3, 50).Values, task.Draw(3, 50).Values);
        Assert.NotEqual(task.Draw(3, 50).Values, task.Draw(4, 50).Values);
        Assert.NotEqual(task.Draw(3, 50).Values, task.Draw(3, 50, "test").Values);
    }

    [Fact]
    public void A_task_with_samples_has_their_statistics()
    {
        var task = new GaussianTask(Scalars, new double[,] { { 4, 0 }, { 0, 1 } }, Ones, sampleCount: 70);

        Assert.Equal(task.Draw(3, 70).ComputeStatistics().Sigma, task.ComputeStatistics(3).Sigma);
        Assert.NotEqual(task.Population.Sigma, task.ComputeStatistics(3).Sigma);
    }

    [Fact]
    public void A_matrix_that_is_no_covariance_is_refused()
    {
        var indefinite = Assert.Throws<ConfigException>(() => new GaussianTask(Scalars, new double[,] { { 1, 2 }, { 2, 1 } }, Ones));
        Assert.Contains("-1", indefinite.Message);
        var skew = Assert.Throws<ConfigException>(() => new GaussianTask(Scalars, new double[,] { { 1, 0.5 }, { 0.2, 1 } }, Ones));
        Assert.Contains("0.5", skew.Message);
        Assert.Contains("0.2", skew.Message);
    }
}
