using FusionLab.Networks;
using FusionLab.Tests.Networks;
using FusionLab.Training;
using FusionLab.Training.Remedies;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training.Remedies;

public class GradientBlendingTests
{
    /// <summary>Each row is training losses of a, b and both, then validation losses.</summary>
    [Fact]
    public void Weights_are_those_worked_out_by_hand()
    {
        // G = 1, 0.5, 1; the distance of the losses grows by 0.5, 0.5, 1: G / O² = 4, 2, 1.
        AssertClose([4 / 7.0, 2 / 7.0, 1 / 7.0], GradientBlending.ComputeWeights([2, 2, 2, 2, 2, 2], [0.5, 1, 0, 1, 1.5, 1]));

        // The validation loss of b has grown, and that of both fallen by 1 without overfitting: 1 / 0.001².
        AssertClose([1e-6 / (1 + 1e-6), 0, 1 / (1 + 1e-6)], GradientBlending.ComputeWeights([2, 2, 2, 2, 2, 3], [0, 1, 1, 1, 2.5, 2]));
        Assert.Null(GradientBlending.ComputeWeights([2, 2, 2, 2, 2, 2], [1, 1, 1, 2, 3, 2]));
        Assert.Null(GradientBlending.ComputeWeights([2, 2, 2, 2, 2, 2], [1, 1, 1, double.NaN, 1, 1]));

        static void AssertClose(double[] expected, double[]? actual) =>
            Assert.All(expected.Zip(actual!), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_first_steps_go_down_the_mean_of_all_losses(int modalities)
    {
        using var step = new OneStep([new GradientBlendingConfig()], modalities, bias: false);
        using var batch = step.Batch();
        step.AssertDescends(0, () => (Loss(_ => true) + Enumerable.Range(0, modalities).Sum(m => Loss(other => other == m))) / (modalities + 1));

        double Loss(Func<int, bool> isClean) =>
            Losses.Compute(LossKind.CrossEntropy, step.Outputs(0, isClean).unsqueeze(0), batch.Targets).item<double>();
    }

    /// <summary>After two epochs, weights are those of the losses that the rows of the training say, and the step follows them.</summary>
    [Fact]
    public void After_a_span_the_weights_come_from_the_losses_at_its_beginning_and_at_its_end()
    {
        using var scope = NewDisposeScope();
        using var data = SmallTask.Data(samples: 60, type: ScalarType.Float64, validationSamples: 60);
        var config = new TrainConfig { BatchSize = 0, LearningRate = 0.1, Precision = Precision.Fp64, Remedy = new GradientBlendingConfig { Epochs = 2 } };
        using var folder = new Folder();
        using var start = SmallTask.Network(data, [1], ScalarType.Float64);
        using var middle = Train(2);
        using var end = Train(3, new CheckpointStore(folder.Path));
        double[] before = Measure(start), now = Measure(middle);
        double[] weights = GradientBlending.ComputeWeights(before, now)!;

        using var checkpoint = new CheckpointStore(folder.Path).Load()!;
        AssertClose(weights, checkpoint.Tensors["remedy/GradientBlending/weights"]);
        AssertClose(now, checkpoint.Tensors["remedy/GradientBlending/losses"]);
        Assert.True(weights.Max() - weights.Min() > 0.01);
        using var batch = data.DrawBatch([1], 0, 0, 60);
        (Loss(middle, batch.Inputs, batch.Targets, 0) * weights[0] + Loss(middle, batch.Inputs, batch.Targets, 1) * weights[1]
            + Loss(middle, batch.Inputs, batch.Targets, null) * weights[2]).backward();
        foreach (var (from, to) in middle.parameters().Zip(end.parameters()))
        {
            TensorAssert.Close(from.grad! * 0.1, (from - to).detach(), 1e-12);
        }

        FusionNetwork Train(int epochs, CheckpointStore? store = null)
        {
            var network = SmallTask.Network(data, [1], ScalarType.Float64);
            using var trainer = new Trainer(data, network, config with { Epochs = epochs }, [1], new TrainerOptions { Checkpoints = store });
            trainer.Run();
            return network;
        }

        double[] Measure(FusionNetwork network)
        {
            using var training = data.DrawBatch([1], 0, 0, 60);
            Tensor[] validation = [.. data.Validation!.Inputs.Select(input => input.unsqueeze(0))];
            int?[] which = [0, 1, null];
            return [
                .. which.Select(one => Loss(network, training.Inputs, training.Targets, one).item<double>()),
                .. which.Select(one => Loss(network, validation, data.Validation.Targets.unsqueeze(0), one).item<double>()),
            ];
        }

        // Of one modality alone, with blanks through which no gradient goes.
        static Tensor Loss(FusionNetwork network, IReadOnlyList<Tensor> inputs, Tensor targets, int? own) => Losses.Compute(
            LossKind.CrossEntropy,
            network.Head([.. inputs.Select((input, m) => own is null || m == own ? network.Branch(m, input) : network.Branch(m, zeros_like(input)).detach())]),
            targets).sum();

        static void AssertClose(double[] expected, Tensor actual) =>
            Assert.All(expected.Zip(actual.data<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }
}
