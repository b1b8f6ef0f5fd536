using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

public sealed class DeepFusionTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public void Late_fusion_of_any_depth_and_start_takes_the_two_layer_ratio(int depth)
    {
        var rates = Rates(0.3, 2);
        Assert.Equal(TwoLayerLateFusion.TimeRatio(rates), DeepFusion.TimeRatio(rates, depth, depth, 0.1), 9);
        Assert.Equal(TwoLayerLateFusion.TimeRatio(rates), DeepFusion.TimeRatio(rates, depth, depth, 0.01), 9);
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(4, 3)]
    [InlineData(6, 3)]
    [InlineData(5, 5)]
    public void The_integral_agrees_with_a_plain_sum_of_a_million_points(int depth, int fusionDepth)
    {
        foreach (double k in new[] { 0.05, 0.25, 0.9 })
        {
            // Midpoint rule in s = 1/x: dx = ds / s².
            double sum = 0;
            const int Points = 1_000_000;
            for (int i = 0; i < Points; i++)
            {
                double s = (i + 0.5) / Points, x = 1 / s;
                double integrand = fusionDepth == 2
                    ? 1 / x * Math.Pow((x * x) + Math.Pow(x, 2 * k), 1 - (depth / 2.0))
                    : Math.Pow(x, 1 - depth) * Math.Pow(
                        1 + Math.Pow(k + ((1 - k) * Math.Pow(x, fusionDepth - 2)), 2.0 / (2 - fusionDepth)), (fusionDepth - depth) / 2.0);
                sum += integrand / (s * s) / Points;
            }
            Assert.Equal(sum, DeepFusion.Integral(k, depth, fusionDepth), 8);
        }
    }

    // Σ = diag(4, 1), L = 4: what figure 6 draws as lines at u0 = 0.1 and 0.03.
    [Theory]
    [InlineData(2, 0.1, 1.21)]
    [InlineData(3, 0.1, 1.74)]
    [InlineData(4, 0.1, 4.0)]
    [InlineData(2, 0.03, 1.029)]
    [InlineData(3, 0.03, 1.222)]
    public void The_values_of_figure_6(int fusionDepth, double u0, double expected)
    {
        double tolerance = u0 == 0.1 ? 0.01 : 0.001;
        Assert.Equal(expected, DeepFusion.TimeRatio(Rates(0, 2), 4, fusionDepth, u0), tolerance);
    }

    [Fact]
    public void A_deeper_fusion_layer_prolongs_the_unimodal_phase()
    {
        double[] ratios = [.. Enumerable.Range(2, 4).Select(fusionDepth => DeepFusion.TimeRatio(Rates(0, 2), 5, fusionDepth, 0.05))];
        Assert.Equal(ratios.Order(), ratios);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_finite_start_approaches_the_limit_as_the_start_shrinks(int fusionDepth)
    {
        double Gap(double u0) => Math.Abs(
            (DeepFusionFiniteStart.Times(Rates(0, 2), 4, fusionDepth, u0, 25).First / DeepFusion.Times(Rates(0, 2), 4, fusionDepth, u0, 25).First) - 1);
        Assert.True(Gap(0.001) < Gap(0.1));
        Assert.True(Gap(0.001) < 2e-4);
    }

    [Fact]
    public void The_finite_start_of_two_layers_is_the_two_layer_form()
    {
        var rates = Rates(0.3, 2);
        Assert.Equal(TwoLayerLateFusion.Times(rates, 1e-6, 25).First, DeepFusionFiniteStart.Times(rates, 2, 2, 1e-6, 25).First, 6);
        Assert.Equal(TwoLayerLateFusion.TimeRatio(rates), DeepFusionFiniteStart.TimeRatio(rates, 2, 2, 1e-6), 9);
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(4, 4)]
    [InlineData(4, 6)]
    public void Branches_of_equal_depth_take_the_equal_depth_formula(int fusionDepth, int depth)
    {
        var rates = Rates(-0.4, 2);
        Assert.Equal(
            DeepFusion.TimeRatio(rates, depth, fusionDepth, 0.1), UnequalDepth.TimeRatio(rates, fusionDepth, fusionDepth, depth - fusionDepth, 0.1), 9);
    }

    [Fact]
    public void A_much_deeper_branch_is_learned_last_however_well_it_correlates()
    {
        var strongerFirst = Rates(0, 2);
        var weakerFirst = GrowthRates.Of(TaskStatistics.FromGaussian(0, 2, 1), first: 1, second: 0);
        Assert.False(UnequalDepth.IsLearnedFirst(strongerFirst, 5, 3, 0.05));
        Assert.True(UnequalDepth.IsLearnedFirst(weakerFirst, 3, 5, 0.05));
        Assert.Throws<ConfigException>(() => UnequalDepth.TimeRatio(strongerFirst, 5, 3, 1, 0.05));
        Assert.True(UnequalDepth.TimeRatio(weakerFirst, 3, 5, 1, 0.05) > 1);
    }

    [Theory]
    [InlineData(4, 5, "The fusion depth L_f is 5; this formula needs 2 <= L_f <= L, and the depth L is 4.")]
    [InlineData(4, 1, "The fusion depth L_f is 1; this formula needs 2 <= L_f <= L, and the depth L is 4.")]
    public void A_fusion_depth_out_of_bounds_is_named(int depth, int fusionDepth, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigException>(() => DeepFusion.TimeRatio(Rates(0, 2), depth, fusionDepth, 0.1)).Message);

    [Fact]
    public void A_target_three_times_as_large_keeps_the_earlier_time_inversely_proportional() => RandomTasks.Hold(task =>
    {
        double once = DeepFusion.Times(GrowthRates.Of(task), 4, 3, 0.1, 25).First;
        double thrice = DeepFusion.Times(GrowthRates.Of(RandomTasks.WithTargetScaled(task, 3)), 4, 3, 0.1, 25).First;
        return Math.Abs(once - (3 * thrice)) < 1e-8 * once;
    });

    private static GrowthRates Rates(double rho, double sigmaA) => GrowthRates.Of(TaskStatistics.FromGaussian(rho, sigmaA, 1));
}
