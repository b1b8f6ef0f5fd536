using System.Text.Json;
using FusionLab.Linear;

namespace FusionLab.Runs;

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
                        row.Result.Landmarks.Amplitude(state.TotalWeights, row.Result.Statistics.Outputs, m))),
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
