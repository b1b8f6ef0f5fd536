using System.Text.Json.Nodes;
using FusionLab.Reporting.Html;

namespace FusionLab.Reporting.Runs;

/// <summary>One row a replica: when it learned what, and where it ended.</summary>
internal static class ReplicaTable
{
    public static ReportTable? Of(RunFiles run)
    {
        if (run.Summary.At("replicas") is not JsonArray { Count: > 0 } replicas)
        {
            return null;
        }

        string[] names = [.. replicas.Select(replica => replica.At("learnedAt")).OfType<JsonObject>().SelectMany(times => times.Select(pair => pair.Key)).Distinct()];
        string[] columns =
        [
            "Seed", .. names.Select(name => $"{name.ToUpperInvariant()} learned at (epochs)"), "First", "Time ratio", "Counted", "Final loss", "Final accuracy (%)",
            .. names.Select(name => $"{name.ToUpperInvariant()} alone (%)"),
        ];
        return new ReportTable(columns, [.. replicas.Select(replica => Row(replica, names))], "Replicas");
    }

    private static IReadOnlyList<ReportCell> Row(JsonNode? replica, string[] names) =>
    [
        ReportCell.Number(replica.Number("seed"), "0"),
        .. names.Select(name => ReportCell.Number(replica.Number("learnedAt", name), "F2")),
        replica.Text("firstModality")?.ToUpperInvariant() ?? "–",
        ReportCell.Number(replica.Number("timeRatio"), "F2"),
        ReportCell.Number(replica.Number("timeRatioCounted"), "F2"),
        ReportCell.Number(replica.Number("final", "loss")),
        ReportCell.Number(100 * replica.Number("final", "accuracy"), "F1"),
        .. names.Select(name => ReportCell.Number(100 * replica.Number("final", "unimodal", name), "F1")),
    ];
}
