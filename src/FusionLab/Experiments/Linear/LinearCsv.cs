using System.Globalization;
using System.Text.Json;
using FusionLab.Simulation;

namespace FusionLab.Experiments.Linear;

/// <summary>Writes simulated experiments as tidy CSV: numbers exact to the last bit, empty cells for what does not exist, "never" for infinity.</summary>
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
            "replica", .. paths, "seed", "status", "steps", .. modalities.Select(m => $"learned_at_{m}"), "first_modality", "time_ratio",
            "mis_attribution", "loss", "generalization_error", "best_generalization_error", .. modalities.Select(m => $"closest_to_saddle_{m}"),
            "hidden_dimensions", "reduction_residual", "predicted", "relative_difference", .. report.Formulas.Select(f => $"predicted_{f}"),
        ]);
        foreach (var (replica, row) in report.Rows.Index())
        {
            var (run, stages) = (row.Result.Run, row.Result.Run.Stages);
            var last = run.Trajectory[^1];
            WriteLine(writer, [
                Text(replica), .. paths.Select(path => Text(row.Values[path])), Text(row.Result.Seed), Status(run.Status), Text(run.Steps),
                .. stages.LearnedAt.Select(Text), stages.FirstModality is int first ? modalities[first] : "", Text(stages.TimeRatio),
                Text(row.Result.MisAttribution), Text(last.Loss), Text(last.GeneralizationError), Text(row.Result.BestGeneralizationError),
                .. stages.ClosestToSaddle.Select(distance => Text(distance)), Text(run.HiddenDimensions), Text(run.ReductionResidual),
                Text(row.PredictedRatio()), Text(row.RelativeDifference()), .. report.Formulas.Select(f => Text(row.PredictedRatio(f))),
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
                .. paths.Select(path => Text(point.Values[path])), Text(point.TimeRatio.Mean), Text(point.TimeRatio.Std), Text(point.TimeRatio.N),
                Text(point.TimeRatio.Unlearned), Text(point.NotConverged), Text(point.MisAttribution.Mean), Text(point.MisAttribution.Std),
                Text(point.RelativeDifference), .. report.Formulas.Select(f => point.Predicted.TryGetValue(f, out double value) ? Text(value) : ""),
                .. report.Formulas.Select(f => Text(point.DifferenceFrom(f))),
            ]);
        }
    }

    /// <summary>The recorded trajectories: one row a replica and recorded step, as in a trained run's metrics.csv.</summary>
    /// <param name="report">The experiment.</param>
    /// <param name="writer">Where to write.</param>
    public static void WriteMetrics(LinearReport report, TextWriter writer)
    {
        string[] modalities = ModalityNames(report);
        WriteLine(writer, ["replica", "seed", "epoch", "step", "learning_rate", "loss", "generalization_error", .. modalities.Select(m => $"weight_{m}")]);
        foreach (var (replica, row) in report.Rows.Index())
        {
            string[] network = [Text(replica), Text(row.Result.Seed)];
            string rate = Text(row.LearningRate);
            foreach (var state in row.Result.Run.Trajectory)
            {
                WriteLine(writer, [
                    .. network, Text(state.Step), Text(state.Step), rate, Text(state.Loss), Text(state.GeneralizationError),
                    .. modalities.Select((_, m) => Text(row.Result.Landmarks.Amplitude(state.TotalWeights, row.Result.Statistics.Outputs, m))),
                ]);
            }
        }
    }

    /// <summary>How a run ended, as it stands in files.</summary>
    internal static string Status(LinearRunStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    private static string[] Paths(LinearReport report) => [.. report.Rows[0].Values.Keys];

    private static string[] ModalityNames(LinearReport report) => [.. report.Rows[0].Result.Statistics.Modalities.Select(m => m.Name)];

    private static void WriteLine(TextWriter writer, IEnumerable<string> cells) => writer.Write(string.Join(',', cells) + "\n");

    private static string Text(double? value) => value switch
    {
        null or double.NaN => "",
        double.PositiveInfinity => "never",
        _ => value.Value.ToString(CultureInfo.InvariantCulture),
    };

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    // A swept list stands in one cell.
    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Array or JsonValueKind.Object => $"\"{value.GetRawText().Replace("\"", "\"\"")}\"",
        _ => value.GetRawText(),
    };
}
