using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

public sealed class AlignedInitializationTests
{
    private const double LearningRate = 0.04;
    private static readonly TaskStatistics s_task = TaskStatistics.FromGaussian(0, 2, 1);

    // The networks of figure 6, each against its own simulation (late fusion at a larger start, where it is four times shorter).
    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(2, 0.1)]
    [InlineData(3, 0.1)]
    [InlineData(4, 0.2)]
    public void The_actual_weights_predict_their_own_run(int fusionDepth, double u0)
    {
        var weights = PlainDescent.Draw(Figure6(fusionDepth, u0), seed: 1);
        var run = PlainDescent.Times(s_task, weights, LearningRate);
        foreach (var (order, timeError, ratioError) in new[] { (1, 0.005, 0.001), (2, 0.0002, 0.0001) })
        {
            var predicted = WeightDynamics.Descent(s_task, AlignedInitialization.Compress(weights, order), LearningRate);
            Assert.InRange(predicted[0]!.Value / run.First, 1 - timeError, 1 + timeError);
            Assert.InRange(predicted[1]!.Value / predicted[0]!.Value / run.Ratio, 1 - ratioError, 1 + ratioError);
        }
    }

    // Rank-one amplitudes are coarser: times run 10 to 30 % early, ratios are within 4 % (the Frobenius norms: 13 to 24 %).
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Rank_one_amplitudes_of_the_actual_weights_predict_the_ratio_roughly(int fusionDepth)
    {
        var weights = PlainDescent.Draw(Figure6(fusionDepth), seed: 1);
        var run = WeightDynamics.Descent(s_task, AlignedInitialization.Compress(weights, 2), LearningRate);
        var predicted = WeightDynamics.Flow(s_task, AlignedInitialization.RankOne(s_task, weights), 1 / LearningRate);
        Assert.InRange(predicted[1]!.Value / predicted[0]!.Value / (run[1]!.Value / run[0]!.Value), 0.96, 1.04);
    }

    // Reference simulations (mean of two seeds each). The scatter over seeds at L_f = 3 and 4 is 5 and 15 %.
    [Theory]
    [InlineData(1, 1.007, 0.002)]
    [InlineData(2, 1.044, 0.001)]
    [InlineData(3, 1.443, 0.03)]
    [InlineData(4, 4.133, 0.04)]
    public void The_expected_start_predicts_the_reference_without_drawing_a_weight(int fusionDepth, double reference, double relativeError)
    {
        var predicted = WeightDynamics.Descent(s_task, AlignedInitialization.Expected(s_task, Figure6(fusionDepth)), LearningRate);
        Assert.InRange(predicted[1]!.Value / predicted[0]!.Value / reference, 1 - relativeError, 1 + relativeError);
    }

    [Theory]
    [InlineData(2, 1.006, 0.001)]
    [InlineData(3, 1.137, 0.012)]
    public void It_does_so_at_a_smaller_start_too(int fusionDepth, double reference, double relativeError)
    {
        var network = Figure6(fusionDepth, u0: 0.03);
        var predicted = WeightDynamics.Descent(s_task, AlignedInitialization.Expected(s_task, network), LearningRate);
        Assert.InRange(predicted[1]!.Value / predicted[0]!.Value / reference, 1 - relativeError, 1 + relativeError);
    }

    // Two-layer late fusion, s = 1e-9: sharper than the finite-learning-rate form, because B's amplitude at t_A is exact.
    [Theory]
    [InlineData(0.0, 3.786)]
    [InlineData(0.45, 4.345)]
    [InlineData(-0.45, 4.626)]
    [InlineData(0.9, 14.365)]
    [InlineData(-0.9, 16.68)]
    public void The_expected_start_predicts_two_layers_to_half_a_percent(double rho, double reference)
    {
        var task = TaskStatistics.FromGaussian(rho, 2, 1);
        var start = AlignedInitialization.Expected(task, LinearFusion.WithDeviation(2, 2, 100, LearningRate, 1e-9));
        var predicted = WeightDynamics.Descent(task, start, LearningRate);
        Assert.InRange(predicted[1]!.Value / predicted[0]!.Value / reference, 0.995, 1.005);
    }

    [Fact]
    public void The_expected_start_is_the_middle_of_the_seeds()
    {
        var network = Figure6(3);
        double[] logRatios = [.. Enumerable.Range(0, 40).Select(seed =>
        {
            var times = WeightDynamics.Descent(s_task, AlignedInitialization.Compress(PlainDescent.Draw(network, seed)), LearningRate);
            return Math.Log(times[1]!.Value / times[0]!.Value);
        })];
        var expected = WeightDynamics.Descent(s_task, AlignedInitialization.Expected(s_task, network), LearningRate);
        Assert.Equal(logRatios.Average(), Math.Log(expected[1]!.Value / expected[0]!.Value), 0.015);
    }

    [Fact]
    public void Compression_keeps_the_total_weights_exactly()
    {
        var weights = PlainDescent.Draw(Figure6(3), seed: 5);
        var small = AlignedInitialization.Compress(weights);
        for (int m = 0; m < 2; m++)
            Assert.Equal(1, small.TotalWeight(m)[0, 0] / weights.TotalWeight(m)[0, 0], 10);
        Assert.Equal(2, small.Branches[0][0].RowCount);
        Assert.Equal(3, small.Shared[0].ColumnCount);
    }

    [Fact]
    public void A_network_too_narrow_for_the_images_is_refused()
    {
        var error = Assert.Throws<ConfigException>(() => AlignedInitialization.Expected(s_task, LinearFusion.WithNorm(4, 2, 2, LearningRate, 0.1)));
        Assert.Equal("The width is 2; this prediction needs at least 3, one unit for every input feature and output.", error.Message);
    }

    private static LinearFusion Figure6(int fusionDepth, double u0 = 0.1) => LinearFusion.WithNorm(depth: 4, fusionDepth, width: 100, LearningRate, u0);
}
