using System.Globalization;
using System.Text.Json;
using nietras.SeparatedValues;

namespace FusionLab.Runs;

/// <summary>The names of the columns that are read back; several tables have some of them.</summary>
internal static class CsvColumn
{
    public const string Replica = "replica";
    public const string Seed = "seed";
    public const string Epoch = "epoch";
    public const string Step = "step";
    public const string LearningRate = "learning_rate";
    public const string Loss = "loss";
    public const string Accuracy = "accuracy";
    public const string GeneralizationError = "generalization_error";
    public const string TrainSeconds = "train_s";
    public const string EvaluateSeconds = "evaluate_s";

    /// <summary>Begins the column of one modality's accuracy alone.</summary>
    public const string AccuracyAlone = "accuracy_";

    public const string R2 = "r2";

    /// <summary>Begins the column of one modality's R² alone.</summary>
    public const string R2Alone = "r2_";

    public const string TestLoss = "test_loss";

    /// <summary>Begins the column of one modality's test loss alone.</summary>
    public const string TestLossAlone = "test_loss_";

    /// <summary>Begins the column of a loss, accuracy or R² on the validation samples.</summary>
    public const string Validation = "validation_";

    /// <summary>Begins the column of one modality's total weight.</summary>
    public const string Weight = "weight_";
}

/// <summary>
/// Writes rows of cells: numbers exact to the last bit, empty cells for what does not exist, <c>never</c> for a time that is infinite.
/// </summary>
internal sealed class CsvFile : IDisposable
{
    private readonly SepWriter _rows;
    private readonly string? _path;

    /// <summary>Where the rows go until the file at the path is replaced; null afterwards.</summary>
    private string? _temporary;

    /// <summary>
    /// Starts a file anew. The first <see cref="Flush"/> puts it in the place of the one before: who reads that finds all of its rows until
    /// then, and never a file that was cut off.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns' names.</param>
    /// <exception cref="OutputException">It cannot be written.</exception>
    public CsvFile(string path, params IEnumerable<string> columns)
        : this(Create(path, out string temporary), columns) => (_path, _temporary) = (path, temporary);

    /// <summary>Writes into a file that stays open.</summary>
    /// <param name="file">The file.</param>
    /// <param name="columns">The columns' names.</param>
    public CsvFile(Stream file, params IEnumerable<string> columns)
        : this(new StreamWriter(file, leaveOpen: true), columns)
    {
    }

    private CsvFile(StreamWriter file, IEnumerable<string> columns)
    {
        file.NewLine = "\n";
        _rows = Sep.New(',').Writer(options => options with { WriteHeader = false, Escape = true }).To(file, leaveOpen: false);
        Write(columns);
    }

    /// <summary>Writes a row; <see cref="Flush"/> brings it to the disk.</summary>
    /// <exception cref="OutputException">It, or rows before it, cannot be written.</exception>
    public void Write(params IEnumerable<object?> cells) => ExplainFailure(() =>
    {
        using var row = _rows.NewRow();
        foreach (var (i, cell) in cells.Index())
        {
            row[i].Set(Text(cell));
        }
    });

    /// <summary>Brings all rows to the disk, for whoever reads the file while the run goes on.</summary>
    /// <exception cref="OutputException">They cannot be written.</exception>
    public void Flush() => ExplainFailure(() =>
    {
        _rows.Flush();
        if (_temporary is not null)
        {
            File.Move(_temporary, _path!, overwrite: true);
            _temporary = null;
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _rows.Dispose();
        }
        catch (Exception again) when (_path is not null && OutputException.IsCausedBy(again))
        {
            // Flush has said so.
        }

        if (_temporary is not null)
        {
            File.Delete(_temporary);
        }
    }

    private void ExplainFailure(Action write)
    {
        try
        {
            write();
        }
        catch (Exception reason) when (_path is not null && OutputException.IsCausedBy(reason))
        {
            throw OutputException.Explain(_path, reason);
        }
    }

    private static StreamWriter Create(string path, out string temporary)
    {
        temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            return new StreamWriter(new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete));
        }
        catch (Exception reason) when (OutputException.IsCausedBy(reason))
        {
            throw OutputException.Explain(path, reason);
        }
    }

    private static string Text(object? cell) => cell switch
    {
        null or double.NaN => "",
        double.PositiveInfinity => "never",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } value => value.GetString()!,
        JsonElement { ValueKind: JsonValueKind.Number } value => Text(value.GetDouble()),
        JsonElement value => value.GetRawText(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture), // the shortest text that reads back as the same number
        _ => throw new ArgumentException($"A cell cannot hold a {cell.GetType().Name}.", nameof(cell)),
    };
}

