using FusionLab.Config;
using FusionLab.Networks;
using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>The result of a run: summary.json.</summary>
public sealed record RunSummary
{
    /// <summary>The status of a run all of whose replicas trained to their end; some of them, not all, may have diverged.</summary>
    public const string Completed = "completed";

    /// <summary>The status of a run that was stopped and can be resumed.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The status of a run whose every replica diverged.</summary>
    public const string Diverged = "diverged";

    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>completed</c>, <c>interrupted</c> or <c>diverged</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The kind of task, as in <c>data.kind</c>.</summary>
    public required string Task { get; init; }

    /// <summary>The data.</summary>
    public required DatasetSummary Dataset { get; init; }

    /// <summary>The network, every default filled in.</summary>
    public required NetworkConfig Network { get; init; }

    /// <summary>The device: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The numbers computed with: <c>fp32</c>, …</summary>
    public required string Precision { get; init; }

    /// <summary>Wall-clock seconds, evaluation included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Epochs of the replica that trained longest.</summary>
    public required double Epochs { get; init; }

    /// <summary>The modalities, in order.</summary>
    public required IReadOnlyList<string> Modalities { get; init; }

    /// <summary>One entry a replica, in the order of the seeds.</summary>
    public required IReadOnlyList<ReplicaSummary> Replicas { get; init; }

    /// <summary>The time ratio on the interpolated clock, over replicas.</summary>
    public required RatioSummary TimeRatio { get; init; }

    /// <summary>The time ratio on the counted clock, over replicas.</summary>
    public required RatioSummary TimeRatioCounted { get; init; }

    /// <summary>The published value; null where the config names none.</summary>
    public PaperValues? Paper { get; init; }

    /// <summary>The time ratio beside the published one; null where the config names none.</summary>
    public PublishedComparison? Comparison { get; init; }

    /// <summary>What a reader must know before believing the numbers, such as that the data are synthetic.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Summarizes the replicas of a run.</summary>
    /// <param name="config">The config, without a sweep.</param>
    /// <param name="task">Its task.</param>
    /// <param name="device">The training device.</param>
    /// <param name="replicas">One entry a seed.</param>
    internal static RunSummary Of(ExperimentConfig config, TaskSource task, string device, IReadOnlyList<ReplicaResult> replicas)
    {
        ReplicaSummary[] summaries = [.. replicas.Select(replica => ReplicaSummary.Of(replica, task.Measured))];
        return new RunSummary
        {
            Name = config.Name ?? "unnamed",
            Status = summaries.Any(replica => replica.Status == Interrupted) ? Interrupted
                : summaries.All(replica => replica.Status == Diverged) ? Diverged : Completed,
            Task = config.Data.Kind,
            Dataset = new DatasetSummary(task.Info.Name, task.Info.Source, task.Info.Sha256),
            Network = config.Network,
            Device = device,
            Precision = config.Train.Precision.ToString().ToLowerInvariant(),
            Seconds = 0,
            Epochs = summaries.Max(replica => replica.Epochs),
            Modalities = task.Measured,
            Replicas = summaries,
            TimeRatio = RatioSummary.Of(summaries.Select(replica => replica.TimeRatio)),
            TimeRatioCounted = RatioSummary.Of(summaries.Select(replica => replica.TimeRatioCounted)),
            Paper = config.Paper,
        };
    }
}
