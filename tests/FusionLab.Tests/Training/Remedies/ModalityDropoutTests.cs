using FusionLab.Training;
using FusionLab.Training.Remedies;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training.Remedies;

public class ModalityDropoutTests
{
    private const int Samples = 20_000;

    [Theory]
    [InlineData(0.2, 2)]
    [InlineData(0.7, 3)]
    public void Modalities_of_samples_become_blanks_as_often_as_asked_and_independently(double probability, int modalities)
    {
        using var scope = NewDisposeScope();
        double[] blanks = [.. Enumerable.Range(0, modalities).Select(m => -1.0 - m)];
        var dropped = Drop([probability], [7], epoch: 0, modalities, blanks).Select((input, m) => input[0].eq(blanks[m])).ToArray(); // [N, 2]

        Assert.All(dropped, mask => Assert.True(mask.select(1, 0).eq(mask.select(1, 1)).all().item<bool>(), "a modality is dropped as a whole"));
        double[][] struck = [.. dropped.Select(mask => mask.select(1, 0).to(ScalarType.Float64).data<double>().ToArray())];
        double error = 4 * Math.Sqrt(probability * (1 - probability) / Samples);
        Assert.All(struck, one => Assert.Equal(probability, one.Average(), error));
        double both = struck[0].Zip(struck[1], (a, b) => a * b).Average();
        Assert.Equal(probability * probability, both, 4 * Math.Sqrt(both * (1 - both) / Samples));
    }

    [Fact]
    public void What_is_drawn_for_a_replica_depends_on_its_seed_and_the_step_alone()
    {
        using var scope = NewDisposeScope();
        var together = Drop([0.5, null, 0.5], [1, 2, 3], epoch: 4);
        var alone = Drop([0.5], [3], epoch: 4);

        Assert.True(together[0][2].equal(alone[0][0]).all().item<bool>());
        Assert.False(together[0][0].equal(alone[0][0]).all().item<bool>());
        Assert.False(Drop([0.5], [3], epoch: 5)[0].equal(alone[0]).all().item<bool>());
        Assert.True(together[0][1].eq(1).all().item<bool>(), "a replica without dropout sees its samples");
    }

    [Fact]
    public void Where_everything_is_dropped_the_network_learns_from_blanks()
    {
        using var step = new OneStep([new ModalityDropoutConfig { Probability = 1 }, new ModalityDropoutConfig { Probability = 0 }, new NoRemedyConfig()]);
        using var batch = step.Batch();
        double[] losses = [.. step.Result.Replicas.Select(replica => replica.History[^1].Loss)];

        Assert.Equal(Loss(0, isClean: false), losses[0], 1e-12);
        Assert.Equal(Loss(1, isClean: true), losses[1], 1e-12);
        Assert.Equal(losses[2], losses[1]);

        double Loss(int replica, bool isClean) => Losses.Compute(
            LossKind.CrossEntropy, step.Outputs(replica, _ => isClean).unsqueeze(0), batch.Targets.narrow(0, replica, 1)).item<double>();
    }

    /// <summary>What branches see of samples that are all 1, two features each.</summary>
    private static Tensor[] Drop(double?[] probabilities, ulong[] seeds, int epoch, int modalities = 2, double[]? blanks = null)
    {
        using var data = SmallTask.Data(modalities: modalities);
        using var network = SmallTask.Network(data, seeds);
        using var dropout = new ModalityDropout(
            [.. probabilities.Select(p => p is { } number ? new ModalityDropoutConfig { Probability = number } : null)], blanks);
        Tensor[] inputs = [.. Enumerable.Range(0, modalities).Select(_ => ones(seeds.Length, Samples, 2))];
        dropout.ChangeInputs(inputs, new RemedyStep(network, seeds, epoch, 0));
        return inputs;
    }
}
