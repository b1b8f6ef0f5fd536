using System.Text.Json;
using FusionLab.Linear;
using FusionLab.Networks;

namespace FusionLab.Runs;

/// <summary>The result of a simulated config, theory beside measurement: its summary.json.</summary>
public sealed record LinearSummary
{
    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>completed</c>, or <c>diverged</c> when every network did.</summary>
    public required string Status { get; init; }

    /// <summary>True: simulated from correlations, not trained on batches.</summary>
    public bool Simulated { get; } = true;

    /// <summary>The kind of task, as in <c>data.kind</c>.</summary>
    public required string Task { get; init; }

    /// <summary>The data.</summary>
    public required DatasetSummary Dataset { get; init; }

    /// <summary>The network of the config; a sweep may vary it.</summary>
    public required NetworkConfig Network { get; init; }

    /// <summary>The device.</summary>
    public string Device { get; } = "cpu";

    /// <summary>The numbers computed with.</summary>
    public string Precision { get; } = "fp64";

    /// <summary>Wall-clock seconds, predictions included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Steps (= epochs) of the network that trained longest.</summary>
    public required long Epochs { get; init; }

    /// <summary>The modalities, in order.</summary>
    public required IReadOnlyList<string> Modalities { get; init; }

    /// <summary>One entry a replica, seeds varying fastest.</summary>
    public required IReadOnlyList<LinearReplicaSummary> Replicas { get; init; }

    /// <summary>The time ratio over seeds; null for a sweep, whose points have one each.</summary>
    public RatioSummary? TimeRatio { get; init; }

    /// <summary>What the theory says; null for a sweep, or where no formula applies.</summary>
    public LinearTheorySummary? Theory { get; init; }

    /// <summary>One entry a point of the sweep; a config without a sweep has one.</summary>
    public required IReadOnlyList<Point> Points { get; init; }

    /// <summary>Summarizes a report.</summary>
    /// <param name="report">All replicas of all points.</param>
    public static LinearSummary Of(LinearReport report)
    {
        var config = report.Config;
        var points = report.Points;
        string samples = config.Data.Samples ?? "";
        return new LinearSummary
        {
            Name = config.Name ?? "unnamed",
            Status = report.Rows.All(row => row.Result.Run.Status == LinearRunStatus.Diverged) ? RunSummary.Diverged : RunSummary.Completed,
            Task = config.Data.Kind,
            Dataset = new DatasetSummary(config.Data.Kind, samples == Data.ToyTasks.Population ? samples : "generated", null),
            Network = config.Network,
            Seconds = report.Seconds,
            Epochs = report.Rows.Max(row => row.Result.Run.Steps),
            Modalities = [.. report.Rows[0].Result.Statistics.Modalities.Select(modality => modality.Name)],
            Replicas = [.. report.Rows.Select(LinearReplicaSummary.Of)],
            TimeRatio = points is [var only] ? only.TimeRatio : null,
            Theory = points is [var single] ? LinearTheorySummary.Of(single) : null,
            Points =
            [
                .. points.Select(point => new Point(
                    point.Values, point.TimeRatio, point.MisAttribution, point.NotConverged, LinearTheorySummary.Of(point))),
            ],
        };
    }

    /// <summary>One point of the sweep.</summary>
    /// <param name="Values">The swept paths and their values.</param>
    /// <param name="TimeRatio">The measured time ratio over seeds.</param>
    /// <param name="MisAttribution">The measured mis-attribution over seeds.</param>
    /// <param name="NotConverged">Replicas that used up their steps or diverged.</param>
    /// <param name="Theory">What the theory says; null where no formula applies.</param>
    public sealed record Point(
        IReadOnlyDictionary<string, JsonElement> Values,
        RatioSummary TimeRatio,
        RatioSummary MisAttribution,
        int NotConverged,
        LinearTheorySummary? Theory);
}
