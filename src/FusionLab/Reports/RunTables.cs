using System.Text.Json;
using FusionLab.Runs;

namespace FusionLab.Reports;

/// <summary>The tables of a run's report, from its summary.</summary>
internal static class RunTables
{
    private static readonly Column<RunPoint>[] s_trained =
    [
        new("Time ratio", point => MeanStd(point.TimeRatio)),
        new("Counted", point => MeanStd(point.TimeRatioCounted)),
        new("Replicas", point => ReportCell.Number(point.TimeRatio?.N, "0")),
        new("Without a ratio", point => ReportCell.Number(point.TimeRatio?.Unlearned, "0")),
        new("Diverged", point => ReportCell.Number(point.Diverged, "0")),
        new("Final loss", point => MeanStd(point.Loss)),
        new("Final accuracy (%)", point => Percent(point.Accuracy?.Mean)),
    ];

    private static readonly Column<RunPoint>[] s_simulated =
    [
        new("Time ratio", point => MeanStd(point.TimeRatio)),
        new("Replicas", point => ReportCell.Number(point.TimeRatio?.N, "0")),
        new("Without a ratio", point => ReportCell.Number(point.TimeRatio?.Unlearned, "0")),
        new("Not converged", point => ReportCell.Number(point.NotConverged, "0")),
        new("Theory", point => Predicted(point.Theory)),
        new("Difference (%)", point => Percent(point.Theory?.RelativeDifference)),
        new("Mis-attribution", point => MeanStd(point.MisAttribution)),
    ];

    /// <summary>The time ratio of a run beside theory and the published value.</summary>
    /// <param name="summary">The run's summary; null where there is none.</param>
    public static ReportTable TimeRatio(RunResult? summary)
    {
        var rows = new List<IReadOnlyList<ReportCell>> { Measured("measured, interpolated clock", summary?.TimeRatio) };
        if (summary?.TimeRatioCounted is { } counted)
        {
            rows.Add(Measured("measured, counted as in the paper", counted)); // a simulation has no evaluations to count
        }

        if (summary?.Theory is { } theory && (theory.Formula ?? (object?)theory.TimeRatio) is not null)
        {
            rows.Add(["theory", Predicted(theory), "", ""]);
        }

        if (summary?.Paper?.TimeRatio is { } published)
        {
            rows.Add([
                "published", ReportCell.MeanStd(published.Mean, published.Std), ReportCell.Number(summary.Comparison?.Published.N, "0"),
                summary.Paper.Source ?? "",
            ]);
        }

        return new ReportTable(
            ["Time ratio", "Mean ± s.d.", "Replicas", "Remark"],
            rows,
            "The time at which the last modality is learned over the time of the first.");
    }

    /// <summary>One row a replica: when it learned what, and where it ended; null where the summary has none.</summary>
    /// <param name="summary">The run's summary; null where there is none.</param>
    public static ReportTable? Replicas(RunResult? summary)
    {
        if (summary is not { Replicas: { Count: > 0 } replicas })
        {
            return null;
        }

        string[] modalities = [.. replicas.SelectMany(replica => replica.LearnedAt.Keys).Distinct()];
        Column<ReplicaSummary>[] ofEveryRun =
        [
            new("Seed", replica => ReportCell.Number(replica.Seed, "0")),
            .. modalities.Select(name => new Column<ReplicaSummary>(
                $"{Wording.LabelModality(name)} learned at (epochs)",
                replica => ReportCell.Number(replica.LearnedAt.GetValueOrDefault(name), "F2"))),
            new("First", replica => replica.FirstModality is { } first ? Wording.LabelModality(first) : "–"),
            new("Time ratio", replica => ReportCell.Number(replica.TimeRatio, "F2")),
        ];
        Column<ReplicaSummary>[] ofSome =
        [
            new("Counted", replica => ReportCell.Number(replica.TimeRatioCounted, "F2")),
            new("Final loss", replica => ReportCell.Number(replica.Final.Loss)),
            new("Final accuracy (%)", replica => Percent(replica.Final.Accuracy)),
            .. modalities.Select(name => new Column<ReplicaSummary>(
                $"{Wording.LabelModality(name)} alone (%)",
                replica => Percent(replica.Final.Unimodal.TryGetValue(name, out double alone) ? alone : null))),
        ];
        // A run without classes has no accuracies, a simulation no evaluations to count: columns of nothing but dashes.
        var withNumbers = ofSome.Where(column => replicas.Any(replica => column.Cell(replica).Value is not null));
        return Tabulate(replicas, [.. ofEveryRun, .. withNumbers], "Replicas");
    }

    /// <summary>
    /// One row a point of a sweep: a simulated one's time ratio beside the predicted one, a trained one's beside its accuracy; null for a
    /// run without a sweep.
    /// </summary>
    /// <param name="summary">The run's summary; null where there is none.</param>
    public static ReportTable? Points(RunResult? summary)
    {
        if (summary is not { Points: { Count: > 1 } points })
        {
            return null;
        }

        var values = points[0].Values.Keys.Select(path => new Column<RunPoint>(
            path, point => point.Values.TryGetValue(path, out var value) ? JsonSerializer.Serialize(value) : ""));
        return summary.Simulated
            ? Tabulate(points, [.. values, .. s_simulated], "Points of the sweep: mean ± s.d. over seeds, and the formula to trust.")
            : Tabulate(
                points, [new("Run", point => point.Name ?? ""), .. values, .. s_trained], "Points of the sweep: mean ± s.d. over seeds.");
    }

    /// <summary>The trusted formula's ratio; a formula without one says that a modality is never learned.</summary>
    public static ReportCell Predicted(TheorySummary? theory) =>
        theory is { Formula: not null, TimeRatio: null } ? "never" : ReportCell.Number(theory?.TimeRatio);

    /// <summary>A mean with its standard deviation.</summary>
    public static ReportCell MeanStd(RatioSummary? summary) => ReportCell.MeanStd(summary?.Mean, summary?.Std);

    private static ReportCell[] Measured(string name, RatioSummary? ratio) =>
    [
        name, MeanStd(ratio), ReportCell.Number(ratio?.N, "0"),
        ratio?.Unlearned is > 0 and { } unlearned ? $"{unlearned} without a ratio" : "",
    ];

    private static ReportCell Percent(double? share) => ReportCell.Number(100 * share, "F1");

    private static ReportTable Tabulate<T>(IEnumerable<T> rows, IReadOnlyList<Column<T>> columns, string caption) => new(
        [.. columns.Select(column => column.Head)],
        [.. rows.Select(row => (IReadOnlyList<ReportCell>)[.. columns.Select(column => column.Cell(row))])],
        caption);

    private sealed record Column<T>(string Head, Func<T, ReportCell> Cell);
}
