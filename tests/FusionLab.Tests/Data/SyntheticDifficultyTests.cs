using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Data;

/// <summary>The synthetic digits tell a linear classifier from a network, as MNIST does.</summary>
[Trait("Category", "Slow")]
public class SyntheticDifficultyTests
{
    [Fact]
    public void Softmax_regression_stays_below_95_percent()
    {
        var network = new NetworkConfig { Depth = 1, FusionDepth = 1 };
        var train = new TrainConfig { BatchSize = 100, LearningRate = 0.05, Epochs = 10 };
        Assert.InRange(BestAccuracy(network, train), 0.85, 0.95);
    }

    [Fact]
    public void The_five_layer_network_passes_97_percent()
    {
        var network = new NetworkConfig { Depth = 5, FusionDepth = 1 };
        var train = new TrainConfig { BatchSize = 1000, LearningRate = 0.04, Decay = 0.996, Epochs = 30 };
        Assert.InRange(BestAccuracy(network, train), 0.97, 1);
    }

    private static double BestAccuracy(NetworkConfig network, TrainConfig train)
    {
        var digits = new ResolvedImages(new SyntheticStore(Path.Combine(new DataFolders().Data, "synthetic")).Load().Images, "synthetic", null, []);
        var config = CorruptionConfigTests.With(("", 1)) with { Modalities = ["a"] };
        using var data = new NoisyMnist(digits, config, CPU, flatten: true);
        using var replica = FusionNetworks.Create(network, data.Modalities, data.Outputs, [1]);
        using var trainer = new Trainer(data, replica, train, [1]);
        return trainer.Run().Replicas[0].History.Max(row => row.Accuracy!.Value);
    }
}
