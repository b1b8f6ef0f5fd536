using System.Globalization;
using System.Text.Json;

namespace FusionLab.Runs;

/// <summary>
/// Writes rows of cells: numbers exact to the last bit, empty cells for what does not exist, <c>never</c> for a time that is infinite.
/// </summary>
internal sealed class CsvFile : IDisposable
{
    private readonly StreamWriter _file;

    /// <summary>Starts a file anew.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns' names.</param>
    public CsvFile(string path, params IEnumerable<string> columns)
        : this(new StreamWriter(path), columns)
    {
    }

    /// <summary>Writes into a file that stays open.</summary>
    /// <param name="file">The file.</param>
    /// <param name="columns">The columns' names.</param>
    public CsvFile(Stream file, params IEnumerable<string> columns)
        : this(new StreamWriter(file, leaveOpen: true), columns)
    {
    }

    private CsvFile(StreamWriter file, IEnumerable<string> columns)
    {
        _file = file;
        _file.NewLine = "\n";
        Write(columns);
    }

    /// <summary>Writes a row; <see cref="Flush"/> brings it to the disk.</summary>
    public void Write(params IEnumerable<object?> cells) => _file.WriteLine(string.Join(',', cells.Select(Text)));

    /// <summary>Brings all rows to the disk, for whoever reads the file while the run goes on.</summary>
    public void Flush() => _file.Flush();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string Text(object? cell) => cell switch
    {
        null or double.NaN => "",
        double.PositiveInfinity => "never",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } value => value.GetString()!,
        JsonElement { ValueKind: JsonValueKind.Number } value => Text(value.GetDouble()),
        JsonElement { ValueKind: JsonValueKind.Array or JsonValueKind.Object } list => $"\"{list.GetRawText().Replace("\"", "\"\"")}\"",
        JsonElement value => value.GetRawText(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture), // the shortest text that reads back as the same number
        _ => throw new ArgumentException($"A cell cannot hold a {cell.GetType().Name}.", nameof(cell)),
    };
}

/// <summary>The tables of a run folder that are written when the run is over.</summary>
internal static class CsvFiles
{
    /// <summary>replicas.csv: one row per point and seed.</summary>
    /// <param name="file">Where to write.</param>
    /// <param name="run">A simulation or a trained sweep.</param>
    public static void WriteReplicas(Stream file, RunResult run)
    {
        Column<ReplicaSummary>[] columns =
        [
            new("seed", replica => replica.Seed),
            new("status", replica => replica.Status),
            new(run.Simulated ? "steps" : "epochs", replica => replica.Epochs),
            .. run.Modalities.Select(name => new Column<ReplicaSummary>($"learned_at_{name}", replica => replica.LearnedAt[name])),
            new("first_modality", replica => replica.FirstModality),
            new("time_ratio", replica => replica.TimeRatio),
            .. run.Simulated ? Simulated(run) : Trained(run),
        ];
        using var table = new CsvFile(file, [run.Simulated ? "replica" : "point", .. Paths(run), .. columns.Select(column => column.Name)]);
        int number = 0;
        foreach (var point in run.Points)
        {
            foreach (var replica in point.Replicas)
            {
                number++;
                table.Write([run.Simulated ? number : point.Name, .. Values(point), .. columns.Select(column => column.Cell(replica))]);
            }
        }
    }

    /// <summary>points.csv: one row per point, mean and sample standard deviation over its seeds.</summary>
    /// <param name="file">Where to write.</param>
    /// <param name="run">A simulation or a trained sweep.</param>
    public static void WritePoints(Stream file, RunResult run)
    {
        Column<RunPoint>[] columns = run.Simulated
            ?
            [
                .. Spread("time_ratio", point => point.TimeRatio), .. Numbers,
                new("not_converged", point => point.NotConverged), .. Spread("mis_attribution", point => point.MisAttribution),
                new("relative_difference", point => point.Theory?.RelativeDifference),
                .. run.Formulas.Select(formula => new Column<RunPoint>(
                    $"predicted_{formula}", point => point.Predicted.TryGetValue(formula, out double ratio) ? ratio : null)),
                .. run.Formulas.Select(formula => new Column<RunPoint>($"difference_{formula}", point => point.DifferenceFrom(formula))),
            ]
            :
            [
                new("status", point => point.Status ?? "not begun"), .. Spread("time_ratio", point => point.TimeRatio),
                .. Spread("time_ratio_counted", point => point.TimeRatioCounted), .. Numbers,
                new("diverged", point => point.Diverged),
                .. Spread("loss", point => point.Loss), .. Spread("accuracy", point => point.Accuracy),
            ];
        string[] name = run.Simulated ? [] : ["point"];
        using var table = new CsvFile(file, [.. name, .. Paths(run), .. columns.Select(column => column.Name)]);
        foreach (var point in run.Points)
        {
            table.Write([.. name.Select(_ => point.Name), .. Values(point), .. columns.Select(column => column.Cell(point))]);
        }
    }

