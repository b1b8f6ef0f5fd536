using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

/// <summary>Networks of a few hidden units beside the networks they stand for.</summary>
public sealed class ReducedStartTests
{
    private const double LearningRate = TheoryNetworks.LearningRate;
    private static readonly TaskStatistics s_task = TaskStatistics.FromGaussian(0, 2, 1);

    // The networks of figure 6, each against its own simulation (late fusion at a larger start, where it is four times shorter).
    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(2, 0.1)]
    [InlineData(3, 0.1)]
    [InlineData(4, 0.2)]
    public void The_subspaces_of_the_actual_weights_predict_their_own_run(int fusionDepth, double u0)
    {
        var weights = PlainDescent.Draw(Figure6(fusionDepth, u0), seed: 1);
        var run = PlainDescent.Times(s_task, weights, LearningRate);
        var predicted = Descend(s_task, HiddenReduction.Create(weights, order: 4).Reduced);
        Assert.InRange(predicted.First / run.First, 1 - 0.0002, 1 + 0.0002);
        Assert.InRange(predicted.Ratio / run.Ratio, 1 - 0.0001, 1 + 0.0001);
    }

    // Reference simulations (mean of two seeds each). The scatter over seeds at L_f = 3 and 4 is 5 and 15 %.
    [Theory]
    [InlineData(1, 1.007, 0.002)]
    [InlineData(2, 1.044, 0.001)]
    [InlineData(3, 1.443, 0.03)]
    [InlineData(4, 4.133, 0.04)]
    public void The_expected_start_predicts_the_reference_without_drawing_a_weight(int fusionDepth, double reference, double relativeError)
    {
        var predicted = Descend(s_task, ReducedStart.CreateExpected(s_task, Figure6(fusionDepth)));
        Assert.InRange(predicted.Ratio / reference, 1 - relativeError, 1 + relativeError);
    }

    [Theory]
    [InlineData(2, 1.006, 0.001)]
    [InlineData(3, 1.137, 0.012)]
    public void It_does_so_at_a_smaller_start_too(int fusionDepth, double reference, double relativeError)
    {
        var predicted = Descend(s_task, ReducedStart.CreateExpected(s_task, Figure6(fusionDepth, u0: 0.03)));
        Assert.InRange(predicted.Ratio / reference, 1 - relativeError, 1 + relativeError);
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
        var predicted = Descend(task, ReducedStart.CreateExpected(task, TheoryNetworks.TwoLayers(task)));
        Assert.InRange(predicted.Ratio / reference, 0.995, 1.005);
    }

    [Fact]
    public void The_expected_start_is_the_middle_of_the_seeds()
    {
        var network = Figure6(3);
        double[] logRatios = [.. Enumerable.Range(0, 40).Select(seed =>
            Math.Log(Descend(s_task, HiddenReduction.Create(PlainDescent.Draw(network, seed), order: 4).Reduced).Ratio))];
        Assert.Equal(logRatios.Average(), Math.Log(Descend(s_task, ReducedStart.CreateExpected(s_task, network)).Ratio), 0.015);
    }

    private static LearningTimes Descend(TaskStatistics task, LinearWeights start)
    {
        var learnedAt = GradientDescent.PredictTimes(task, start, LearningRate).LearnedAt;
        return new(learnedAt[0]!.Value, learnedAt[1]!.Value);
    }

    private static LinearFusion Figure6(int fusionDepth, double u0 = 0.1) => TheoryNetworks.WithNorm(s_task, depth: 4, fusionDepth, u0);
}
