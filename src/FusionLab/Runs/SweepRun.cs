using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Training;
using Serilog;

namespace FusionLab.Runs;

/// <summary>
/// Trains a config with a sweep: points of equal shape as one batch, one run folder a point (<c>01</c>, <c>02</c>, …), and
/// tables over all of them. A point in a batch gives the numbers it gives alone, to rounding.
/// </summary>
public static class SweepRunner
{
    /// <summary>Trains all points.</summary>
    /// <param name="config">The config, validated; with a sweep.</param>
    /// <param name="options">How to carry it out.</param>
    /// <param name="observer">Who watches training, batch after batch; null for no one.</param>
    /// <param name="cancellation">Interrupts after the step under way; a checkpoint is written.</param>
    /// <returns>The tables, and the outcome of each point that was begun. Points that diverged are among them.</returns>
    /// <exception cref="FusionLabException">The config, the data or the device do not allow the sweep, or every point diverged.</exception>
    public static SweepOutcome Run(
        ExperimentConfig config, RunOptions options, IRunEvents? observer = null, CancellationToken cancellation = default)
    {
        var points = SweepGrid.Expand(config);
        TorchLibrary.SetThreads(config.Threads);
        var device = Devices.Parse(config.Device);
        foreach (var point in points)
        {
            point.Config.Train.Precision.Require(device);
        }

        TrainingChecks.Require(config);

        long started = options.Clock.GetTimestamp();
        var folder = RunFolder.Enter(config, options);
        using var hold = RunFolderHold.Take(folder);
        using var log = folder.OpenLog();
        options = Logged(options, log);
        var groups = SweepGroup.Of(points);
        options.Say?.Invoke(SweepGroup.Describe(points, groups));
        var outcomes = new RunOutcome?[points.Count];
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
            foreach (var (point, outcome) in group.Points.Zip(batch.Run(observer, cancellation)))
            {
                outcomes[point] = outcome;
                var (status, epochs) = (outcome.Summary.Status, outcome.Summary.Epochs);
                log.Information("Point {Point:l}: {Status:l} after {Epochs} epochs", Name(point, points.Count), status, epochs);
            }
        }

        var results = points.Zip(outcomes).Index()
            .Select(pair => new SweepResult(Name(pair.Index, points.Count), pair.Item.First.Values, pair.Item.Second)).ToArray();
        var sweep = new SweepOutcome(SweepSummary.Of(config, results, options.Clock.GetElapsedTime(started).TotalSeconds), folder, results);
        sweep.Write();
        log.Information("The sweep is {Status:l}", sweep.Summary.Status);
        return sweep.Summary.Status == RunSummary.Diverged
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
    public static IReadOnlyList<SweepGroup> Of(IReadOnlyList<SweepPoint> points) =>
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

        if (config.Data.IsToy)
        {
            var task = ToyTasks.Create(config.Data, config.Seeds[0]);
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

/// <summary>One point of a trained sweep.</summary>
/// <param name="Name">The name of its run folder: 01, 02, …</param>
/// <param name="Values">The swept paths and their values.</param>
/// <param name="Outcome">What came of it; null where the sweep was interrupted before it began.</param>
public sealed record SweepResult(string Name, IReadOnlyDictionary<string, JsonElement> Values, RunOutcome? Outcome);

/// <summary>A trained sweep.</summary>
/// <param name="Summary">The result, as in summary.json.</param>
/// <param name="Folder">The folder that holds one run folder a point.</param>
/// <param name="Points">One entry a point, in the order of the sweep.</param>
public sealed record SweepOutcome(SweepSummary Summary, RunFolder Folder, IReadOnlyList<SweepResult> Points)
{
    /// <summary>Writes summary.json, replicas.csv (one row a point and seed), points.csv (one row a point), curves and report.</summary>
    internal void Write()
    {
        AtomicFile.WriteText(Folder.Summary, RunJson.Write(Summary));
        AtomicFile.WriteText(Folder.Replicas, SweepCsv.Replicas(Points));
        AtomicFile.WriteText(Folder.Points, SweepCsv.Points(Summary.Points));
        var files = RunFiles.Read(Folder.Path);
        if (RunReport.Curves(files, Summary.Name) is [var curves, ..])
        {
            AtomicFile.WriteText(Folder.Curves, FigureSvg.Render(curves));
        }

        AtomicFile.WriteText(Folder.Report, HtmlReport.Render(RunReport.Build(files)));
    }
}
