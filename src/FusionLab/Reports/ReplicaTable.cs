using System.Text.Json.Nodes;

namespace FusionLab.Reports;

/// <summary>One row a replica: when it learned what, and where it ended.</summary>
internal static class ReplicaTable
{
    public static ReportTable? Of(RunFiles run)
    {
        if (run.Summary.At("replicas") is not JsonArray { Count: > 0 } replicas)
        {
            return null;
        }

        string[] modalities = [.. replicas.Select(replica => replica.At("learnedAt")).OfType<JsonObject>()
            .SelectMany(times => times.Select(pair => pair.Key)).Distinct()];
        JsonColumn[] ofEveryRun =
        [
            JsonColumn.Number("Seed", "0", "seed"),
            .. modalities.Select(name => JsonColumn.Number($"{Wording.LabelModality(name)} learned at (epochs)", "F2", "learnedAt", name)),
            new JsonColumn("First", replica => replica.Text("firstModality") is { } first ? Wording.LabelModality(first) : "–"),
            JsonColumn.Number("Time ratio", "F2", "timeRatio"),
        ];
        JsonColumn[] ofSome =
        [
            JsonColumn.Number("Counted", "F2", "timeRatioCounted"),
            JsonColumn.Number("Final loss", "G4", "final", "loss"),
            JsonColumn.Percent("Final accuracy (%)", "final", "accuracy"),
            .. modalities.Select(name => JsonColumn.Percent($"{Wording.LabelModality(name)} alone (%)", "final", "unimodal", name)),
        ];
        // A run without classes has no accuracies, a simulation no evaluations to count: columns of nothing but dashes.
        var withNumbers = ofSome.Where(column => replicas.Any(replica => column.Cell(replica).Value is not null));
        return JsonColumn.Table(replicas, [.. ofEveryRun, .. withNumbers], "Replicas");
    }
}
