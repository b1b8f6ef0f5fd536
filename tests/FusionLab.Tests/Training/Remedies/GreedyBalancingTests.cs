using FusionLab.Networks;
using FusionLab.Tests.Networks;
using FusionLab.Training;
using FusionLab.Training.Remedies;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training.Remedies;

public class GreedyBalancingTests
{
    [Fact]
    public void Speeds_compare_each_modality_with_the_mean_of_the_others()
    {
        AssertClose([Math.Log(1 / 3.0), Math.Log(3)], LearningSpeeds.Compare([1, 3]));
        AssertClose([Math.Log(1 / 2.5), 0, Math.Log(2)], LearningSpeeds.Compare([1, 2, 3]));
        AssertClose([0, 0, 0], LearningSpeeds.Compare([2, 2, 2]));

        static void AssertClose(double[] expected, double[] actual) =>
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
    }

    /// <summary>Gradients of 2 and 1 on weights of 1 and 0.5, by branch: its layer and its block of the fusion layer.</summary>
    [Fact]
    public void A_step_moves_the_weights_of_a_modality_by_its_squared_gradient_over_its_squared_weights()
    {
        using var scope = NewDisposeScope();
        using var data = SmallTask.Data(type: ScalarType.Float64);
        using var network = SmallTask.Network(data, [1, 2], ScalarType.Float64);
        using (no_grad())
        {
            foreach (var parameter in network.parameters())
            {
                double value = network.FindBranch(parameter) switch { 0 => 1, 1 => 0.5, _ => 7 };
                parameter.fill_(value);
                parameter.grad = ones_like(parameter) * (value == 1 ? 2 : 1);
                parameter.grad[1] *= 3;
            }
        }

        Assert.Equal([4, 4, 36, 36], LearningSpeeds.ComputeUpdates(network).data<double>().ToArray());
    }

    /// <summary>The second step is for the slowest modality alone, with blanks from the others; the plain step before it is the first.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_balancing_step_goes_down_the_loss_of_the_slowest_modality_alone(int modalities)
    {
        using var scope = NewDisposeScope();
        using var data = SmallTask.Data(samples: 60, modalities: modalities, type: ScalarType.Float64);
        var config = new TrainConfig { BatchSize = 0, LearningRate = 0.1, Precision = Precision.Fp64 };
        using var first = Train(1, new NoRemedyConfig());
        using var balanced = Train(2, new GreedyConfig { Epsilon = 0, StartEpoch = 0 });
        using var waits = Train(2, new GreedyConfig { Epsilon = 0, StartEpoch = 2 });
        using var plain = Train(2, new NoRemedyConfig());

        using var start = SmallTask.Network(data, [1], ScalarType.Float64);
        using var batch = data.DrawBatch([1], 0, 0, 60);
        Losses.Compute(LossKind.CrossEntropy, start.forward(batch.Inputs), batch.Targets).sum().backward();
        double[] moved = LearningSpeeds.ComputeUpdates(start).data<double>().ToArray();
        int slowest = Array.IndexOf(moved, moved.Min());
        Tensor[] contributions = [.. batch.Inputs.Select((input, m) => m == slowest ? first.Branch(m, input) : first.Branch(m, zeros_like(input)).detach())];
        Losses.Compute(LossKind.CrossEntropy, first.Head(contributions), batch.Targets).sum().backward();

        foreach (var (before, after) in first.parameters().Zip(balanced.parameters()))
        {
            TensorAssert.Close((before.grad ?? zeros_like(before)) * 0.1, (before - after).detach(), 1e-13);
        }

        Assert.All(plain.parameters().Zip(waits.parameters()), pair => TensorAssert.Close(pair.First.detach(), pair.Second.detach(), 0));

        FusionNetwork Train(int epochs, RemedyConfig remedy)
        {
            var network = SmallTask.Network(data, [1], ScalarType.Float64);
            using var trainer = new Trainer(data, network, config with { Epochs = epochs, Remedy = remedy }, [1]);
            trainer.Run();
            return network;
        }
    }
}
