using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Tests.Linear;

public sealed class FixedPointsTests
{
    [Fact]
    public void The_solution_of_a_noiseless_task_is_its_true_weight()
    {
        var task = TaskStatistics.FromGaussian(rho: 0.6, sigmaA: 3, sigmaB: 1, weightA: 2, weightB: -1);
        var solution = FixedPoints.Global(task);
        Assert.Equal(2, solution[0, 0], 12);
        Assert.Equal(-1, solution[0, 1], 12);
        Assert.Equal(0, FixedPoints.GlobalLoss(task), 12);
    }

    [Fact]
    public void The_loss_has_no_slope_at_the_solution() => RandomTasks.Hold(task =>
    {
        var solution = FixedPoints.Global(task);
        double best = FixedPoints.Loss(task, solution);
        return Enumerable.Range(0, task.Features).All(feature =>
        {
            var moved = solution.Clone();
            moved[0, feature] += 1e-4;
            double slope = (FixedPoints.Loss(task, moved) - best) / 1e-4;
            return Math.Abs(slope) < 1e-3;
        });
    });

    [Fact]
    public void The_losses_on_the_saddles_are_the_losses_of_their_weights() => RandomTasks.Hold(task =>
    {
        var saddle = Matrix<double>.Build.Dense(1, task.Features);
        saddle.SetSubMatrix(0, 0, FixedPoints.Unimodal(task, 0));
        return Math.Abs(FixedPoints.Loss(task, saddle) - FixedPoints.UnimodalLoss(task, 0)) < 1e-10;
    });

    [Theory]
    [InlineData(3, 1, 4, 8.0, 4.5)] // figure 4a: A explains 9, B explains 16 of 25
    [InlineData(4, 1, 3, 4.5, 8.0)] // figure 4b: A explains 16, B explains 9 of 25
    public void The_plateaus_of_figure_4(double sigmaA, double weightA, double weightB, double lossAtA, double lossAtB)
    {
        var task = TaskStatistics.FromGaussian(0, sigmaA, 1, weightA, weightB);
        Assert.Equal(lossAtA, FixedPoints.UnimodalLoss(task, 0), 12);
        Assert.Equal(lossAtB, FixedPoints.UnimodalLoss(task, 1), 12);
    }

    [Fact]
    public void Collinear_modalities_share_their_weight_in_the_pseudo_inverse()
    {
        // Figure 8: Σ = [4, 2; 2, 1], y = x_A + x_B = 1.5 x_A; the shortest solution is along (2, 1).
        var solution = FixedPoints.Global(TaskStatistics.FromGaussian(1, 2, 1));
        Assert.Equal(1.2, solution[0, 0], 9);
        Assert.Equal(0.6, solution[0, 1], 9);
    }

    [Fact]
    public void The_best_unimodal_error_of_figure_5()
    {
        // 50 + 50 features, Σ_A = I, Σ_B = 3I, w* = 0.1: without B 0.75 remains, without A 0.25.
        double[,] sigma = new double[100, 100], weights = new double[1, 100];
        for (int i = 0; i < 100; i++)
            (sigma[i, i], weights[0, i]) = (i < 50 ? 1 : 3, 0.1);
        var task = TaskStatistics.FromCovariance(sigma, weights, [new("a", 50), new("b", 50)]);
        Assert.Equal(0.25, Enumerable.Range(0, 2).Min(m => FixedPoints.UnimodalLoss(task, m)), 10);
        double[] onlyB = [.. FixedPoints.Global(task).Row(0).Select((value, column) => column < 50 ? 0 : value)];
        Assert.Equal(0.25, new GeneralizationTruth(task.Sigma, Matrix<double>.Build.DenseOfArray(weights)).Evaluate(onlyB), 10);
    }

    [Fact]
    public void Mis_attribution_of_scalars_is_the_closed_form()
    {
        foreach (double rho in new[] { -0.9, -0.45, 0, 0.45, 0.9 })
        {
            var task = TaskStatistics.FromGaussian(rho, 2, 1);
            var targets = StageTargets.FromTask(task);
            Assert.Equal(Formulas.ScalarMisAttribution(rho, 2, 1), targets.MeasureMisAttribution(targets.Saddles[0], 0), 10);
        }
    }
}
