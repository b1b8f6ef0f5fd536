using System.Globalization;
using System.Text.Json.Nodes;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Training;
using Serilog;

namespace FusionLab.Runs;

/// <summary>
/// Trains a config with a sweep: points of equal shape as one batch, one run folder a point (<c>01</c>, <c>02</c>, …), and
/// tables over all of them. A point in a batch gives the numbers it gives alone, to rounding.
/// </summary>
public static class SweepRun
{
    /// <summary>Trains all points.</summary>
    /// <param name="config">The config, validated; with a sweep.</param>
    /// <param name="options">How to carry it out.</param>
    /// <param name="observer">Who watches training, batch after batch; null for no one.</param>
    /// <param name="cancellation">Interrupts after the step under way; a checkpoint is written.</param>
    /// <returns>The result over all points; those that diverged are among them, and those that were not begun have no replicas.</returns>
    /// <exception cref="FusionLabException">The config, the data or the device do not allow the sweep, or every point diverged.</exception>
    public static RunResult Run(
        ExperimentConfig config, RunOptions options, IRunEvents? observer = null, CancellationToken cancellation = default)
    {
        var points = config.Points;
        TorchLibrary.SetThreads(config.Threads);
        var device = Devices.Parse(config.Device);
        foreach (var point in points)
        {
            point.Config.Train.Precision.Require(device);
        }

        TrainRun.Check(config);

        long started = options.Clock.GetTimestamp();
        var folder = RunFolder.Enter(config, options);
        using var hold = folder.Lock();
        using var log = folder.OpenLog();
        options = Logged(options, log);
        var groups = SweepGroup.Group(points);
        options.Say?.Invoke(SweepGroup.Describe(points, groups));
        var results = new RunResult?[points.Count];
        foreach (var (number, group) in groups.Index())
        {
            if (cancellation.IsCancellationRequested)
            {
                break;
            }

            var batch = new SweepBatch(
                [.. group.Points.Select(point => Place(points[point].Config, folder, point, points.Count))],
                folder,
                number + 1,
                device,
                options with { Out = null });
            foreach (var (point, result) in group.Points.Zip(batch.Run(observer, cancellation)))
            {
                results[point] = result;
                log.Information(
                    "Point {Point:l}: {Status:l} after {Epochs} epochs", Name(point, points.Count), result.Status, result.Epochs);
            }
        }

        var summaries = points.Zip(results).Index().Select(point => (point.Item.Second?.Points[0] ?? new RunPoint()) with
        {
            Name = Name(point.Index, points.Count),
            Values = point.Item.First.Values,
        });
        var sweep = RunResult.FromPoints(config, RunKind.TrainedSweep, [.. summaries]) with
        {
            Folder = folder,
            Seconds = options.Clock.GetElapsedTime(started).TotalSeconds,
            Warnings = [.. results.SelectMany(result => result?.Warnings ?? []).Distinct()],
        };
        folder.WriteResult(sweep);
        log.Information("The sweep is {Status:l}", sweep.Status);
        return sweep.Status == RunResult.Diverged
            ? throw new DivergedException(
                $"All {points.Count} points of the sweep diverged; lower train.learningRate. {folder.Path} says where each did.")
            : sweep;
    }

    private static ExperimentConfig Place(ExperimentConfig config, RunFolder folder, int point, int points) =>
        config with { Out = Path.Combine(folder.Path, Name(point, points)) };

    private static string Name(int point, int points) =>
        (point + 1).ToString($"D{Math.Max(2, points.ToString(CultureInfo.InvariantCulture).Length)}", CultureInfo.InvariantCulture);

    /// <summary>
    /// What the person is told the sweep's log has, too. What every point warns of (synthetic digits, say) is heard once.
    /// </summary>
    private static RunOptions Logged(RunOptions options, ILogger log)
    {
        var heard = new HashSet<string>();
        return options with
        {
            Say = sentence =>
            {
                log.Information("{Sentence:l}", sentence);
                options.Say?.Invoke(sentence);
            },
            Warn = warning =>
            {
                if (heard.Add(warning))
                {
                    log.Warning("{Warning:l}", warning);
                    options.Warn?.Invoke(warning);
                }
            },
        };
    }
}

/// <summary>Points of a sweep whose replicas train as one batch, by their position in the sweep.</summary>
/// <param name="Points">The points, ascending.</param>
internal sealed record SweepGroup(IReadOnlyList<int> Points)
{
    /// <summary>Points in one batch at most: each keeps the files of its run folder open.</summary>
    public const int MostPoints = 64;

    /// <summary>What a replica may have of its own in a batch; the toy tasks' numbers and the corruption of images come on top.</summary>
    private static readonly string[] Own = ["train.learningRate", "train.decay", "train.stopWhen", "train.threshold", "network.init"];

    /// <summary>Puts points together that agree in everything a batch must share.</summary>
    /// <param name="points">All points of a sweep.</param>
    /// <returns>The groups, in the order of their first points.</returns>
    public static IReadOnlyList<SweepGroup> Group(IReadOnlyList<SweepPoint> points) =>
    [
        .. points.Select((point, number) => (Shared: Shared(point.Config), number))
            .GroupBy(point => point.Shared, point => point.number)
            .SelectMany(group => group.Chunk(MostPoints))
            .Select(numbers => new SweepGroup(numbers)),
    ];

    /// <summary>Says in one sentence how a sweep is put into batches, and what keeps its points apart.</summary>
    /// <param name="points">All points.</param>
    /// <param name="groups">Their groups.</param>
    public static string Describe(IReadOnlyList<SweepPoint> points, IReadOnlyList<SweepGroup> groups)
    {
        if (groups.Count == 1)
        {
            return $"All {points.Count} points of the sweep train as one batch.";
        }

        var shared = points.Select(point => Shared(point.Config)).ToArray();
        string[] apart = [.. points[0].Values.Keys.Where(path => KeepsApart(path, points, shared))];
        string reason = apart.Length == 0
            ? $"a batch has at most {MostPoints} points"
            : $"a batch must share {string.Join(" and ", apart)}";
        return groups.Count == points.Count
            ? $"The {points.Count} points of the sweep train one after the other: {reason}."
            : $"The {points.Count} points of the sweep train in {groups.Count} batches: {reason}.";
    }

    /// <summary>True when two points that differ in this path alone cannot be in one batch.</summary>
    private static bool KeepsApart(string path, IReadOnlyList<SweepPoint> points, string[] shared)
    {
        var alike = Enumerable.Range(0, points.Count)
            .GroupBy(i => string.Join('\n', points[i].Values.Where(value => value.Key != path).Select(value => value.Value.GetRawText())));
        return alike.Any(others => others.Select(i => shared[i]).Distinct().Count() > 1);
    }

    /// <summary>What all points of a batch must agree in.</summary>
    private static string Shared(ExperimentConfig config)
    {
        var json = JsonNode.Parse(ConfigJson.WriteDeterminants(config))!.AsObject();
        foreach (string path in Own)
        {
            string[] keys = path.Split('.');
            json[keys[0]]!.AsObject().Remove(keys[1]);
        }

        if (config.Data is ToyConfig toy)
        {
            var task = ToyTasks.Create(toy, config.Seeds[0]);
            string shape = string.Join(", ", task.Modalities.Select(modality => $"{modality.Name} {modality.Dimension}"));
            json["data"] = $"{shape} -> {task.Outputs}, {task.SampleCount} samples";
        }
        else
        {
            json["data"]!.AsObject().Remove("corruption");
        }

        return json.ToJsonString();
    }
}
