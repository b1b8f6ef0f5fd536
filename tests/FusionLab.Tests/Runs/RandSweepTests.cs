using FusionLab.Runs;

namespace FusionLab.Tests.Runs;

public class RandSweepTests
{
    [Fact]
    public void Predictions_that_know_the_initial_size_match_fifty_random_tasks()
    {
        var report = PaperConfigs.Run("rand_sweep", "train.epochs=100000");

        Assert.Equal(0, report.Points[0].TimeRatio!.Unlearned);
        Assert.InRange(LogCorrelation(report, "reducedDynamics"), 0.98, 1); // (44), the paper's own dynamics, integrated
        Assert.InRange(LogCorrelation(report, "expectedStart"), 0.98, 1);
        Assert.True(MeanLogDifference(report, "finiteLearningRate") < MeanLogDifference(report, "lateFusion"));

        // The closed forms do not reach 0.98 at the authors' settings; over 464 tasks an independent simulation has 0.91 (EXPERIMENTS.md).
        Assert.InRange(LogCorrelation(report, "lateFusion"), 0.9, 0.98);
    }

    [Fact]
    public void The_closed_forms_hold_as_the_initial_weights_vanish()
    {
        // The formulas are the leading order in ln(1/u0), which is 17 in the paper's experiments and 230 here.
        var report = PaperConfigs.Run("rand_sweep", "train.epochs=400000", "network.init.scale=1e-100", "seeds=1..20");

        Assert.InRange(LogCorrelation(report, "lateFusion"), 0.99, 1);
        Assert.InRange(LogCorrelation(report, "finiteLearningRate"), 0.99, 1);
        Assert.InRange(MeanLogDifference(report, "finiteLearningRate"), 0, MeanLogDifference(report, "lateFusion"));
        Assert.All(report.Replicas, row => Assert.InRange((row.TimeRatio!.Value / row.PredictedRatio("finiteLearningRate")!.Value) - 1, -0.15, 0.15));
    }

    private static double LogCorrelation(RunResult report, string formula)
    {
        double[] measured = [.. report.Replicas.Select(row => Math.Log(row.TimeRatio!.Value))];
        double[] predicted = [.. report.Replicas.Select(row => Math.Log(row.PredictedRatio(formula)!.Value))];
        return MathNet.Numerics.Statistics.Correlation.Pearson(measured, predicted);
    }

    private static double MeanLogDifference(RunResult report, string formula) =>
        report.Replicas.Average(row => Math.Abs(Math.Log(row.TimeRatio!.Value / row.PredictedRatio(formula)!.Value)));
}
