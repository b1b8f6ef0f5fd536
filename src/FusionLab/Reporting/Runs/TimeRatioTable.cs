using FusionLab.Reporting.Html;

namespace FusionLab.Reporting.Runs;

/// <summary>The time ratio of a run beside theory and the published value.</summary>
internal static class TimeRatioTable
{
    public static ReportTable Of(RunFiles run)
    {
        var summary = run.Summary;
        var rows = new List<IReadOnlyList<ReportCell>>
        {
            Row("measured, interpolated clock", "timeRatio"),
            Row("measured, counted as in the paper", "timeRatioCounted"),
        };
        if (summary.Number("theory", "timeRatio") is { } theory)
        {
            rows.Add(["theory", ReportCell.Number(theory), "", ""]);
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
