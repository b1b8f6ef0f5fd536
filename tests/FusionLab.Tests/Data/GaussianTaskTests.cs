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
        var measured = samples.ComputeStatistics();
        Assert.All(
            task.Population.SigmaYx.Enumerate().Zip(measured.SigmaYx.Enumerate()), pair => Assert.Equal(pair.First, pair.Second, 0.02));
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

public class RandomTaskTests
{
    [Fact]
    public void Every_seed_is_another_task_with_a_ratio_in_range()
    {
        var tasks = Enumerable.Range(1, 20).Select(seed => new RandomTask().Draw((ulong)seed)).ToArray();

        Assert.Equal(20, tasks.Select(task => task.Covariance[0, 0]).Distinct().Count());
        Assert.All(tasks, task => Assert.InRange(Formulas.LateFusionRatio(GrowthRates.FromTask(task.Population)), 1, 20));
        Assert.All(tasks, task => Assert.All(task.TrueWeights.Enumerate(), w => Assert.InRange(w, -1, 1)));
    }

    [Fact]
    public void The_precision_matrix_has_the_mean_of_its_wishart_distribution()
    {
        // Σ⁻¹ ~ Wishart(df, Ψ⁻¹) has the mean df·Ψ⁻¹: 12·(1/2) on the first half and 12 on the second for D = 10.
        var random = new RandomTask(Dimensions: 10, MaximumRatio: double.PositiveInfinity);
        const int count = 400;
        var tasks = Enumerable.Range(1, count).Select(seed => random.Draw((ulong)seed));
        var mean = tasks.Select(task => task.Covariance.Inverse()).Aggregate((a, b) => a + b) / count;

        // A diagonal entry has the standard deviation mean·√(2/df): 5 standard errors are 0.1 of the mean.
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(i < 5 ? 6 : 12, mean[i, i], i < 5 ? 0.6 : 1.2));
        Assert.Equal(0, mean[0, 9], 2.5);
    }

    [Fact]
    public void An_odd_number_of_dimensions_is_refused() =>
        Assert.Contains("7", Assert.Throws<ConfigException>(() => new RandomTask(Dimensions: 7).Draw(1)).Message);
}
