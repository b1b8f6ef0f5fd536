using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Tests.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

/// <summary>Two-layer networks of few features without torch's operations, beside the same networks with them.</summary>
public class HiddenLayerPassTests
{
    private static readonly ulong[] Seeds = [1, 2, 3];
    private static readonly Modality[] Modalities = [new("a", [1]), new("b", [2])];

    /// <summary>More than two chunks and no whole number of registers; shared samples, and samples of each replica's own.</summary>
    [Theory]
    [InlineData(1, "relu", false, true)]
    [InlineData(1, "leakyRelu", true, false)]
    [InlineData(1, "linear", true, false)]
    [InlineData(2, "relu", true, true)]
    [InlineData(2, "leakyRelu", false, false)]
    [InlineData(2, "linear", false, true)]
    public void Outputs_and_gradients_are_those_of_torch(int fusionDepth, string activation, bool bias, bool shared)
    {
        using var scope = NewDisposeScope();
        const int samples = 4500;
        var network = FusionNetwork.Create(Shape(fusionDepth, activation, bias), Modalities, 1, Seeds);
        var batch = Batch(samples, shared);
        var expected = network.call([.. batch.Inputs]);
        Losses.Compute(LossKind.Mse, expected, batch.Targets).sum().backward();
        Tensor[] gradients = [.. network.parameters().Select(parameter => parameter.grad!.clone())];
        network.zero_grad();

        var pass = HiddenLayerPass.Create(network)!;
        var actual = pass.Forward(batch);
        Losses.Compute(LossKind.Mse, actual, batch.Targets).sum().backward();
        pass.Backward();

        TensorAssert.Close(expected, actual, 1e-6);
        Assert.All(network.parameters().Zip(gradients), pair => TensorAssert.Close(pair.Second, pair.First.grad!, 2e-6));
    }

    /// <summary>In double precision torch computes. The second replica diverges in the first epoch and leaves the others.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 70)]
    [InlineData(2, 70)]
    public void A_training_agrees_with_the_one_in_double_precision(int fusionDepth, int batchSize)
    {
        double[] rates = [0.05, 1e25, 0.02];
        var single = Train(Precision.Fp32);
        var reference = Train(Precision.Fp64);

        Assert.NotNull(single[1].Divergence);
        Assert.True(single[0].Final!.Loss < 0.7 * single[0].History[0].Loss);
        foreach (int replica in (int[])[0, 2])
        {
            Assert.Equal(reference[replica].History.Count, single[replica].History.Count);
            Assert.All(reference[replica].History.Zip(single[replica].History), rows => Assert.Equal(rows.First.Loss, rows.Second.Loss, 1e-5 * rows.First.Loss));
        }

        IReadOnlyList<ReplicaResult> Train(Precision precision)
        {
            var config = new TrainConfig { Loss = LossKind.Mse, BatchSize = batchSize, Epochs = 20, Momentum = 0.5, Precision = precision };
            using var data = ToyTasks.DrawTensors(new XorConfig { Samples = "300" }, seed: 1, CPU, precision.DataType());
            using var network = FusionNetwork.Create(Shape(fusionDepth, "relu", bias: true), data.Modalities, 1, Seeds, CPU, precision.NetworkType());
            Assert.Equal(precision == Precision.Fp32, HiddenLayerPass.Create(network) is not null);
            using var trainer = new Trainer(
                network, config, [.. Seeds.Select((seed, r) => new Replica(r + 1, seed, data, config with { LearningRate = rates[r] }))]);
            return trainer.Run().Replicas;
        }
    }

    [Fact]
    public void Neither_other_replicas_nor_threads_change_a_bit()
    {
        int threads = get_num_threads();
        try
        {
            set_num_threads(1);
            float[] alone = Gradients([Seeds[1]], 1);
            set_num_threads(2);
            Assert.Equal(alone, Gradients(Seeds, 3).Skip(alone.Length).Take(alone.Length));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Theory]
    [InlineData(3, 1, 1)]
    [InlineData(2, 1, 4)]
    [InlineData(2, 2, 1)]
    public void Deeper_networks_and_those_of_many_features_or_outputs_are_left_to_torch(int depth, int outputs, int features)
    {
        using var network = FusionNetwork.Create(
            new MlpConfig { Depth = depth, FusionDepth = 1, Width = 4 }, [new Modality("a", [features])], outputs, Seeds);

        Assert.Null(HiddenLayerPass.Create(network));
    }

    /// <summary>The pass takes the larger of x and slope · x, which is the activation up to a slope of 1.</summary>
    [Fact]
    public void A_slope_above_one_is_left_to_torch()
    {
        using var network = FusionNetwork.Create(Shape(1, "leakyRelu", bias: false) with { Slope = 1.5 }, Modalities, 1, Seeds);

        Assert.Null(HiddenLayerPass.Create(network));
    }

    private static float[] Gradients(ulong[] seeds, int replicas)
    {
        using var scope = NewDisposeScope();
        var network = FusionNetwork.Create(Shape(1, "relu", true), Modalities, 1, seeds);
        var batch = Batch(3000, shared: true, replicas);
        var pass = HiddenLayerPass.Create(network)!;
        Losses.Compute(LossKind.Mse, pass.Forward(batch), batch.Targets).sum().backward();
        pass.Backward();
        return ((FusionMlp)network).HiddenGroups![0].Outputs.grad!.data<float>().ToArray();
    }

    private static MlpConfig Shape(int fusionDepth, string activation, bool bias) =>
        new() { Depth = 2, FusionDepth = fusionDepth, Width = 7, Activation = activation, Slope = 0.1, Bias = bias };

    private static ReplicaBatch Batch(int samples, bool shared, int? replicas = null)
    {
        int r = replicas ?? Seeds.Length;
        return new ReplicaBatch([.. Modalities.Select(m => Draw(m.Name, [.. m.Shape]))], Draw("targets", [1]));

        Tensor Draw(string purpose, long[] shape) => shared
            ? SmallNetworks.Normal(1, purpose, [1, samples, .. shape]).expand([r, samples, .. shape])
            : SmallNetworks.Normal(1, purpose, [r, samples, .. shape]);
    }
}
