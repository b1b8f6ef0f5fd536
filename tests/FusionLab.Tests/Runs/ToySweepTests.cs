using FusionLab.Runs;

namespace FusionLab.Tests.Runs;

/// <summary>Figure 3c and 3d: all 36 points, five seeds each.</summary>
public class ToySweepTests(ToySweepTests.Sweep sweep) : IClassFixture<ToySweepTests.Sweep>
{
    private IEnumerable<RunPoint> Separated => sweep.Report.Points.Where(point => point.Values["data.sigmaA"].GetDouble() > 1);

    [Fact]
    public void Every_network_converges_and_learns_both_modalities()
    {
        Assert.Equal(180, sweep.Report.Replicas.Count);
        Assert.All(sweep.Report.Points, point => Assert.Equal((5, 0), (point.TimeRatio!.N, point.NotConverged)));
    }

    [Fact]
    public void The_finite_learning_rate_form_predicts_every_ratio_within_three_percent() =>
        Assert.All(Separated, point => Assert.Equal(1, point.TimeRatio!.Mean!.Value / point.Predicted["finiteLearningRate"], 0.03));

    [Fact]
    public void The_printed_formula_is_off_by_up_to_half()
    {
        double worst = Separated.Max(point => Math.Abs(point.Predicted["lateFusion"] / point.TimeRatio!.Mean!.Value - 1));
        double worstSigned = Separated.Max(point => Math.Abs(point.Predicted["lateFusionSigned"] / point.TimeRatio!.Mean!.Value - 1));

        Assert.InRange(worst, 0.3, 0.55);
        Assert.InRange(worstSigned, 0.2, 0.32);
    }

    [Fact]
    public void Mis_attribution_is_the_correlation_times_the_ratio_of_deviations() =>
        Assert.All(Separated, point =>
        {
            double expected = point.Values["data.rho"].GetDouble() / point.Values["data.sigmaA"].GetDouble();
            Assert.Equal(expected, point.MisAttribution!.Mean!.Value, Math.Max(0.01 * Math.Abs(expected), 1e-6));
        });

    [Fact]
    public void Networks_end_at_the_solution_and_pass_the_unimodal_saddle() =>
        Assert.All(sweep.Report.Replicas.Where(row => row.Values["data.sigmaA"].GetDouble() > 1), row =>
        {
            Assert.All(row.Simulation!.Run.Trajectory[^1].TotalWeights, weight => Assert.Equal(1, weight, 1e-3));
            Assert.InRange(row.Simulation!.Run.Stages.ClosestToSaddle[0], 0, 0.01);
        });

    [Theory]
    [InlineData(0, 3.786)]
    [InlineData(0.45, 4.345)]
    [InlineData(-0.45, 4.626)]
    [InlineData(0.9, 14.365)]
    public void An_independent_simulation_found_the_same_ratios(double rho, double expected)
    {
        var point = Separated.Single(p => p.Values["data.sigmaA"].GetDouble() == 2 && p.Values["data.rho"].GetDouble() == rho);
        Assert.Equal(1, point.TimeRatio!.Mean!.Value / expected, 0.005);
    }

    /// <summary>The sweep, simulated once for all tests.</summary>
    public sealed class Sweep
    {
        public RunResult Report { get; } = PaperConfigs.Run("toy_sweep");
    }
}
