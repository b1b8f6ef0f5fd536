using System.Text.Json;
using System.Text.Json.Serialization;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Runs;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Batch;

/// <summary>One run of a batch: a config with as many seeds and sweep points as one pass of a device holds.</summary>
public sealed record PlannedRun
{
    /// <summary>Its name, which is also that of its folder within the batch's.</summary>
    public required string Name { get; init; }

    /// <summary>The config file.</summary>
    public required string Source { get; init; }

    /// <summary>What it takes of the file where that makes several runs, such as <c>network.fusionDepth=2</c>; else empty.</summary>
    public string Part { get; init; } = "";

    /// <summary>The hash of its config (<see cref="ConfigJson.Hash"/>).</summary>
    public required string Hash { get; init; }

    /// <summary>The checksum of its data; null where they are drawn from a seed.</summary>
    public string? DataSha256 { get; init; }

    /// <summary>Networks in all.</summary>
    public int Replicas { get; init; }

    /// <summary>Networks that train together; null for a simulation, and where the device's memory is not known.</summary>
    public int? PerPass { get; init; }

    /// <summary>Bytes that a pass takes on the device, about; null for a simulation.</summary>
    public long? Bytes { get; init; }

    /// <summary>Multiplications and additions of the training, if no replica stops early; null for a simulation.</summary>
    public double? Operations { get; init; }

    /// <summary>Training steps, if no replica stops early; null for a simulation.</summary>
    public double? Steps { get; init; }

    /// <summary>Its config, every default filled in; null in a plan that was read back.</summary>
    [JsonIgnore]
    public ExperimentConfig? Config { get; init; }
}

/// <summary>What a plan has to know of the workers that will carry it out.</summary>
/// <param name="Device">The kind of device; the CPU stands for one that is not known yet.</param>
/// <param name="BytesPerWorker">The memory that a worker has of it; null where it is not known.</param>
public sealed record WorkerCapacity(Device Device, long? BytesPerWorker);

/// <summary>Makes runs of config files: checks every config before anything starts, and splits what one pass does not hold.</summary>
public static class BatchPlanner
{
    /// <summary>Plans all runs.</summary>
    /// <param name="files">The config files.</param>
    /// <param name="assignments">Changes <c>path=value</c> to all of them.</param>
    /// <param name="capacity">The workers.</param>
    /// <returns>The runs, in the order of the files.</returns>
    /// <exception cref="FusionLabException">There is nothing to run, or something cannot be run: the message lists all problems.</exception>
    public static IReadOnlyList<PlannedRun> Plan(
        IEnumerable<string> files, IReadOnlyList<string> assignments, WorkerCapacity capacity)
    {
        var runs = new List<PlannedRun>();
        var problems = new List<FusionLabException>();
        using var data = new DataOfPlan();
        foreach (string file in files)
        {
            try
            {
                var parts = new ConfigSplit(file, assignments, capacity, data).Split().ToArray();
                string digits = new('0', Math.Max(2, $"{parts.Length}".Length));
                runs.AddRange(parts.Index().Select(part => parts.Length == 1 ? part.Item : part.Item with
                {
                    Name = $"{part.Item.Name}-{(part.Index + 1).ToString(digits)}",
                }));
            }
            catch (FusionLabException problem)
            {
                problems.Add(problem.Message.StartsWith(file, StringComparison.Ordinal) ? problem : Locate(file, problem));
            }
        }

        foreach (var alike in runs.GroupBy(run => run.Name, StringComparer.OrdinalIgnoreCase).Where(alike => alike.Count() > 1))
        {
            string sources = string.Join(" and ", alike.Select(run => run.Source));
            problems.Add(new ConfigException($"{sources} would share the folder {alike.Key}; give each another \"name\"."));
        }

        ThrowIfAny(problems, "Nothing was started");
        return runs.Count > 0 ? runs : throw new ConfigException("The batch is empty: no config was given, or none is left.");
    }

    /// <summary>Throws a problem alone as it is, several as one list.</summary>
    /// <param name="problems">The problems.</param>
    /// <param name="consequence">What did not happen because of them.</param>
    public static void ThrowIfAny(IReadOnlyList<FusionLabException> problems, string consequence)
    {
        if (problems is [var only])
        {
            throw only;
        }

        if (problems.Count > 0)
        {
            throw new ConfigException(
                $"{consequence}, for {problems.Count} reasons:{string.Concat(problems.Select(problem => $"\n  {problem.Message}"))}");
        }
    }

    private static FusionLabException Locate(string file, FusionLabException problem)
    {
        string message = $"{file}: {problem.Message}";
        return problem switch
        {
            DataException => new DataException(message, problem),
            MachineException => new MachineException(message, problem),
            _ => new ConfigException(message, problem) { Remedy = problem.Remedy },
        };
    }
}

