using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Tests.Linear;

public sealed class TaskStatisticsTests
{
    private static readonly ModalityBlock[] s_scalars = [new("a", 1), new("b", 1)];

    [Fact]
    public void A_scalar_task_has_the_covariance_of_figure_3()
    {
        var task = TaskStatistics.FromGaussian(rho: 0.5, sigmaA: 2, sigmaB: 1);
        Assert.Equal(4, task.Sigma[0, 0]);
        Assert.Equal(1, task.Sigma[0, 1]);
        Assert.Equal([5, 2], task.SigmaYx.Row(0));
        Assert.Equal(7, task.OutputPower);
    }

    [Fact]
    public void Samples_and_their_population_agree_in_what_they_imply()
    {
        // Four points whose averages are exactly Σ = [4, 2; 2, 5], with y = x_A − x_B.
        var measured = new TaskSamples(s_scalars, 1, [2, 3, 2, -1, -2, -3, -2, 1], [-1, 3, 1, -3]).ComputeStatistics();
        var exact = TaskStatistics.FromCovariance(new double[,] { { 4, 2 }, { 2, 5 } }, new double[,] { { 1, -1 } }, s_scalars);
        Assert.Equal(exact.Sigma, measured.Sigma);
        Assert.Equal(exact.SigmaYx, measured.SigmaYx);
        Assert.Equal(exact.OutputPower, measured.OutputPower);
    }

    [Fact]
    public void Noise_adds_to_the_output_power_only()
    {
        double[,] sigma = { { 1, 0 }, { 0, 1 } }, weights = { { 1, 2 } };
        var task = TaskStatistics.FromCovariance(sigma, weights, s_scalars, noise: 0.5);
        Assert.Equal(5.25, task.OutputPower);
        Assert.Equal(0.125, task.FinalLoss, 12);
    }

    [Fact]
    public void An_asymmetric_covariance_is_named() =>
        Refused(new double[,] { { 1, 0.5 }, { 0.4, 1 } }, "Σ is not symmetric: entry [1][0] is 0.4 and entry [0][1] is 0.5; they must be equal.");

    [Fact]
    public void An_indefinite_covariance_is_named() =>
        Refused(new double[,] { { 1, 2 }, { 2, 1 } }, "Σ is not positive semi-definite: its smallest eigenvalue is -1; it must be 0 or more, as for any real data.");

    [Fact]
    public void A_collinear_covariance_is_accepted() => Assert.Equal(2, TaskStatistics.FromGaussian(1, 2, 1).Features);

    [Fact]
    public void The_solution_of_a_noiseless_task_is_its_true_weight()
    {
        var task = TaskStatistics.FromGaussian(rho: 0.6, sigmaA: 3, sigmaB: 1, weightA: 2, weightB: -1);
        var solution = task.Solution;
        Assert.Equal(2, solution[0, 0], 12);
        Assert.Equal(-1, solution[0, 1], 12);
        Assert.Equal(0, task.FinalLoss, 12);
    }

    [Fact]
    public void The_loss_has_no_slope_at_the_solution() => RandomTasks.Hold(task =>
    {
        var solution = task.Solution;
        double best = task.ComputeLoss(solution);
        return Enumerable.Range(0, task.Features).All(feature =>
        {
            var moved = solution.Clone();
            moved[0, feature] += 1e-4;
            double slope = (task.ComputeLoss(moved) - best) / 1e-4;
            return Math.Abs(slope) < 1e-3;
        });
    });

    [Fact]
    public void The_losses_on_the_saddles_are_the_losses_of_their_weights() => RandomTasks.Hold(task =>
    {
        var saddle = Matrix<double>.Build.Dense(1, task.Features);
        saddle.SetSubMatrix(0, 0, task.SolveUnimodal(0));
        return Math.Abs(task.ComputeLoss(saddle) - task.ComputeUnimodalLoss(0)) < 1e-10;
    });

    [Theory]
    [InlineData(3, 1, 4, 8.0, 4.5)] // figure 4a: A explains 9, B explains 16 of 25
    [InlineData(4, 1, 3, 4.5, 8.0)] // figure 4b: A explains 16, B explains 9 of 25
    public void The_plateaus_of_figure_4(double sigmaA, double weightA, double weightB, double lossAtA, double lossAtB)
    {
        var task = TaskStatistics.FromGaussian(0, sigmaA, 1, weightA, weightB);
        Assert.Equal(lossAtA, task.ComputeUnimodalLoss(0), 12);
        Assert.Equal(lossAtB, task.ComputeUnimodalLoss(1), 12);
    }

    [Fact]
    public void Collinear_modalities_share_their_weight_in_the_pseudo_inverse()
    {
        // Figure 8: Σ = [4, 2; 2, 1], y = x_A + x_B = 1.5 x_A; the shortest solution is along (2, 1).
        var solution = TaskStatistics.FromGaussian(1, 2, 1).Solution;
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
        Assert.Equal(0.25, Enumerable.Range(0, 2).Min(m => task.ComputeUnimodalLoss(m)), 10);
        double[] onlyB = [.. task.Solution.Row(0).Select((value, column) => column < 50 ? 0 : value)];
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

    private static void Refused(double[,] sigma, string message)
    {
        var error = Assert.Throws<ConfigException>(() => TaskStatistics.FromCovariance(sigma, new double[,] { { 1, 1 } }, s_scalars));
        Assert.Equal(message, error.Message);
    }
}