/// <summary>A table of numbers with a head: metrics.csv and timing.csv. A cell that is no number is NaN.</summary>
/// <remarks>A last line that was cut off, as a killed run leaves it, is ignored.</remarks>
internal sealed class CsvTable
{
    private readonly string[] _head;
    private readonly List<double[]> _rows = [];
    private readonly List<ulong> _seeds = []; // a double does not hold all of their digits

    private CsvTable(string[] head) => _head = head;

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

        using var file = Sep.New(',').Reader(options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true })
            .FromFile(path);
        var table = new CsvTable(file.MoveNext() ? file.Current[..].ToStringsArray() : []);
        int seed = Array.IndexOf(table._head, CsvColumn.Seed);
        string? complaint = null;
        while (file.MoveNext())
        {
            if (complaint is not null)
            {
                missing.Add(complaint); // the row was not the last
                complaint = null;
            }

            var row = file.Current;
            if (row.ColCount != table._head.Length)
            {
                complaint = $"{name}, line {row.LineNumberFrom} has {row.ColCount} cells instead of {table._head.Length} and is left out.";
                continue;
            }

            var cells = new double[row.ColCount];
            for (int i = 0; i < cells.Length; i++)
            {
                cells[i] = row[i].TryParse(out double number) ? number : double.NaN;
            }

            table._rows.Add(cells);
            table._seeds.Add(seed >= 0 && row[seed].TryParse(out ulong whole) ? whole : 0);
        }

        return table;
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
        if (Column(CsvColumn.Replica) is not { } replica || Column(CsvColumn.Epoch) is not { } epoch
            || Column(CsvColumn.Loss) is not { } loss)
        {
            return ([], []);
        }

        string score = Column(CsvColumn.R2) is null ? CsvColumn.AccuracyAlone : CsvColumn.R2Alone;
        string[] modalities = ColumnsAfter(score);
        IReadOnlyList<double>[] unimodal = [.. modalities.Select(name => Column(score + name)!)];
        IReadOnlyList<double>? step = Column(CsvColumn.Step), rate = Column(CsvColumn.LearningRate), accuracy = Column(CsvColumn.Accuracy);
        var testLoss = Column(CsvColumn.TestLoss);
        IReadOnlyList<double>?[] losses = [.. modalities.Select(name => Column(CsvColumn.TestLossAlone + name))];
        IReadOnlyList<double>? validationLoss = Validation(CsvColumn.Loss), validationAccuracy = Validation(CsvColumn.Accuracy);
        IReadOnlyList<double>? r2 = Column(CsvColumn.R2), validationR2 = Validation(CsvColumn.R2);
        IReadOnlyList<double>?[] validationAlone = [.. modalities.Select(name => Validation(score + name))];
        IReadOnlyList<double>?[] validationLosses = [.. modalities.Select(name => Validation($"{CsvColumn.Loss}_{name}"))];
        bool hasLosses = losses.Length > 0 && !losses.Contains(null);
        return (modalities, [.. Enumerable.Range(0, Count).Select(i => new Evaluation(
            (int)replica[i], _seeds[i], epoch[i], (long)(step?[i] ?? 0), rate?[i] ?? 0, loss[i],
            Number(accuracy, i), [.. unimodal.Select(column => column[i])],
            Number(testLoss, i), hasLosses ? [.. losses.Select(column => Number(column, i))] : null)
        {
            R2 = Number(r2, i),
            Validation = validationLoss is null ? null : new Scores(
                Number(validationAccuracy, i), [.. validationAlone.Select(column => column![i])], Number(validationLoss, i),
                [.. validationLosses.Select(column => Number(column, i))])
            {
                R2 = Number(validationR2, i),
            },
        })]);

        IReadOnlyList<double>? Validation(string name) => Column(CsvColumn.Validation + name);

        static double? Number(IReadOnlyList<double>? column, int row) => column is null || double.IsNaN(column[row]) ? null : column[row];
    }
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
            new(CsvColumn.Seed, replica => replica.Seed),
            new("status", replica => replica.Status),
            new(run.Simulated ? "steps" : "epochs", replica => replica.Epochs),
            .. run.Modalities.Select(name => new Column<ReplicaSummary>($"learned_at_{name}", replica => replica.LearnedAt[name])),
            new("first_modality", replica => replica.FirstModality),
            new("time_ratio", replica => replica.TimeRatio),
            .. run.Simulated ? Simulated(run) : Trained(run),
            new("time_ratio_at_least", replica => replica.TimeRatioAtLeast),
        ];
        using var table = new CsvFile(
            file, [run.Simulated ? CsvColumn.Replica : "point", .. Paths(run), .. columns.Select(column => column.Name)]);
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
                .. Spread(CsvColumn.Loss, point => point.Loss), .. Spread(CsvColumn.Accuracy, point => point.Accuracy),
                .. Spread("time_ratio_contribution", point => point.TimeRatioContribution),
                new("predicted", point => point.Theory?.TimeRatio), new("formula", point => point.Theory?.Formula),
            ];
        columns =
        [
            .. columns,
            .. run.Modalities.Select(modality => new Column<RunPoint>(
                $"never_learned_{modality}", point => point.Replicas.Count == 0 ? null : point.NeverLearned?.Replicas.GetValueOrDefault(modality) ?? 0)),
            new("time_ratio_at_least", point => point.NeverLearned?.TimeRatioAtLeast),
            .. IsRegression(run) ? Spread(CsvColumn.R2, point => point.R2) : [],
            .. run.Simulated ? [] : run.Modalities.SelectMany(modality => Spread(
                (IsRegression(run) ? CsvColumn.R2Alone : CsvColumn.AccuracyAlone) + modality, point => point.Unimodal.GetValueOrDefault(modality))),
            .. run.Config.Train.Baselines && !run.Simulated ? run.Modalities.SelectMany(modality => new Column<RunPoint>[]
            {
                new($"attainable_{modality}", point => point.Baselines?.GetValueOrDefault(modality)?.Attainable.Mean),
                new($"share_of_attainable_{modality}", point => point.Baselines?.GetValueOrDefault(modality)?.Share),
            }) : [],
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
                CsvColumn.Replica, CsvColumn.Seed, CsvColumn.Epoch, CsvColumn.Step, CsvColumn.LearningRate, CsvColumn.Loss,
                CsvColumn.GeneralizationError, .. run.Modalities.Select(name => CsvColumn.Weight + name),
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
        new(CsvColumn.Loss, replica => replica.Final.Loss),
        new(CsvColumn.Accuracy, replica => replica.Final.Accuracy),
        .. run.Modalities.Select(name => new Column<ReplicaSummary>(
            (IsRegression(run) ? CsvColumn.R2Alone : CsvColumn.AccuracyAlone) + name,
            replica => replica.Final.Unimodal.TryGetValue(name, out double alone) ? alone : null)),
        .. run.Modalities.Select(name => new Column<ReplicaSummary>(
            $"learned_at_contribution_{name}", replica => replica.LearnedAtContribution.GetValueOrDefault(name))),
        new("first_modality_contribution", replica => replica.FirstModalityContribution),
        new("time_ratio_contribution", replica => replica.TimeRatioContribution),
        new(CsvColumn.TestLoss, replica => replica.Final.TestLoss),
        .. run.Modalities.Select(name => new Column<ReplicaSummary>(
            CsvColumn.TestLossAlone + name, replica => replica.Final.UnimodalLoss.GetValueOrDefault(name))),
        .. IsRegression(run) ? [new(CsvColumn.R2, replica => replica.Final.R2)] : Array.Empty<Column<ReplicaSummary>>(),
    ];

    private static bool IsRegression(RunResult run) => run.Points.Any(point => point.R2 is { N: > 0 });

    private static IEnumerable<Column<ReplicaSummary>> Simulated(RunResult run) =>
    [
        new("mis_attribution", replica => replica.MisAttribution),
        new(CsvColumn.Loss, replica => replica.Final.Loss),
        new(CsvColumn.GeneralizationError, replica => replica.Final.GeneralizationError),
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
