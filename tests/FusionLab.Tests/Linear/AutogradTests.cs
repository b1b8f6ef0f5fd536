using FusionLab.Data;
using FusionLab.Linear;
using static TorchSharp.torch;

namespace FusionLab.Tests.Linear;

/// <summary>The simulations beside torch's autograd on all samples, in 64 bits.</summary>
public class AutogradTests
{
    private static readonly GaussianTask Task = new(
        [new("a", 1), new("b", 1)], new double[,] { { 4, 0.6 }, { 0.6, 1 } }, new double[,] { { 1, 1 } }, noise: 0.1, sampleCount: 64);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 2)]
    [InlineData(4, 3)]
    [InlineData(4, 4)]
    public void Linear_networks_follow_autograd(int depth, int fusionDepth)
    {
        var samples = Task.Draw(seed: 1, count: 64);
        var architecture = LinearArchitecture.Uniform([1, 1], 1, depth, fusionDepth, width: 6);
        var initial = LinearWeights.Draw(architecture, new(InitializationKind.Normal, 0.3), seed: 1);
        var statistics = samples.ComputeStatistics();
        var settings = new LinearRunSettings(0.03, 50) { Reduce = false, StopTolerance = 0, RecordTolerance = 0 };
        var run = new GradientDescent(architecture, new SquaredObjective(statistics), StageTargets.FromTask(statistics), settings).Run(initial, 1);

        AssertSameLosses(TrainByAutograd(initial, samples, relu: false, steps: 50), run);
    }

    [Fact]
    public void Late_fusion_relu_networks_follow_autograd()
    {
        var samples = Task.Draw(seed: 1, count: 64);
        var architecture = LinearArchitecture.Uniform([1, 1], 1, depth: 2, fusionDepth: 2, width: 6);
        var initial = LinearWeights.Draw(architecture, new(InitializationKind.Normal, 0.3), seed: 1);
        var settings = new LinearRunSettings(0.03, 50) { StopTolerance = 0, RecordTolerance = 0 };
        var run = new ReluSimulation(ReluStatistics.FromSamples(samples), 6, settings).Run(initial, 1);

        AssertSameLosses(TrainByAutograd(initial, samples, relu: true, steps: 50), run);
    }

    private static void AssertSameLosses(double[] expected, LinearRun run)
    {
        for (int step = 0; step < expected.Length; step++)
        {
            Assert.Equal(expected[step], run.Trajectory[step].Loss, 1e-10);
        }
    }

    private static double[] TrainByAutograd(LinearWeights initial, TaskSamples samples, bool relu, int steps)
    {
        using var scope = NewDisposeScope();
        var graph = initial.Graph;
        var inputs = samples.Modalities.Select((modality, m) => tensor(samples.SelectModality(m), [samples.Count, modality.Dimension], ScalarType.Float64)).ToArray();
        var target = tensor(samples.Targets, [samples.Count, 1], ScalarType.Float64);
        var weights = graph.Layers.Select((layer, l) => tensor(initial.Values[l], [layer.Rows, layer.Columns], ScalarType.Float64).requires_grad_()).ToArray();
        var losses = new double[steps];
        for (int step = 0; step < steps; step++)
        {
            using var stepScope = NewDisposeScope();
            var activations = new Tensor?[graph.NodeSizes.Count]; // [P, node size]
            inputs.CopyTo(activations, 0);
            for (int l = 0; l < weights.Length; l++)
            {
                var layer = graph.Layers[l];
                var source = activations[layer.Lower]!;
                var image = (relu && layer.Lower >= graph.Inputs ? source.relu() : source).matmul(weights[l].transpose(0, 1));
                activations[layer.Upper] = activations[layer.Upper] is { } other ? other + image : image;
            }

            var loss = (activations[graph.OutputNode]! - target).pow(2).mean() * 0.5;
            losses[step] = loss.item<double>();
            var gradients = autograd.grad([loss], weights);
            using var noGradient = no_grad();
            for (int l = 0; l < weights.Length; l++)
            {
                weights[l].sub_(gradients[l] * 0.03);
            }
        }

        return losses;
    }
}
