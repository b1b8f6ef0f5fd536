using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Paper;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Tests.Paper;

public class ToyTrainingTests
{
    private static readonly Modality[] Modalities = [new("a", [1]), new("b", [2])];

    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 16)]
    public void Hidden_units_say_what_the_network_computes(int fusionDepth, int count)
    {
        using var network = FusionNetwork.Create(Network(fusionDepth, scale: 0.5), Modalities, outputs: 1, [1, 2], dtype: ScalarType.Float64);
        double[] x = [0.3, -1, 2];
        using var a = tensor([x[0]]).view(1, 1, 1);
        using var b = tensor([x[1], x[2]]).view(1, 1, 2);
        using var output = network.forward([a, b]);

        var units = HiddenUnits.Copy(network, replica: 1, step: 7);

        Assert.Equal((7, count), (units.Step, units.Inputs.Count));
        double sum = units.Inputs.Zip(units.Outputs, (w, o) => o * Math.Max(0, w.Zip(x, (weight, value) => weight * value).Sum())).Sum();
        Assert.Equal(output[1, 0, 0].item<double>(), sum, 1e-12);
        Assert.Equal(units.Inputs.Zip(units.Outputs, (w, o) => w[2] * o).Sum(), units.TotalWeights()[2], 1e-12);
    }

    [Fact]
    public void Units_of_a_branch_do_not_see_the_other_modality()
    {
        using var network = FusionNetwork.Create(Network(fusionDepth: 2, scale: 1), Modalities, outputs: 1, [1]);

        var units = HiddenUnits.Copy(network, replica: 0, step: 0);

        Assert.All(units.Inputs.Take(8), unit => Assert.Equal((0, 0), (unit[1], unit[2])));
        Assert.All(units.Inputs.Skip(8), unit => Assert.Equal(0, unit[0]));
    }

    [Fact]
    public void Weights_are_kept_at_the_start_now_and_then_and_at_the_end()
    {
        var runs = ToyTraining.Run(Config([1, 2]), keepEvery: 2);

        Assert.Equal([1UL, 2UL], runs.Select(run => run.Seed));
        Assert.All(runs, run => Assert.Equal([0L, 2, 4, 5], run.Units.Select(units => units.Step)));
        Assert.All(runs, run => Assert.Equal([0.0, 1, 2, 3, 4, 5], run.History.Select(row => row.Epoch)));
        Assert.Equal(4, runs[0].At(epoch: 3.2).Step);
        Assert.NotEqual(runs[0].Units[0].Outputs, runs[1].Units[0].Outputs);
    }

    [Fact]
    public void A_seed_trained_beside_another_learns_what_it_learns_alone()
    {
        var together = ToyTraining.Run(Config([1, 2]), keepEvery: 5)[1];

        // A run's first seed draws the samples: all of its replicas learn from the same ones.
        var alone = ToyTraining.Run(Config([1, 2]) with { Seeds = new([1, 2, 3]) }, keepEvery: 5)[1];

        Assert.Equal(alone.FinalLoss, together.FinalLoss, 1e-6);
        Assert.All(alone.Units[^1].Outputs.Zip(together.Units[^1].Outputs), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void A_diverging_network_ends_the_training() =>
        Assert.Throws<DivergedException>(() => ToyTraining.Run(Config([1, 2]) with { Train = Training(learningRate: 1e9) }, keepEvery: 1));

    private static ExperimentConfig Config(ulong[] seeds) => new()
    {
        Seeds = new(seeds),
        Device = "cpu",
        Threads = 1,
        Data = new XorConfig { Samples = "40", LinearVariance = 2 },
        Network = Network(fusionDepth: 1, scale: 0.5),
        Train = Training(learningRate: 0.04),
    };

    private static TrainConfig Training(double learningRate) =>
        new() { Loss = LossKind.Mse, BatchSize = 0, Epochs = 5, LearningRate = learningRate };

    private static MlpConfig Network(int fusionDepth, double scale) => new()
    {
        Depth = 2,
        FusionDepth = fusionDepth,
        Width = 8,
        Bias = false,
        Init = new InitConfig { Kind = "normal", Scale = scale },
    };
}
