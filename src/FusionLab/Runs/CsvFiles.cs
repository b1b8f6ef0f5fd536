using System.Globalization;
using System.Text;
using System.Text.Json;
using FusionLab.Linear;

namespace FusionLab.Runs;

/// <summary>Values as cells of a CSV file: numbers exact to the last bit, nothing for what does not exist.</summary>
internal static class CsvCell
{
    /// <summary>A number; empty for null and NaN, <c>never</c> for an infinite time.</summary>
    public static string Of(double? value) => value switch
    {
        null or double.NaN => "",
        double.PositiveInfinity => "never",
        _ => value.Value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A whole number.</summary>
    public static string Of(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>A seed.</summary>
    public static string Of(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A value of a config; a list or an object stands quoted in one cell.</summary>
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Array or JsonValueKind.Object => $"\"{value.GetRawText().Replace("\"", "\"\"")}\"",
        _ => value.GetRawText(),
    };
}

/// <summary>
/// Writes metrics.csv while a run goes on: one row an evaluation and replica, flushed at once, numbers exact to the last bit.
/// </summary>
public sealed class MetricsFile : IDisposable
{
    private readonly StreamWriter _file;

    /// <summary>Starts the file anew.</summary>
    /// <param name="path">The file.</param>
    /// <param name="modalities">The names of the modalities whose accuracy alone is measured, each with a column of its own.</param>
    public MetricsFile(string path, IReadOnlyList<string> modalities)
    {
        _file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        string[] accuracies = [.. modalities.Select(name => "accuracy_" + name)];
        _file.WriteLine(string.Join(',', ["replica,seed,epoch,step,learning_rate,loss,accuracy", .. accuracies]));
    }

