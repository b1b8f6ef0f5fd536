using System.Text.Json;
using FusionLab.Config;
using FusionLab.Runs;
using FusionLab.Tests.Training;
using FusionLab.Training;

namespace FusionLab.Tests.Runs;

/// <summary>Whole runs on the CPU, from the config to the run folder, in every precision it computes in.</summary>
public class PrecisionTests
{
    private const string Mlp = """
        "network": { "depth": 3, "fusionDepth": 2, "width": 16 },
        "train": { "batchSize": 50, "learningRate": 0.1, "momentum": 0.5, "epochs": 5 },
        """;

    private const string Cnn = """
        "network": { "kind": "cnn", "convolutions": 3, "fusionDepth": 2, "channels": 4 },
        "train": { "batchSize": 100, "learningRate": 0.1, "momentum": 0.5, "epochs": 3 },
        """;

    private const string Regression = """
        "data": { "kind": "gaussian", "samples": 200, "rho": 0.3 },
        "network": { "depth": 3, "fusionDepth": 2, "width": 16 },
        "train": { "loss": "mse", "batchSize": 50, "learningRate": 0.05, "epochs": 5 },
        """;

    public static TheoryData<string[]> Tasks => [[TrainedSweep.Digits, Mlp], [TrainedSweep.Digits, Cnn], [Regression]];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_run_in_another_precision_comes_near_the_one_in_single_precision_and_says_what_it_computed_in(string[] blocks)
    {
        using var folder = new TrainedSweep();
        var config = folder.Config(blocks);
        var single = Run(Precision.Fp32);
        foreach (var precision in (Precision[])[Precision.Fp64, Precision.Bf16])
        {
            var other = Run(precision);
            Assert.NotEqual(single.Select(row => row.Loss), other.Select(row => row.Loss));
            Assert.Equal(single.Select(row => (row.Replica, row.Step)), other.Select(row => (row.Replica, row.Step)));
            Assert.All(single.Zip(other), rows => AssertNear(rows.First, rows.Second, precision));
        }

        Evaluation[] Run(Precision precision)
        {
            var outcome = TrainRun.Run(In(precision, config), new RunOptions { Out = folder.At($"{precision}") });
            using var summary = JsonDocument.Parse(File.ReadAllText(outcome.Folder!.Summary));
            Assert.Equal("completed", summary.RootElement.GetProperty("status").GetString());
            Assert.Equal(precision.ToString().ToLowerInvariant(), summary.RootElement.GetProperty("precision").GetString());
            return [.. outcome.Replicas.SelectMany(replica => replica.History)];
        }
    }

    /// <summary>Within an epoch, after one, and with a replica gone: its 32-bit weights and momentum are the checkpoint's, too.</summary>
    [Theory]
    [InlineData(Mlp, 8, 0)]
    [InlineData(Mlp, 12, 0)]
    [InlineData(Mlp, 27, 1)]
    [InlineData(Cnn, 4, 0)]
    public void A_run_in_bf16_stopped_and_resumed_equals_the_run_never_stopped_to_the_last_byte(string blocks, int stopAfter, int done)
    {
        using var folder = new TrainedSweep();
        var config = In(Precision.Bf16, folder.Config(TrainedSweep.Digits, blocks));
        config = config with { Train = config.Train with { StopWhen = "0.45" } };
        var whole = TrainRun.Run(config, new RunOptions { Out = folder.At("whole") });
        using var stop = new CancellationTokenSource();
        var stopper = new RecordedTraining(progress =>
        {
            if (progress.Step == stopAfter)
            {
                stop.Cancel();
            }
        });

        var first = TrainRun.Run(config, new RunOptions { Out = folder.At("stopped") }, stopper, stop.Token);
        var second = TrainRun.Run(config, new RunOptions { Out = folder.At("stopped"), Resume = true });

        Assert.Equal(done, first.Replicas.Count(replica => replica.Status == "completed"));
        Assert.Equal(("interrupted", "completed"), (first.Status, second.Status));
        Assert.Equal(File.ReadAllBytes(whole.Folder!.Metrics), File.ReadAllBytes(second.Folder!.Metrics));
        foreach (int replica in (int[])[1, 2])
        {
            using var expected = ReplicaCheckpoints.LoadNewest(whole.Folder!, replica);
            using var actual = ReplicaCheckpoints.LoadNewest(second.Folder!, replica);
            Assert.Equal(expected.Tensors.Keys.Order(), actual.Tensors.Keys.Order());
            Assert.All(expected.Tensors, named => Assert.Equal(named.Value.bytes.ToArray(), actual.Tensors[named.Key].bytes.ToArray()));
        }
    }

    private static ExperimentConfig In(Precision precision, ExperimentConfig config) =>
        config with { Train = config.Train with { Precision = precision } };

    /// <summary>
    /// How far losses may be from those in single precision, relative, and accuracies, in parts of 1. 64 bits: the rounding of 32
    /// bits (6e-8), which a unit close to the kink of its ReLU magnifies (measured: 2e-5, and no sample of 100). bf16: its 8 bits
    /// round by up to 0.4 %, anew in every layer and step (measured: 1 %, and 4 samples of 100).
    /// </summary>
    private static void AssertNear(Evaluation single, Evaluation other, Precision precision)
    {
        var (loss, accuracy) = precision == Precision.Fp64 ? (2e-4, 0.015) : (0.03, 0.085);
        Assert.Equal(single.Loss, other.Loss, loss * single.Loss);
        Assert.Equal(single.Accuracy ?? 0, other.Accuracy ?? 0, accuracy);
        Assert.All(single.Unimodal.Zip(other.Unimodal), pair => Assert.Equal(pair.First, pair.Second, accuracy));
    }
}
