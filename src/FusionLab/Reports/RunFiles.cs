using System.Text.Json;
using System.Text.Json.Nodes;
using FusionLab.Config;
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
    internal RecordFile<ExperimentConfig>? Config { get; private init; }

    /// <summary>environment.json; null when missing.</summary>
    internal RecordFile<RunEnvironment>? Environment { get; private init; }

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

    /// <summary>The files that are not as the run wrote them: damaged, or edited.</summary>
    public IReadOnlyList<string> Changed { get; private init; } = [];

    /// <summary>One sentence about <see cref="Changed"/>; null where there are none.</summary>
    public string? ChangeWarning => Changed.Count == 0 ? null
        : $"{string.Join(", ", Changed)}: not as the run wrote it (SHA256SUMS), but damaged or edited since; numbers may be wrong.";

    /// <summary>The run's name: from the summary, the config or the folder.</summary>
    public string Name => Summary?.Name ?? Config?.Record.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Folder));

    /// <summary>The unimodal accuracy that counts as learned, of each modality; where seeds have their own, the mean.</summary>
    internal IReadOnlyList<double> Thresholds
    {
        get
        {
            double common = (Config?.Record ?? new ExperimentConfig()).Train.EffectiveThreshold.Value;
            return [.. Modalities.Select(name => Summary is { Replicas: { Count: > 0 } replicas } && replicas[0].Thresholds.ContainsKey(name)
                ? replicas.Average(replica => replica.Thresholds[name]) : common)];
        }
    }

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
        var summary = ReadRecord(folder, "summary.json", RunJson.Parse<RunResult>, missing)?.Record;
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
            Config = ReadRecord(
                folder, "config.json", text => JsonSerializer.Deserialize<ExperimentConfig>(text, ConfigJson.Options), missing),
            Environment = ReadRecord(folder, "environment.json", RunJson.Parse<RunEnvironment>, missing),
            Metrics = metrics,
            Modalities = modalities,
            History = history,
            // A simulation has no epochs worth timing.
            SecondsPerEpoch = ReadTiming(folder, isSimulated || isTrainedSweep ? [] : missing),
            Missing = missing,
            Changed = RunChecksums.FindChanged(folder),
        };
    }

    private static RecordFile<T>? ReadRecord<T>(string folder, string name, Func<string, T?> parse, List<string> missing)
        where T : class
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(folder, name));
            return parse(text) is { } record ? new RecordFile<T>(record, text.TrimEnd()) : null;
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            missing.Add($"{name} is missing, so the report leaves out what it would say.");
        }
        catch (Exception reason) when (reason is JsonException or NotSupportedException or FusionLabException) // NotSupported: no kind
        {
            missing.Add($"{name} is not valid JSON ({reason.Message}), so the report leaves out what it would say.");
        }

        return null;
    }

    private static (double, double)? ReadTiming(string folder, List<string> missing)
    {
        var table = CsvTable.TryRead(Path.Combine(folder, "timing.csv"), missing);
        double[] train = [.. table?.Column(CsvColumn.TrainSeconds) ?? []], evaluate = [.. table?.Column(CsvColumn.EvaluateSeconds) ?? []];
        return train.Length == 0 || evaluate.Length == 0 ? null : (train.Average(), evaluate.Average());
    }
}

/// <summary>A JSON file of a run folder.</summary>
/// <param name="Record">What it says.</param>
/// <param name="Text">Its text.</param>
internal sealed record RecordFile<T>(T Record, string Text)
{
    /// <summary>Everything it says, for display: each value with its path, such as <c>train.learningRate</c> and <c>0.04</c>.</summary>
    public IEnumerable<(string Path, string Value)> Settings => List("", JsonNode.Parse(Text));

    private static IEnumerable<(string Path, string Value)> List(string path, JsonNode? node) => node switch
    {
        JsonObject parent => parent.SelectMany(child => List(path.Length == 0 ? child.Key : $"{path}.{child.Key}", child.Value)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [(path, value.GetValue<string>())],
        _ => [(path, node?.ToJsonString() ?? "null")],
    };
}
