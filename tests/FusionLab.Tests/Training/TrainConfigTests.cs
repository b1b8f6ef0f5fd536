using FusionLab.Config;
using FusionLab.Training;

namespace FusionLab.Tests.Training;

public class TrainConfigTests
{
    [Fact]
    public void The_defaults_are_valid() => ConfigRules.Check(new TrainConfig(), "train");

    public static TheoryData<TrainConfig, string> Impossible => new()
    {
        { new() { BatchSize = -1 }, "train.batchSize is -1" },
        { new() { LearningRate = 0 }, "train.learningRate is 0" },
        { new() { LearningRate = double.NaN }, "train.learningRate is NaN" },
        { new() { Decay = -0.5 }, "train.decay is -0.5" },
        { new() { Rates = new Dictionary<string, double> { ["b"] = 0 } }, "train.rates.b is 0" },
        { new() { Optimizer = new AdamWConfig { Beta2 = 1 } }, "train.optimizer.beta2 is 1" },
        { new() { Momentum = 1 }, "train.momentum is 1" },
        { new() { WeightDecay = -1 }, "train.weightDecay is -1" },
        { new() { Epochs = 0 }, "train.epochs is 0" },
        { new() { EvaluateEvery = 0 }, "train.evaluateEvery is 0" },
        { new() { EvaluateEveryEpochs = 0 }, "train.evaluateEveryEpochs is 0" },
        { new() { StopWhen = "sometimes" }, "train.stopWhen is \"sometimes\"" },
        { new() { Threshold = 0 }, "train.threshold is 0" },
        { new() { Checkpoint = new() { EveryEpochs = 0 } }, "train.checkpoint.everyEpochs is 0" },
        { new() { Checkpoint = new() { EveryMinutes = 0 } }, "train.checkpoint.everyMinutes is 0" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void An_impossible_value_is_named_with_its_key(TrainConfig config, string start) =>
        Assert.StartsWith($"{start}; it must be ", Assert.Throws<ConfigException>(() => ConfigRules.Check(config, "train")).Message);
}
