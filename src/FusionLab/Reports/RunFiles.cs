using System.Text.Json;
using System.Text.Json.Nodes;
using FusionLab.Runs;

namespace FusionLab.Reports;

/// <summary>
/// What a run folder holds, as far as it can be read. Missing files are no failure; they are named in <see cref="Missing"/>.
/// </summary>
public sealed class RunFiles
{
    private RunFiles(string folder) => Folder = folder;

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>summary.json; null when missing.</summary>
    public RunResult? Summary { get; private init; }

    /// <summary>config.json; null when missing.</summary>
    public JsonObject? Config { get; private init; }

    /// <summary>environment.json; null when missing.</summary>
    public JsonObject? Environment { get; private init; }

    /// <summary>The modalities' names, from the columns of metrics.csv.</summary>
    public IReadOnlyList<string> Modalities { get; private init; } = [];

    /// <summary>The rows of metrics.csv; empty when missing or of another kind of task.</summary>
    public IReadOnlyList<Evaluation> History { get; private init; } = [];

    /// <summary>metrics.csv as it is, for tasks with other columns; null when missing.</summary>
    internal CsvTable? Metrics { get; private init; }

    /// <summary>Mean seconds an epoch for training and for evaluation; null without timing.csv.</summary>
    public (double Train, double Evaluate)? SecondsPerEpoch { get; private init; }

    /// <summary>One sentence for each file that is missing or cannot be read.</summary>
    public IReadOnlyList<string> Missing { get; private init; } = [];

    /// <summary>The run's name: from the summary, the config or the folder.</summary>
    public string Name => Summary?.Name ?? Config.Text("name") ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder));

    /// <summary>The unimodal accuracy that counts as learned.</summary>
    internal double Threshold => Config.Number("train", "threshold") ?? 0.5;

    /// <summary>Reads a run folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DataException">The folder does not exist or holds neither summary.json nor metrics.csv.</exception>
    public static RunFiles Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DataException($"There is no run folder {folder}; give the folder of a run, such as runs/NAME/TIMESTAMP.");
        }

        var missing = new List<string>();
        var summary = Read(folder, "summary.json", missing, RunJson.Parse<RunResult>);
        bool isSimulated = summary is { Simulated: true };
        bool isTrainedSweep = summary is { Simulated: false, Points.Count: > 0 }; // whose points have metrics and clocks of their own
        var metrics = CsvTable.TryRead(Path.Combine(folder, "metrics.csv"), isTrainedSweep ? [] : missing);
        var (modalities, history) = metrics is null ? ([], []) : metrics.ReadHistory();
        if (summary is null && history.Count == 0)
        {
            throw new DataException(
                $"{folder} holds neither summary.json nor metrics.csv, so there is nothing to report; give the folder of a run.");
        }

        return new RunFiles(folder)
        {
            Summary = summary,
            Config = Read(folder, "config.json", missing, ParseObject),
            Environment = Read(folder, "environment.json", missing, ParseObject),
            Metrics = metrics,
            Modalities = modalities,
            History = history,
            // A simulation has no epochs worth timing.
            SecondsPerEpoch = Timing(folder, isSimulated || isTrainedSweep ? [] : missing),
            Missing = missing,
        };
    }

    private static T? Read<T>(string folder, string name, List<string> missing, Func<string, T?> parse)
        where T : class
    {
        try
        {
            return parse(File.ReadAllText(Path.Combine(folder, name)));
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            missing.Add($"{name} is missing, so the report leaves out what it would say.");
        }
        catch (JsonException reason)
        {
            missing.Add($"{name} is not valid JSON ({reason.Message}), so the report leaves out what it would say.");
        }

        return null;
    }

    private static JsonObject? ParseObject(string json) => JsonNode.Parse(json) as JsonObject;

    private static (double, double)? Timing(string folder, List<string> missing)
    {
        var table = CsvTable.TryRead(Path.Combine(folder, "timing.csv"), missing);
        double[] train = [.. table?.Column("train_s") ?? []], evaluate = [.. table?.Column("evaluate_s") ?? []];
        return train.Length == 0 || evaluate.Length == 0 ? null : (train.Average(), evaluate.Average());
    }
}
