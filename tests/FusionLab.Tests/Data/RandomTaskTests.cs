using FusionLab.Data;
using FusionLab.Linear;

namespace FusionLab.Tests.Data;

public class RandomTaskTests
{
    [Fact]
    public void Every_seed_is_another_task_with_a_ratio_in_range()
    {
        var tasks = Enumerable.Range(1, 20).Select(seed => new RandomTask().Draw((ulong)seed)).ToArray();

        Assert.Equal(20, tasks.Select(task => task.Covariance[0, 0]).Distinct().Count());
        Assert.All(tasks, task => Assert.InRange(TwoLayerLateFusion.TimeRatio(GrowthRates.Of(task.Population)), 1, 20));
        Assert.All(tasks, task => Assert.All(task.TrueWeights.Enumerate(), w => Assert.InRange(w, -1, 1)));
    }

    [Fact]
    public void The_precision_matrix_has_the_mean_of_its_wishart_distribution()
    {
        // Σ⁻¹ ~ Wishart(df, Ψ⁻¹) has the mean df·Ψ⁻¹: 12·(1/2) on the first half and 12 on the second for D = 10.
        var random = new RandomTask(Dimensions: 10, MaximumRatio: double.PositiveInfinity);
        const int count = 400;
        var mean = Enumerable.Range(1, count).Select(seed => random.Draw((ulong)seed).Covariance.Inverse()).Aggregate((a, b) => a + b) / count;

        // A diagonal entry has the standard deviation mean·√(2/df): 5 standard errors are 0.1 of the mean.
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(i < 5 ? 6 : 12, mean[i, i], i < 5 ? 0.6 : 1.2));
        Assert.Equal(0, mean[0, 9], 2.5);
    }

    [Fact]
    public void An_odd_number_of_dimensions_is_refused() =>
        Assert.Contains("7", Assert.Throws<ConfigException>(() => new RandomTask(Dimensions: 7).Draw(1)).Message);
}
