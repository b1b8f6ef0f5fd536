using System.Text.Json;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

/// <summary>Training beside plain PyTorch, from the same weights and data: tests/fixtures/training_reference.py.</summary>
public class TrainingReferenceTests
{
    private const int Samples = 40, Features = 5, Width = 8, Outputs = 3, Steps = 20;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void The_losses_of_20_steps_equal_PyTorchs(int number)
    {
        var expected = JsonDocument.Parse(File.ReadAllText(Fixtures.Path("training_reference.json"))).RootElement[number];
        var config = new TrainConfig
        {
            Loss = Enum.Parse<LossKind>(expected.GetProperty("loss").GetString()!, ignoreCase: true),
            BatchSize = 0,
            LearningRate = expected.GetProperty("learningRate").GetDouble(),
            Decay = expected.GetProperty("decay").GetDouble(),
            Momentum = expected.GetProperty("momentum").GetDouble(),
            Optimizer = expected.GetProperty("optimizer").GetString() == "sgd"
                ? new SgdConfig()
                : new AdamWConfig { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-6 },
            Rates = expected.GetProperty("rates").EnumerateObject().ToDictionary(rate => rate.Name, rate => rate.Value.GetDouble()),
            WeightDecay = expected.GetProperty("weightDecay").GetDouble(),
            Epochs = Steps,
        };
        using var data = Data();
        using var network = FusionNetwork.Create(
            new MlpConfig { Depth = 3, FusionDepth = 2, Width = Width }, data.Modalities, Outputs, [1, 2]);
        Fill(network);
        using var trainer = new Trainer(data, network, config, [1, 2]);
        var result = trainer.Run();

        // Row k has the loss of step k: an epoch is one full batch.
        double[] losses = [.. expected.GetProperty("losses").EnumerateArray().Select(value => value.GetDouble())];
        Assert.Equal(Steps, losses.Length);
        foreach (var replica in result.Replicas)
        {
            Assert.All(losses.Zip(replica.History.Skip(1)), pair => Assert.Equal(pair.First, pair.Second.Loss, 1e-5));
        }
    }

    private static TensorData Data()
    {
        var a = Sines([Samples, Features], 1, 0.31, 0);
        var b = Sines([Samples, Features], 2, 0.17, 1);
        var classes = arange(Samples, ScalarType.Int64).remainder(Outputs);
        return new TensorData(
            [new("a", [Features]), new("b", [Features])], Outputs, [a, b], classes, new EvaluationSet([a.clone(), b.clone()], classes.clone()));
    }

    private static void Fill(FusionNetwork network)
    {
        for (int r = 0; r < network.Replicas; r++)
        {
            using var scope = NewDisposeScope();
            network.ImportReplica(r, network.ExportReplica(r).Select((named, number) =>
                (named.Name, Value: Sines(named.Value.shape, 0.4, 0.9, 1.7 * number))).ToDictionary(named => named.Name, named => named.Value));
        }
    }

    private static Tensor Sines(long[] shape, double scale, double step, double phase)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        return tensor([.. Enumerable.Range(0, (int)count).Select(i => (float)(scale * Math.Sin((step * i) + phase)))]).view(shape);
    }
}
