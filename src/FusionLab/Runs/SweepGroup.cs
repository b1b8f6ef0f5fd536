using System.Text.Json.Nodes;
using FusionLab.Config;
using FusionLab.Data;

namespace FusionLab.Runs;

/// <summary>Points of a sweep whose replicas train as one batch, by their position in the sweep.</summary>
/// <param name="Points">The points, ascending.</param>
internal sealed record SweepGroup(IReadOnlyList<int> Points)
{
    /// <summary>Points in one batch at most: each keeps the files of its run folder open.</summary>
    public const int MostPoints = 64;

    /// <summary>What a replica may have of its own in a batch; the toy tasks' numbers and the corruption of images come on top.</summary>
    private static readonly string[] Own = ["train.learningRate", "train.decay", "train.stopWhen", "train.threshold", "network.init"];

    /// <summary>Puts points together that agree in everything a batch must share.</summary>
    /// <param name="points">All points of a sweep.</param>
    /// <returns>The groups, in the order of their first points.</returns>
    public static IReadOnlyList<SweepGroup> Of(IReadOnlyList<SweepPoint> points) =>
    [
        .. points.Select((point, number) => (Shared: Shared(point.Config), number))
            .GroupBy(point => point.Shared, point => point.number)
            .SelectMany(group => group.Chunk(MostPoints))
            .Select(numbers => new SweepGroup(numbers)),
    ];

    /// <summary>Says in one sentence how a sweep is put into batches, and what keeps its points apart.</summary>
    /// <param name="points">All points.</param>
    /// <param name="groups">Their groups.</param>
    public static string Describe(IReadOnlyList<SweepPoint> points, IReadOnlyList<SweepGroup> groups)
    {
        if (groups.Count == 1)
        {
            return $"All {points.Count} points of the sweep train as one batch.";
        }

        var shared = points.Select(point => Shared(point.Config)).ToArray();
        string[] apart = [.. points[0].Values.Keys.Where(path => KeepsApart(path, points, shared))];
        string reason = apart.Length == 0
            ? $"a batch has at most {MostPoints} points"
            : $"a batch must share {string.Join(" and ", apart)}";
        return groups.Count == points.Count
            ? $"The {points.Count} points of the sweep train one after the other: {reason}."
            : $"The {points.Count} points of the sweep train in {groups.Count} batches: {reason}.";
    }

    /// <summary>True when two points that differ in this path alone cannot be in one batch.</summary>
    private static bool KeepsApart(string path, IReadOnlyList<SweepPoint> points, string[] shared)
    {
        var alike = Enumerable.Range(0, points.Count)
            .GroupBy(i => string.Join('\n', points[i].Values.Where(value => value.Key != path).Select(value => value.Value.GetRawText())));
        return alike.Any(others => others.Select(i => shared[i]).Distinct().Count() > 1);
    }

    /// <summary>What all points of a batch must agree in.</summary>
    private static string Shared(ExperimentConfig config)
    {
        var json = JsonNode.Parse(ConfigJson.WriteDeterminants(config))!.AsObject();
        foreach (string path in Own)
        {
            string[] keys = path.Split('.');
            json[keys[0]]!.AsObject().Remove(keys[1]);
        }

        if (config.Data.IsToy)
        {
            var task = ToyTasks.Create(config.Data, config.Seeds[0]);
            string shape = string.Join(", ", task.Modalities.Select(modality => $"{modality.Name} {modality.Dimension}"));
            json["data"] = $"{shape} -> {task.Outputs}, {task.SampleCount} samples";
        }
        else
        {
            json["data"]!.AsObject().Remove("corruption");
        }

        return json.ToJsonString();
    }
}
