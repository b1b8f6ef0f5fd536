using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

public sealed class LearningSequenceTests
{
    [Fact]
    public void Two_modalities_take_the_finite_learning_rate_form() => RandomTasks.Hold(task =>
    {
        var rates = GrowthRates.Of(task);
        var expected = FiniteLearningRate.Times(rates, 1e-8, 0.04);
        var sequence = LearningSequence.LearnedAt(task, 1e-8, 0.04);
        // A second modality whose mode is ahead of the first's is outside the formula's premise.
        return expected.Ratio < 1
            || (Math.Abs(sequence[rates.First] - expected.First) < 1e-9 * expected.First
                && Math.Abs(sequence[rates.Second] - expected.Second) < 1e-9 * expected.Second);
    });

    [Fact]
    public void Three_modalities_are_learned_as_the_expected_start_descends()
    {
        double[,] sigma = { { 4, 0.6, 0.2 }, { 0.6, 2, -0.3 }, { 0.2, -0.3, 1 } }, weights = { { 1, 1, 1 } };
        var task = TaskStatistics.FromCovariance(sigma, weights, [new("a", 1), new("b", 1), new("c", 1)]);
        var network = LinearFusion.WithDeviation([2, 2, 2], 0, 100, 0.04, 1e-9);
        var sequence = LearningSequence.LearnedAt(task, network.InitialNorm(features: 1), 0.04);
        var descent = WeightDynamics.Descent(task, AlignedInitialization.Expected(task, network), 0.04);
        Assert.True(sequence[0] < sequence[1] && sequence[1] < sequence[2]);
        for (int m = 0; m < 3; m++)
            Assert.InRange(sequence[m] / descent[m]!.Value, 0.95, 1.05);
    }

    [Fact]
    public void What_the_others_explain_together_is_never_learned()
    {
        // x_C = x_A + x_B.
        double[,] sigma = { { 4, 0, 4 }, { 0, 1, 1 }, { 4, 1, 5 } }, weights = { { 1, 0.5, 0 } };
        var task = TaskStatistics.FromCovariance(sigma, weights, [new("a", 1), new("b", 1), new("c", 1)]);
        var sequence = LearningSequence.LearnedAt(task, 1e-8, 0.04);
        Assert.Equal(1, sequence.Count(double.IsPositiveInfinity));
    }
}
