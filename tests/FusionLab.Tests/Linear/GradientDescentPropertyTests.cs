using FusionLab.Data;
using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Tests.Linear;

/// <summary>What gradient descent of linear networks must conserve and where it must end, whatever the code.</summary>
public class GradientDescentPropertyTests
{
    [Fact]
    public void Layers_stay_balanced_to_the_order_of_the_learning_rate()
    {
        double coarse = Imbalance(0.02, 2000);
        double fine = Imbalance(0.01, 4000);

        Assert.InRange(coarse, 1e-6, 0.05);
        Assert.Equal(2, coarse / fine, 0.2);
    }

    [Fact]
    public void Halving_the_learning_rate_and_doubling_the_steps_converges_to_the_flow()
    {
        // Times in units of 1/η; the error of descent is of order η, so its differences halve.
        double[] times = [.. new[] { 0.04, 0.02, 0.01 }.Select(rate => rate * Late(rate).Stages.LearnedAt[1]!.Value)];

        Assert.Equal(2, (times[1] - times[0]) / (times[2] - times[1]), 0.15);
    }

    [Fact]
    public void Rotating_hidden_units_changes_nothing()
    {
        var architecture = LinearArchitecture.Uniform([1, 1], 1, depth: 3, fusionDepth: 2, width: 8);
        var weights = LinearWeights.Draw(architecture, new(InitializationKind.Normal, 0.1), seed: 1);
        var rotated = Rotate(weights, layerIn: 0, layerOut: 1); // the hidden layer of branch a
        var task = TaskStatistics.FromGaussian(0.3, 2, 1);
        var simulation = new GradientDescent(architecture, new SquaredObjective(task), StageTargets.FromTask(task), new(0.03, 1000) { Reduce = false, RecordTolerance = 0 });

        var (plain, turned) = (simulation.Run(weights, 1), simulation.Run(rotated, 1));
        Assert.NotEqual(weights.Values[0], rotated.Values[0]);
        Assert.Equal(plain.Steps, turned.Steps);
        Assert.All(plain.Trajectory.Zip(turned.Trajectory), pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 1e-10));
    }

    [Fact]
    public void Collinear_modalities_leave_the_second_unlearned_in_late_fusion_only()
    {
        var task = new GaussianTask([new("a", 1), new("b", 1)], new double[,] { { 4, 2 }, { 2, 1 } }, new double[,] { { 1, 1 } }).Population;
        LinearRun Run(int fusionDepth) => new GradientDescent(
            LinearArchitecture.Uniform([1, 1], 1, 2, fusionDepth, 100), new SquaredObjective(task), StageTargets.FromTask(task), new(0.04, 40_000) { StopTolerance = 0 })
            .Run(new LinearInitialization(InitializationKind.Normal, 1e-9), seed: 1);

        var late = Run(fusionDepth: 2);
        Assert.Null(late.Stages.LearnedAt[1]);
        Assert.Equal([1.5, 0], late.Trajectory[^1].TotalWeights, (one, other) => Math.Abs(one - other) < 1e-3);
        Assert.NotNull(Run(fusionDepth: 1).Stages.TimeRatio);
    }

    [Fact]
    public void Three_modalities_are_learned_one_after_the_other()
    {
        var task = new GaussianTask(
            [new("a", 1), new("b", 1), new("c", 1)], new double[,] { { 4, 0, 0 }, { 0, 2, 0 }, { 0, 0, 1 } }, new double[,] { { 1, 1, 1 } }).Population;
        var run = new GradientDescent(
            LinearArchitecture.Uniform([1, 1, 1], 1, 2, 2, 50), new SquaredObjective(task), StageTargets.FromTask(task), new(0.02, 40_000))
            .Run(new LinearInitialization(InitializationKind.Normal, 1e-9), seed: 1);

        var expected = Formulas.LearningSequence(task, 1e-9 * Math.Sqrt(50), 0.02).LearnedAt;
        Assert.Equal(0, run.Stages.FirstModality);
        Assert.All(expected.Zip(run.Stages.LearnedAt), pair => Assert.Equal(1, pair.Second!.Value / pair.First!.Value, 0.06));
    }

    private static LinearRun Late(double learningRate)
    {
        var task = TaskStatistics.FromGaussian(0, 2, 1);
        return new GradientDescent(
            LinearArchitecture.Uniform([1, 1], 1, 2, 2, 20), new SquaredObjective(task), StageTargets.FromTask(task), new(learningRate, (long)(1600 / learningRate)))
            .Run(new LinearInitialization(InitializationKind.Normal, 1e-6), seed: 1);
    }

    /// <summary>How far Σ_m W_m^{L_f} W_m^{L_f}ᵀ − W^{L_f+1}ᵀ W^{L_f+1} has moved (41), and W W ᵀ along a branch (38).</summary>
    private static double Imbalance(double learningRate, long steps)
    {
        var architecture = LinearArchitecture.Uniform([1, 1], 1, depth: 4, fusionDepth: 2, width: 6);
        var task = TaskStatistics.FromGaussian(0.3, 1.5, 1);
        var settings = new LinearRunSettings(learningRate, steps) { StopTolerance = 0, SnapshotSteps = [0, steps] };
        var run = new GradientDescent(architecture, new SquaredObjective(task), StageTargets.FromTask(task), settings)
            .Run(new LinearInitialization(InitializationKind.Normal, 0.3), seed: 2);
        var (before, after) = (Conserved(run.Snapshots[0].Weights), Conserved(run.Snapshots[1].Weights));
        return before.Zip(after).Max(pair => (pair.First - pair.Second).FrobeniusNorm());
    }

    private static Matrix<double>[] Conserved(LinearWeights weights)
    {
        var w = weights.Graph.Layers.Select((layer, l) => Matrix<double>.Build.DenseOfRowMajor(layer.Rows, layer.Columns, weights.Values[l])).ToArray();

        // Layers in order: a1, a2, b1, b2, shared 1, shared 2.
        return
        [
            (w[0] * w[0].Transpose()) - (w[1].Transpose() * w[1]),
            (w[1] * w[1].Transpose()) + (w[3] * w[3].Transpose()) - (w[4].Transpose() * w[4]),
            (w[4] * w[4].Transpose()) - (w[5].Transpose() * w[5]),
        ];
    }

    private static LinearWeights Rotate(LinearWeights weights, int layerIn, int layerOut)
    {
        var numbers = new RandomNumbers(new(9, "rotation"));
        int n = weights.Graph.Layers[layerIn].Rows;
        var rotation = Matrix<double>.Build.Dense(n, n, (_, _) => numbers.NextNormal()).QR().Q;
        double[][] copy = [.. weights.Values.Select(values => values.ToArray())];
        var (first, second) = (weights.Graph.Layers[layerIn], weights.Graph.Layers[layerOut]);
        (rotation * Matrix<double>.Build.DenseOfRowMajor(first.Rows, first.Columns, weights.Values[layerIn])).ToRowMajorArray().CopyTo(copy[layerIn], 0);
        (Matrix<double>.Build.DenseOfRowMajor(second.Rows, second.Columns, weights.Values[layerOut]) * rotation.Transpose()).ToRowMajorArray().CopyTo(copy[layerOut], 0);
        return weights with { Values = copy };
    }
}
