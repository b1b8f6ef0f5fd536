using System.Text.Json.Nodes;
using FusionLab.Config;
using FusionLab.Runs;
using FusionLab.Tests.Training;
using FusionLab.Training;

namespace FusionLab.Tests.Runs;

/// <summary>What the folder of a trained sweep holds beside its tables, and when.</summary>
public sealed class SweepFolderTests : IDisposable
{
    private const string Rates = """ "sweep": { "train.learningRate": [0.1, 0.02] } """;

    private readonly TrainedSweep _sweep = new();
    private readonly ExperimentConfig _config;

    public SweepFolderTests() => _config = _sweep.Config(TrainedSweep.Digits, TrainedSweep.Mlp, Rates);

    [Fact]
    public void The_environment_is_on_disk_before_the_first_step_and_the_log_tells_what_happened()
    {
        bool wasThere = false;
        _sweep.Run(_config, observer: new RecordedTraining(progress => wasThere |= progress.Step == 1 && File.Exists(_sweep.At("out", "environment.json"))));

        Assert.True(wasThere);
        var (sweep, point) = (ReadEnvironment("out"), ReadEnvironment("out", "01"));
        Assert.InRange(sweep["started"]!.GetValue<DateTimeOffset>(), DateTimeOffset.Now.AddHours(-1), point["started"]!.GetValue<DateTimeOffset>());
        sweep["started"] = point["started"]!.DeepClone();
        Assert.Equal(point.ToJsonString(), sweep.ToJsonString());
        string log = File.ReadAllText(_sweep.At("out", "log.txt"));
        foreach (string sentence in (string[])
        [
            "[INF] Computing on cpu with ", "[INF] All 2 points of the sweep train as one batch.", "[INF] 4 replicas train together (about ",
            "[INF] Point 01: completed after 3 epochs", "[INF] Point 02: completed after 3 epochs", "[INF] The sweep is completed",
        ])
        {
            Assert.Single(log.Split('\n'), line => line.Contains(sentence));
        }

        JsonNode ReadEnvironment(params string[] folder) => JsonNode.Parse(File.ReadAllText(_sweep.At([.. folder, "environment.json"])))!;
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public void A_finished_sweep_keeps_its_weights_once_in_the_folders_of_its_points(int replicasPerBatch)
    {
        var options = new RunOptions { ReplicasPerBatch = replicasPerBatch };
        _sweep.Run(_config, options: options);
        var files = Files();

        Assert.All(Stores(_sweep.At("out", "checkpoint", "batch-1")), checkpoint => Assert.Empty(checkpoint.Tensors));
        foreach (string point in (string[])["01", "02"])
        {
            Assert.Equal(2, Stores(_sweep.At("out", point, "checkpoint")).Sum(checkpoint => checkpoint.State.Replicas.Count));
            Assert.All((int[])[1, 2], replica => ReplicaExport.Write(_sweep.At("out", point), replica, _sweep.At($"{point}-{replica}.safetensors")));
        }

        var again = _sweep.Run(_config, options: options with { Resume = true });
        Assert.Equal("completed", again.Status);
        Assert.Equal(files, Files());

        // Tables, metrics and checkpoints: what a resume of a finished sweep must leave as it is.
        Dictionary<string, string> Files() => Directory.EnumerateFiles(_sweep.At("out"), "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".csv", StringComparison.Ordinal) ? !file.EndsWith("timing.csv", StringComparison.Ordinal) : file.Contains("checkpoint"))
            .ToDictionary(file => file, file => Convert.ToHexString(File.ReadAllBytes(file)));
    }

    [Fact]
    public void An_interrupted_sweep_that_goes_on_with_fewer_replicas_a_batch_leaves_the_newest_weights_in_its_points()
    {
        using var stop = new CancellationTokenSource();
        _sweep.Run(_config, observer: new RecordedTraining(_ => stop.Cancel()), cancel: stop.Token);
        _sweep.Run(_config, options: new RunOptions { Resume = true, ReplicasPerBatch = 2 });

        foreach (string point in (string[])["01", "02"])
        {
            using var newest = ReplicaCheckpoints.LoadNewest(RunFolder.Open(_sweep.At("out", point)), 1);
            Assert.Equal(3, newest.State.Epoch);
            Assert.True(newest.HasWeights);
        }
    }

    public void Dispose() => _sweep.Dispose();

    private static IReadOnlyList<Checkpoint> Stores(string folder) => [.. ReplicaCheckpoints.In(folder).Select(found =>
    {
        var checkpoint = found.Store.Load()!;
        checkpoint.Dispose();
        return checkpoint;
    })];
}
