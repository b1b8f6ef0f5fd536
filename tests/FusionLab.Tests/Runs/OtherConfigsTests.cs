using FusionLab.Linear;
using FusionLab.Runs;

namespace FusionLab.Tests.Runs;

/// <summary>The shipped configs beside the authors' own sweeps, each run to its result.</summary>
public class OtherConfigsTests
{
    [Fact]
    public void Of_collinear_modalities_the_second_is_never_learned()
    {
        var point = PaperConfigs.Run("collinear").Points[0];

        Assert.Equal((0, 5), (point.TimeRatio!.N, point.TimeRatio!.Unlearned));
        Assert.True(double.IsInfinity(point.Theory!.TimeRatio!.Value));
    }

    [Fact]
    public void The_outputs_of_a_fission_network_are_learned_one_after_the_other()
    {
        var report = PaperConfigs.Run("fission");

        Assert.All(report.Replicas, row => Assert.Equal("y2", row.Prediction!.FirstModality));
        Assert.All(report.Replicas, row => Assert.Equal(1, row.Simulation!.Run.Stages.FirstModality));
        Assert.InRange(report.Points[0].Theory!.RelativeDifference!.Value, -0.03, 0.03);
        Assert.All(report.Replicas, row => Assert.Equal([0.5, 1], row.Simulation!.Run.Trajectory[^1].TotalWeights.Select(w => Math.Round(w, 4))));
        Assert.Equal(0, report.Replicas[0].Simulation!.Run.Trajectory[^1].GeneralizationError!.Value, 1e-9);
    }

    [Fact]
    public void The_outputs_of_a_fission_task_are_modalities_that_do_not_correlate()
    {
        double[,] sigma = { { 4 } }, weights = { { 0.5 }, { 1 } };
        var task = TaskStatistics.FromCovariance(sigma, weights, [new("a", 1)]);
        var outputs = Fission.OutputsAsModalities(task);

        Assert.Equal(task.OutputPower, outputs.OutputPower);
        Assert.Equal([2, 4], outputs.SigmaYx.Enumerate());
        Assert.Equal(0, outputs.Sigma[0, 1]);
    }

    [Theory]
    [InlineData("logistic", 0.1)]
    [InlineData("exponential", 0.3)] // its gradient grows with the output, so that half the squared error's plateau comes sooner
    public void Other_losses_learn_the_same_modality_first(string name, double tolerance)
    {
        var report = PaperConfigs.Run(name, "seeds=1");

        Assert.Equal(0, report.Replicas[0].Simulation!.Run.Stages.FirstModality);
        Assert.InRange(report.Replicas[0].RelativeDifference!.Value, -tolerance, tolerance);
        Assert.Null(report.Replicas[0].MisAttribution);
    }

    [Fact]
    public void A_branch_that_is_deeper_is_later()
    {
        var points = PaperConfigs.Run("unequal_depth", "seeds=1..3").Points;

        Assert.Equal("[2,3]", points[2].Values["network.branchDepths"].GetRawText());
        Assert.True(points[2].TimeRatio!.Mean > 5 * points[0].TimeRatio!.Mean);
        Assert.All(points, point => Assert.InRange(point.Theory!.RelativeDifference!.Value, -0.1, 0.1));
    }

    [Fact]
    public void Three_modalities_are_learned_in_the_predicted_order_and_at_the_predicted_times()
    {
        var report = SimulateRun.Simulate(PaperConfigs.Load(Path.Combine("..", "three_modalities")));

        Assert.InRange(report.Points[0].Theory!.RelativeDifference!.Value, -0.03, 0.03);
        Assert.All(report.Replicas, row =>
        {
            var measured = row.Simulation!.Run.Stages.LearnedAt;
            var predicted = row.Prediction!.Formulas.Single(formula => formula.Name == row.Prediction.Default).LearnedAt;
            Assert.All(measured.Zip(predicted), pair => Assert.Equal(1, pair.First!.Value / pair.Second!.Value!.Value, 0.05));
            Assert.Equal(row.Prediction.MisAttribution!.Value, row.MisAttribution!.Value, 0.001); // from a's own plateau, not that of a and b
        });
    }
}