    /// <summary>Appends rows.</summary>
    /// <param name="evaluations">One a replica.</param>
    public void Write(IEnumerable<Evaluation> evaluations)
    {
        foreach (var e in evaluations)
        {
            IEnumerable<string> cells =
            [
                Text(e.Replica), Text(e.Seed), Text(e.Epoch), Text(e.Step), Text(e.LearningRate), Text(e.Loss),
                e.Accuracy is { } accuracy ? Text(accuracy) : "",
                .. e.Unimodal.Select(u => Text(u)),
            ];
            _file.WriteLine(string.Join(',', cells));
        }

        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // The shortest text that reads back as the same number.
    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>Writes trained sweeps as tidy CSV: numbers exact to the last bit, empty cells for what does not exist.</summary>
internal static class SweepCsv
{
    /// <summary>One row a point and seed.</summary>
    public static string Replicas(IReadOnlyList<SweepResult> results)
    {
        var begun = results.Where(result => result.Outcome is not null).ToList();
        var modalities = begun.FirstOrDefault()?.Outcome!.Summary.Modalities ?? [];
        var text = new StringBuilder();
        Append(text, [
            "point", .. results[0].Values.Keys, "seed", "status", "epochs", .. modalities.Select(m => $"learned_at_{m}"), "first_modality",
            "time_ratio", "time_ratio_index", "time_ratio_counted", "loss", "accuracy", .. modalities.Select(m => $"accuracy_{m}"),
        ]);
        foreach (var result in begun)
        {
            foreach (var replica in result.Outcome!.Summary.Replicas)
            {
                Append(text, [
                    result.Name, .. result.Values.Values.Select(CsvCell.Of),
                    CsvCell.Of(replica.Seed), replica.Status, CsvCell.Of(replica.Epochs),
                    .. modalities.Select(m => CsvCell.Of(replica.LearnedAt[m])), replica.FirstModality ?? "",
                    CsvCell.Of(replica.TimeRatio), CsvCell.Of(replica.TimeRatioIndex), CsvCell.Of(replica.TimeRatioCounted),
                    CsvCell.Of(replica.Final.Loss), CsvCell.Of(replica.Final.Accuracy),
                    .. modalities.Select(m => CsvCell.Of(replica.Final.Unimodal.TryGetValue(m, out double alone) ? alone : null)),
                ]);
            }
        }

        return text.ToString();
    }

    /// <summary>One row a point: mean and sample standard deviation over its seeds, and how many did not learn.</summary>
    public static string Points(IReadOnlyList<SweepSummary.Point> points)
    {
        var text = new StringBuilder();
        Append(text, [
            "point", .. points[0].Values.Keys, "status",
            "time_ratio_mean", "time_ratio_std", "time_ratio_counted_mean", "time_ratio_counted_std",
            "n", "unlearned", "diverged", "loss_mean", "loss_std", "accuracy_mean", "accuracy_std",
        ]);
        foreach (var point in points)
        {
            Append(text, [
                point.Name, .. point.Values.Values.Select(CsvCell.Of), point.Status ?? "not begun",
                .. Spread(point.TimeRatio), .. Spread(point.TimeRatioCounted),
                CsvCell.Of(point.TimeRatio?.N), CsvCell.Of(point.TimeRatio?.Unlearned), CsvCell.Of(point.Diverged),
                .. Spread(point.Loss), .. Spread(point.Accuracy),
            ]);
        }

        return text.ToString();
    }

    private static string[] Spread(RatioSummary? summary) => [CsvCell.Of(summary?.Mean), CsvCell.Of(summary?.Std)];

    private static void Append(StringBuilder text, IEnumerable<string> cells) => text.Append(string.Join(',', cells)).Append('\n');
}

/// <summary>Writes simulated experiments as tidy CSV, in cells as <see cref="CsvCell"/> makes them.</summary>
public static class LinearCsv
{
    /// <summary>One row a point and seed.</summary>
    /// <param name="report">The experiment.</param>
    /// <param name="writer">Where to write.</param>
    public static void WriteRows(LinearReport report, TextWriter writer)
    {
        string[] modalities = ModalityNames(report);
        string[] paths = Paths(report);
        WriteLine(writer, [
            "replica", .. paths, "seed", "status", "steps", .. modalities.Select(m => $"learned_at_{m}"),
            "first_modality", "time_ratio", "mis_attribution", "loss", "generalization_error", "best_generalization_error",
            .. modalities.Select(m => $"closest_to_saddle_{m}"), "hidden_dimensions", "reduction_residual",
            "predicted", "relative_difference",
            .. report.Formulas.Select(f => $"predicted_{f}"),
        ]);
        foreach (var (replica, row) in report.Rows.Index())
        {
            var (run, stages) = (row.Result.Run, row.Result.Run.Stages);
            var last = run.Trajectory[^1];
            WriteLine(writer, [
                CsvCell.Of(replica), .. paths.Select(path => CsvCell.Of(row.Values[path])), CsvCell.Of(row.Result.Seed), Status(run.Status),
                CsvCell.Of(run.Steps), .. stages.LearnedAt.Select(time => CsvCell.Of(time)),
                stages.FirstModality is int first ? modalities[first] : "",
                CsvCell.Of(stages.TimeRatio), CsvCell.Of(row.Result.MisAttribution),
                CsvCell.Of(last.Loss), CsvCell.Of(last.GeneralizationError), CsvCell.Of(row.Result.BestGeneralizationError),
                .. stages.ClosestToSaddle.Select(distance => CsvCell.Of(distance)), CsvCell.Of(run.HiddenDimensions),
                CsvCell.Of(run.ReductionResidual), CsvCell.Of(row.PredictedRatio()), CsvCell.Of(row.RelativeDifference()),
                .. report.Formulas.Select(f => CsvCell.Of(row.PredictedRatio(f))),
            ]);
        }
    }

    /// <summary>One row a point: mean and sample standard deviation over seeds beside every formula.</summary>
    /// <param name="report">The experiment.</param>
    /// <param name="writer">Where to write.</param>
    public static void WriteSummary(LinearReport report, TextWriter writer)
    {
        string[] paths = Paths(report);
        WriteLine(writer, [
            .. paths, "time_ratio_mean", "time_ratio_std", "n", "unlearned", "not_converged", "mis_attribution_mean", "mis_attribution_std",
            "relative_difference", .. report.Formulas.Select(f => $"predicted_{f}"), .. report.Formulas.Select(f => $"difference_{f}"),
        ]);
        foreach (var point in report.Points)
        {
            WriteLine(writer, [
                .. paths.Select(path => CsvCell.Of(point.Values[path])), CsvCell.Of(point.TimeRatio.Mean), CsvCell.Of(point.TimeRatio.Std),
                CsvCell.Of(point.TimeRatio.N), CsvCell.Of(point.TimeRatio.Unlearned), CsvCell.Of(point.NotConverged),
                CsvCell.Of(point.MisAttribution.Mean), CsvCell.Of(point.MisAttribution.Std), CsvCell.Of(point.RelativeDifference),
                .. report.Formulas.Select(f => point.Predicted.TryGetValue(f, out double value) ? CsvCell.Of(value) : ""),
                .. report.Formulas.Select(f => CsvCell.Of(point.DifferenceFrom(f))),
            ]);
        }
    }

    /// <summary>The recorded trajectories: one row a replica and recorded step, as in a trained run's metrics.csv.</summary>
    /// <param name="report">The experiment.</param>
    /// <param name="writer">Where to write.</param>
    public static void WriteMetrics(LinearReport report, TextWriter writer)
    {
        string[] modalities = ModalityNames(report);
        WriteLine(writer, [
            "replica", "seed", "epoch", "step", "learning_rate", "loss", "generalization_error", .. modalities.Select(m => $"weight_{m}"),
        ]);
        foreach (var (replica, row) in report.Rows.Index())
        {
            string[] network = [CsvCell.Of(replica), CsvCell.Of(row.Result.Seed)];
            string rate = CsvCell.Of(row.LearningRate);
            foreach (var state in row.Result.Run.Trajectory)
            {
                WriteLine(writer, [
                    .. network, CsvCell.Of(state.Step), CsvCell.Of(state.Step), rate,
                    CsvCell.Of(state.Loss), CsvCell.Of(state.GeneralizationError),
                    .. modalities.Select((_, m) => Weight(
                        row.Result.Targets.Amplitude(state.TotalWeights, m))),
                ]);
            }
        }
    }

    /// <summary>How a run ended, as it stands in files.</summary>
    internal static string Status(LinearRunStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    // A weight that diverged is no time that never comes.
    private static string Weight(double value) => CsvCell.Of(double.IsFinite(value) ? value : null);

    private static string[] Paths(LinearReport report) => [.. report.Rows[0].Values.Keys];

    private static string[] ModalityNames(LinearReport report) => [.. report.Rows[0].Result.Statistics.Modalities.Select(m => m.Name)];

    private static void WriteLine(TextWriter writer, IEnumerable<string> cells) => writer.Write(string.Join(',', cells) + "\n");
}
