using System.Globalization;
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

    /// <summary>The unimodal accuracy that counts as learned.</summary>
    internal double Threshold => (Config?.Record ?? new ExperimentConfig()).Train.EffectiveThreshold;

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
        double[] train = [.. table?.Column("train_s") ?? []], evaluate = [.. table?.Column("evaluate_s") ?? []];
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

/// <summary>A table of numbers with a head: metrics.csv and timing.csv. An empty cell is not a number.</summary>
/// <remarks>A last line that was cut off, as a killed run leaves it, is ignored.</remarks>
internal sealed class CsvTable
{
    private readonly string[] _head;
    private readonly List<double[]> _rows;

    private CsvTable(string[] head, List<double[]> rows) => (_head, _rows) = (head, rows);

    /// <summary>The number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Reads a file; null when there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="missing">Gets one sentence for the file, or for each of its rows, that cannot be read.</param>
    public static CsvTable? TryRead(string path, List<string> missing)
    {
        string name = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            missing.Add($"{name} is missing, so the report leaves out what it would show.");
            return null;
        }

        string[] lines = [.. File.ReadLines(path)];
        string[] head = lines.Length == 0 ? [] : lines[0].Split(',');
        var rows = new List<double[]>();
        for (int i = 1; i < lines.Length; i++)
        {
            string[] cells = lines[i].Split(',');
            if (cells.Length == head.Length)
            {
                rows.Add([.. cells.Select(Parse)]);
            }
            else if (i < lines.Length - 1)
            {
                missing.Add($"{name}, line {i + 1} has {cells.Length} cells instead of {head.Length} and is left out.");
            }
        }

        return new CsvTable(head, rows);
    }

    /// <summary>The names of the columns that begin with a prefix, without it.</summary>
    public string[] ColumnsAfter(string prefix) =>
        [.. _head.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..])];

    /// <summary>A column's numbers; null when there is no such column.</summary>
    public IReadOnlyList<double>? Column(string name)
    {
        int column = Array.IndexOf(_head, name);
        return column < 0 ? null : [.. _rows.Select(row => row[column])];
    }

    /// <summary>The rows of metrics.csv as evaluations; none where they are of another kind of task.</summary>
    /// <returns>The modalities whose accuracy alone was measured, and the evaluations.</returns>
    public (IReadOnlyList<string> Modalities, IReadOnlyList<Evaluation> History) ReadHistory()
    {
        if (Column("replica") is not { } replica || Column("epoch") is not { } epoch || Column("loss") is not { } loss)
        {
            return ([], []);
        }

        string[] modalities = ColumnsAfter("accuracy_");
        IReadOnlyList<double>[] unimodal = [.. modalities.Select(name => Column("accuracy_" + name)!)];
        IReadOnlyList<double>? seed = Column("seed"), step = Column("step"), rate = Column("learning_rate"), accuracy = Column("accuracy");
        return (modalities, [.. Enumerable.Range(0, Count).Select(i => new Evaluation(
            (int)replica[i], (ulong)(seed?[i] ?? 0), epoch[i], (long)(step?[i] ?? 0), rate?[i] ?? 0, loss[i],
            accuracy is null || double.IsNaN(accuracy[i]) ? null : accuracy[i], [.. unimodal.Select(column => column[i])]))]);
    }

    private static double Parse(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
