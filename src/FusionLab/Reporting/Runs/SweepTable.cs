using System.Text.Json.Nodes;
using FusionLab.Reporting.Html;

namespace FusionLab.Reporting.Runs;

/// <summary>One row a point of a sweep: a simulated one's time ratio beside the predicted one, a trained one's beside its accuracy.</summary>
internal static class SweepTable
{
    /// <summary>The table; null for a run without a sweep.</summary>
    public static ReportTable? Of(RunFiles run)
    {
        if (run.Summary.At("points") is not JsonArray { Count: > 1 } points)
        {
            return null;
        }

        string[] paths = [.. points[0].At("values")?.AsObject().Select(value => value.Key) ?? []];
        if (run.Summary.Text("simulated") != "true")
        {
            return new ReportTable(
                ["Run", .. paths, "Time ratio", "Counted", "Replicas", "Without a ratio", "Diverged", "Final loss", "Final accuracy (%)"],
                [.. points.Select(point => Trained(point, paths))],
                "Points of the sweep: mean ± s.d. over seeds.");
        }

        return new ReportTable(
            [.. paths, "Time ratio", "Replicas", "Without a ratio", "Not converged", "Theory", "Difference (%)", "Mis-attribution"],
            [.. points.Select(point => Row(point, paths))],
            "Points of the sweep: mean ± s.d. over seeds, and the formula to trust.");
    }

    private static IReadOnlyList<ReportCell> Trained(JsonNode? point, string[] paths) =>
    [
        point.Text("name") ?? "",
        .. paths.Select(path => (ReportCell)(point.At("values", path)?.ToJsonString() ?? "")),
        ReportCell.MeanStd(point.Number("timeRatio", "mean"), point.Number("timeRatio", "std")),
        ReportCell.MeanStd(point.Number("timeRatioCounted", "mean"), point.Number("timeRatioCounted", "std")),
        ReportCell.Number(point.Number("timeRatio", "n"), "0"),
        ReportCell.Number(point.Number("timeRatio", "unlearned"), "0"),
        ReportCell.Number(point.Number("diverged"), "0"),
        ReportCell.MeanStd(point.Number("loss", "mean"), point.Number("loss", "std")),
        ReportCell.Number(100 * point.Number("accuracy", "mean"), "F1"),
    ];

    private static IReadOnlyList<ReportCell> Row(JsonNode? point, string[] paths) =>
    [
        .. paths.Select(path => (ReportCell)(point.At("values", path)?.ToJsonString() ?? "")),
        ReportCell.MeanStd(point.Number("timeRatio", "mean"), point.Number("timeRatio", "std")),
        ReportCell.Number(point.Number("timeRatio", "n"), "0"),
        ReportCell.Number(point.Number("timeRatio", "unlearned"), "0"),
        ReportCell.Number(point.Number("notConverged"), "0"),
        ReportCell.Number(point.Number("theory", "timeRatio")),
        ReportCell.Number(100 * point.Number("theory", "relativeDifference"), "F1"),
        ReportCell.MeanStd(point.Number("misAttribution", "mean"), point.Number("misAttribution", "std")),
    ];
}
