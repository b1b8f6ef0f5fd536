using System.Text.Json.Nodes;

namespace FusionLab.Reports;

/// <summary>The time ratio of a run beside theory and the published value.</summary>
internal static class TimeRatioTable
{
    /// <summary>The trusted formula's ratio; a formula without one says that a modality is never learned.</summary>
    public static ReportCell Predicted(JsonNode? theory) =>
        theory.Text("formula") is not null && theory.Number("timeRatio") is null ? "never" : ReportCell.Number(theory.Number("timeRatio"));

    public static ReportTable Of(RunFiles run)
    {
        var summary = run.Summary;
        var rows = new List<IReadOnlyList<ReportCell>>
        {
            Row("measured, interpolated clock", "timeRatio"),
        };
        if (summary.At("timeRatioCounted") is not null)
        {
            rows.Add(Row("measured, counted as in the paper", "timeRatioCounted")); // a simulation has no evaluations to count
        }

        if (summary.Text("theory", "formula") is not null || summary.Number("theory", "timeRatio") is not null)
        {
            rows.Add(["theory", Predicted(summary.At("theory")), "", ""]);
        }

        if (summary.At("paper", "timeRatio") is { } published)
        {
            rows.Add([
                "published",
                ReportCell.MeanStd(published.Number("mean") ?? published.Number(), published.Number("std")),
                ReportCell.Number(summary.Number("comparison", "published", "n"), "0"),
                summary.Text("paper", "source") ?? ""]);
        }

        return new ReportTable(
            ["Time ratio", "Mean ± s.d.", "Replicas", "Remark"],
            rows,
            "The time at which the last modality is learned over the time of the first.");

        ReportCell[] Row(string name, string key) =>
        [
            name,
            summary.MeanStd(key),
            ReportCell.Number(summary.Number(key, "n"), "0"),
            summary.Number(key, "unlearned") is > 0 and { } unlearned ? FormattableString.Invariant($"{unlearned:0} without a ratio") : "",
        ];
    }
}