/// <summary>
/// Splits one config into runs. Points whose networks have other shapes never train together and become runs of their own; points and
/// seeds that a pass does not hold are split evenly.
/// </summary>
internal sealed class ConfigSplit(string file, IReadOnlyList<string> assignments, WorkerCapacity capacity, DataOfPlan data)
{
    public IEnumerable<PlannedRun> Split() => Split([]);

    private IEnumerable<PlannedRun> Split(IReadOnlyList<string> part)
    {
        var config = ConfigLoader.Load(file, [.. assignments, .. part]) with { Out = null };
        var run = new PlannedRun
        {
            Name = config.Name!,
            Source = file,
            Part = string.Join(", ", part.Where(assignment => !assignment.StartsWith("sweep=", StringComparison.Ordinal))),
            Hash = ConfigJson.Hash(config),
            Replicas = config.Points.Count * config.Seeds.Count,
            Config = config,
        };
        if (SimulateRun.Applies(config))
        {
            SimulateRun.Check(config);
            return [run];
        }

        TrainRun.Check(config);
        if (config.Sweep is not null && SweepPlan.FindApart(config.Points) is [var apart, ..])
        {
            return SplitSweep(config, part, apart, most: 1);
        }

        var task = data.Open(config.Points[0].Config);
        foreach (var point in config.Points)
        {
            point.Config.Train.Precision.Require(capacity.Device);
            TrainRun.CheckFitting(point.Config, task.Data, capacity.BytesPerWorker is null ? null : capacity.Device);
        }

        var (train, seeds, points) = (config.Train, config.Seeds.Count, config.Points.Count);
        var network = NetworkPlan.Create(config.Network, task.Data.Modalities, task.Data.Outputs);
        long bytes = ReplicaBatching.EstimateBytesPerReplica(network, task.Data, train, capacity.Device);
        int together = ReplicaBatching.Choose(run.Replicas, null, bytes, capacity.BytesPerWorker).PerBatch;
        int pointsTogether = Math.Clamp(together / seeds, 1, SweepPlan.MostPoints);
        if (points > pointsTogether)
        {
            var (path, values) = config.Sweep!.First(swept => swept.Value.Count > 1);
            return SplitSweep(config, part, path, most: Math.Max(1, pointsTogether * values.Count / points));
        }

        if (run.Replicas > together)
        {
            int size = EvenSize(seeds, together);
            return config.Seeds.Chunk(size).SelectMany(chunk => Split([.. part, $"seeds={new SeedList(chunk)}"]));
        }

        long samples = task.Data.TrainSamples;
        long batches = train.BatchSize > 0 ? (samples + train.BatchSize - 1) / train.BatchSize : 1;
        return
        [
            run with
            {
                DataSha256 = task.Info.Sha256,
                PerPass = capacity.BytesPerWorker is null ? null : together,
                Bytes = bytes * together,
                Operations = 6.0 * network.ProductCount * samples * train.Epochs * run.Replicas, // forward, and twice as much backward
                Steps = (double)batches * train.Epochs,
            },
        ];
    }

    /// <summary>Splits along one path of the sweep, up to so many of its values a part.</summary>
    private IEnumerable<PlannedRun> SplitSweep(ExperimentConfig config, IReadOnlyList<string> part, string path, int most)
    {
        var values = config.Sweep![path];
        foreach (var chunk in values.Chunk(EvenSize(values.Count, most)))
        {
            var rest = config.Sweep.Where(swept => swept.Key != path || chunk.Length > 1)
                .ToDictionary(swept => swept.Key, swept => swept.Key == path ? chunk : swept.Value);
            string sweep = rest.Count == 0 ? "null" : JsonSerializer.Serialize(rest);
            var others = part.Where(assignment => !assignment.StartsWith("sweep=", StringComparison.Ordinal));
            string[] value = chunk is [var single] ? [$"{path}={Write(single)}"] : [];
            foreach (var run in Split([.. others, .. value, $"sweep={sweep}"]))
            {
                yield return run;
            }
        }
    }

    private static int EvenSize(int count, int most) => (count + ((count + most - 1) / most) - 1) / ((count + most - 1) / most);

    private static string Write(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}

/// <summary>The data of a plan's configs, opened one after the other: neighbours tend to share theirs.</summary>
internal sealed class DataOfPlan : IDisposable
{
    private string? _key;
    private TrainingTask? _task;

    /// <summary>Opens a config's data on the CPU; they are disposed of with the next ones.</summary>
    public TrainingTask Open(ExperimentConfig config)
    {
        // What a corruption does to images matters to no check.
        var data = config.Data is NoisyMnistConfig images ? images with { Corruption = new CorruptionConfig() } : config.Data;
        string key = JsonSerializer.Serialize(data, ConfigJson.Options) + config.Network.Kind + config.Train.Precision;
        if (_task is null || key != _key)
        {
            Dispose();
            TorchLibrary.Load();
            (_key, _task) = (key, TrainingTask.Open(config, CPU));
        }

        return _task;
    }

    public void Dispose() => _task?.Dispose();
}
