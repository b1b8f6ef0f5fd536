using FusionLab.Data;
using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

public class MarginLossTests
{
    private static readonly GaussianTask Task = new([new("a", 1), new("b", 1)], new double[,] { { 4, 0.5 }, { 0.5, 1 } }, new double[,] { { 1, 1 } });

    [Theory]
    [InlineData(MarginLoss.Logistic)]
    [InlineData(MarginLoss.Exponential)]
    public void Loss_and_slope_are_those_of_the_definition(MarginLoss loss)
    {
        var samples = Task.Draw(seed: 1, count: 37); // no whole number of SIMD vectors
        var objective = new MarginObjective(loss, samples);
        double[] weights = [0.3, -0.7];
        var descent = new double[2];
        double Defined(double[] w) => Enumerable.Range(0, samples.Count).Average(p =>
        {
            double margin = samples.Targets[p] * ((w[0] * samples.Values[2 * p]) + (w[1] * samples.Values[(2 * p) + 1]));
            return loss == MarginLoss.Logistic ? Math.Log(1 + Math.Exp(-margin)) : Math.Exp(-margin);
        });

        Assert.Equal(Defined(weights), objective.Evaluate(weights, descent), 1e-12 * Defined(weights));
        for (int d = 0; d < 2; d++)
        {
            double[] Moved(double by) => [.. weights.Select((w, i) => i == d ? w + by : w)];
            double slope = (Defined(Moved(1e-5)) - Defined(Moved(-1e-5))) / 2e-5;
            Assert.Equal(-slope, descent[d], 1e-7 * (1 + Math.Abs(slope)));
        }
    }

    [Fact]
    public void Large_margins_do_not_overflow()
    {
        var samples = Task.Draw(seed: 1, count: 16);
        double loss = new MarginObjective(MarginLoss.Logistic, samples).Evaluate([-1e4, -1e4], new double[2]);

        Assert.True(double.IsFinite(loss));
        Assert.InRange(loss, 1e3, 1e7);
    }

    [Theory]
    [InlineData(-0.45)]
    [InlineData(0)]
    [InlineData(0.45)]
    public void Late_fusion_with_the_logistic_loss_has_the_time_ratio_of_the_squared_loss_at_twice_the_time(double rho)
    {
        var task = new GaussianTask(
            [new("a", 1), new("b", 1)], new double[,] { { 4, 2 * rho }, { 2 * rho, 1 } }, new double[,] { { 1, 1 } }, sampleCount: 8192, signTargets: true);
        var samples = task.Draw(seed: 1, count: 8192);
        var run = new GradientDescent(
            LinearArchitecture.Uniform([1, 1], 1, 2, 2, 100), new MarginObjective(MarginLoss.Logistic, samples), StageTargets.FromTask(samples.ComputeStatistics()), new(0.04, 5000))
            .Run(new LinearInitialization(InitializationKind.Normal, 1e-9), seed: 1);

        // Appendix D.4: early on the gradient is half that of the squared loss.
        var rates = GrowthRates.FromTask(task.Population);
        Assert.Equal(1, run.Stages.LearnedAt[0]!.Value / Formulas.FiniteLearningRateFirstTime(rates, 1e-8, learningRate: 0.02), 0.1);
        Assert.Equal(1, run.Stages.TimeRatio!.Value / Formulas.FiniteLearningRateRatio(rates, learningRate: 0.02), 0.1);
    }
}
