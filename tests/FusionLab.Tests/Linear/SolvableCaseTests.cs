using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

public sealed class SolvableCaseTests
{
    private static readonly TaskStatistics s_task = TaskStatistics.FromGaussian(0, 2, 1);

    [Fact]
    public void It_starts_at_the_initial_weight_and_ends_at_the_plateau()
    {
        Assert.Equal(1e-4, SolvableCase.TotalWeight(s_task, 0, 1e-4, 0, 25)[0, 0], 15);
        Assert.Equal(1, SolvableCase.TotalWeight(s_task, 0, 1e-4, 1e4, 25)[0, 0], 12);
    }

    [Fact]
    public void It_obeys_the_equation_of_two_balanced_layers()
    {
        // τ dw/dt = 2 w (Σ_yx − w σ²) along the growing direction.
        double W(double t) => SolvableCase.TotalWeight(s_task, 0, 1e-3, t, 25)[0, 0];
        foreach (double t in new[] { 5.0, 20, 25, 40 })
        {
            double slope = 25 * (W(t + 1e-4) - W(t - 1e-4)) / 2e-4;
            Assert.Equal(2 * W(t) * (4 - (4 * W(t))), slope, 6);
        }
    }

    [Fact]
    public void The_half_time_is_where_half_the_plateau_is_reached()
    {
        double half = SolvableCase.HalfTime(s_task, 1, 1e-6, 25);
        Assert.Equal(0.5, SolvableCase.TotalWeight(s_task, 1, 1e-6, half, 25)[0, 0], 10);
    }

    [Fact]
    public void Correlated_modalities_are_refused() =>
        Assert.Throws<ConfigException>(() => SolvableCase.HalfTime(TaskStatistics.FromGaussian(0.1, 2, 1), 0, 1e-6, 25));
}
