using FusionLab.Runs;

namespace FusionLab.Tests.Runs;

/// <summary>Figure 6 at σ_A = 2, ρ = 0, u0 = 0.1: four layers, five seeds.</summary>
public class DeepSweepTests(DeepSweepTests.Sweep sweep) : IClassFixture<DeepSweepTests.Sweep>
{
    [Theory]
    [InlineData(1, 1.007)]
    [InlineData(2, 1.044)]
    [InlineData(3, 1.443)]
    [InlineData(4, 4.133)]
    public void An_independent_simulation_of_two_seeds_found_the_same_ratios(int fusionDepth, double expected)
    {
        // Two per cent, or two standard errors where seeds differ more than that: five seeds here against two there.
        var ratio = sweep.Report.Points[fusionDepth - 1].TimeRatio!;
        double standardError = ratio.Std!.Value * Math.Sqrt((1 / 5.0) + (1 / 2.0));
        Assert.Equal(expected, ratio.Mean!.Value, Math.Max(0.02 * expected, 2 * standardError));
    }

    [Fact]
    public void The_ratio_grows_with_the_depth_of_fusion() =>
        Assert.All(sweep.Report.Points.Zip(sweep.Report.Points.Skip(1)), pair => Assert.True(pair.First.TimeRatio!.Mean < pair.Second.TimeRatio!.Mean));

    [Fact]
    public void A_seed_that_does_not_finish_within_its_steps_is_counted()
    {
        var late = PaperConfigs.Run("depth_single", "seeds=1..5").Points[3];

        Assert.Equal((3, 2, 2), (late.TimeRatio!.N, late.TimeRatio!.Unlearned, late.NotConverged));
    }

    [Fact]
    public void The_start_of_random_layers_predicts_the_ratios_that_the_closed_forms_overshoot()
    {
        foreach (int fusionDepth in new[] { 2, 3 })
        {
            var point = sweep.Report.Points[fusionDepth - 1];
            double Miss(string formula) => Math.Abs((point.Predicted[formula] / point.TimeRatio!.Mean!.Value) - 1);
            Assert.InRange(Miss("expectedStart"), 0, 0.1);
            Assert.True(point.Predicted["deepFiniteStart"] > point.TimeRatio!.Mean);
            Assert.InRange(Miss("expectedStart"), 0, Miss("deepFiniteStart"));
        }
    }

    [Fact]
    public void The_same_config_gives_the_same_numbers_on_one_core()
    {
        var alone = PaperConfigs.Run("depth_single", "seeds=1", "threads=1");
        var together = PaperConfigs.Run("depth_single", "seeds=1", "threads=2");
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        CsvFiles.WriteReplicas(first, alone);
        CsvFiles.WriteReplicas(second, together);

        Assert.Equal(first.ToArray(), second.ToArray());
    }

    /// <summary>The sweep over fusion depths, simulated once for all tests.</summary>
    public sealed class Sweep
    {
        public RunResult Report { get; } = PaperConfigs.Run("depth_single", "seeds=1..5", "train.epochs=20000");
    }
}
