using System.Text.Json.Nodes;

namespace FusionLab.Reports;

/// <summary>
/// One row a point of a sweep: a simulated one's time ratio beside the predicted one, a trained one's beside its accuracy.
/// </summary>
internal static class SweepTable
{
    private static readonly JsonColumn Name = new("Run", point => point.Text("name") ?? "");

    private static readonly JsonColumn[] Trained =
    [
        JsonColumn.MeanStd("Time ratio", "timeRatio"),
        JsonColumn.MeanStd("Counted", "timeRatioCounted"),
        JsonColumn.Number("Replicas", "0", "timeRatio", "n"),
        JsonColumn.Number("Without a ratio", "0", "timeRatio", "unlearned"),
        JsonColumn.Number("Diverged", "0", "diverged"),
        JsonColumn.MeanStd("Final loss", "loss"),
        JsonColumn.Percent("Final accuracy (%)", "accuracy", "mean"),
    ];

    private static readonly JsonColumn[] Simulated =
    [
        JsonColumn.MeanStd("Time ratio", "timeRatio"),
        JsonColumn.Number("Replicas", "0", "timeRatio", "n"),
        JsonColumn.Number("Without a ratio", "0", "timeRatio", "unlearned"),
        JsonColumn.Number("Not converged", "0", "notConverged"),
        new JsonColumn("Theory", point => TimeRatioTable.Predicted(point.At("theory"))),
        JsonColumn.Percent("Difference (%)", "theory", "relativeDifference"),
        JsonColumn.MeanStd("Mis-attribution", "misAttribution"),
    ];

    /// <summary>The table; null for a run without a sweep.</summary>
    public static ReportTable? Of(RunFiles run)
    {
        if (run.Summary.At("points") is not JsonArray { Count: > 1 } points)
        {
            return null;
        }

        JsonColumn[] values = [.. points[0].At("values")?.AsObject().Select(value => Value(value.Key)) ?? []];
        return run.Summary.Text("simulated") == "true"
            ? JsonColumn.Table(points, [.. values, .. Simulated], "Points of the sweep: mean ± s.d. over seeds, and the formula to trust.")
            : JsonColumn.Table(points, [Name, .. values, .. Trained], "Points of the sweep: mean ± s.d. over seeds.");
    }

    /// <summary>What the points have at a path of the config.</summary>
    private static JsonColumn Value(string path) => new(path, point => point.At("values", path)?.ToJsonString() ?? "");
}