    /// <summary>metrics.csv of a simulation: one row per replica and recorded step, as in that of a trained run.</summary>
    /// <param name="file">Where to write.</param>
    /// <param name="run">A simulation.</param>
    public static void WriteTrajectories(Stream file, RunResult run)
    {
        using var table = new CsvFile(
            file,
            [
                "replica", "seed", "epoch", "step", "learning_rate", "loss", "generalization_error",
                .. run.Modalities.Select(name => $"weight_{name}"),
            ]);
        foreach (var (index, replica) in run.Replicas.Index())
        {
            var simulation = replica.Simulation!;
            foreach (var state in simulation.Run.Trajectory)
            {
                // The cell of a weight that is not finite is empty: "never" is for times.
                table.Write([
                    index + 1, replica.Seed, state.Step, state.Step, simulation.LearningRate, state.Loss, state.GeneralizationError,
                    .. run.Modalities.Select((_, m) => simulation.Weight(state, m))
                        .Select(weight => double.IsFinite(weight) ? (object)weight : null),
                ]);
            }
        }
    }

    private static IReadOnlyList<Column<RunPoint>> Numbers { get; } =
        [new("n", point => point.TimeRatio?.N), new("unlearned", point => point.TimeRatio?.Unlearned)];

    private static IEnumerable<Column<ReplicaSummary>> Trained(RunResult run) =>
    [
        new("time_ratio_index", replica => replica.TimeRatioIndex),
        new("time_ratio_counted", replica => replica.TimeRatioCounted),
        new("loss", replica => replica.Final.Loss),
        new("accuracy", replica => replica.Final.Accuracy),
        .. run.Modalities.Select(name => new Column<ReplicaSummary>(
            $"accuracy_{name}", replica => replica.Final.Unimodal.TryGetValue(name, out double alone) ? alone : null)),
    ];

    private static IEnumerable<Column<ReplicaSummary>> Simulated(RunResult run) =>
    [
        new("mis_attribution", replica => replica.MisAttribution),
        new("loss", replica => replica.Final.Loss),
        new("generalization_error", replica => replica.Final.GeneralizationError),
        new("best_generalization_error", replica => replica.Simulation!.BestGeneralizationError),
        .. run.Modalities.Select((name, m) => new Column<ReplicaSummary>(
            $"closest_to_saddle_{name}", replica => replica.Simulation!.Run.Stages.ClosestToSaddle[m])),
        new("hidden_dimensions", replica => replica.Simulation!.Run.HiddenDimensions),
        new("reduction_residual", replica => replica.Simulation!.Run.ReductionResidual),
        new("predicted", replica => replica.PredictedTimeRatio),
        new("relative_difference", replica => replica.RelativeDifference),
        .. run.Formulas.Select(formula => new Column<ReplicaSummary>($"predicted_{formula}", replica => replica.PredictedRatio(formula))),
    ];

    private static IEnumerable<Column<RunPoint>> Spread(string name, Func<RunPoint, RatioSummary?> summary) =>
        [new($"{name}_mean", point => summary(point)?.Mean), new($"{name}_std", point => summary(point)?.Std)];

    private static IEnumerable<string> Paths(RunResult run) => run.Points[0].Values.Keys;

    private static IEnumerable<object?> Values(RunPoint point) => point.Values.Values.Select(value => (object?)value);

    private sealed record Column<T>(string Name, Func<T, object?> Cell);
}
