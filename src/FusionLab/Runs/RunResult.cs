using System.Text.Json;
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
            TimeRatio = RatioSummary.FromRatios(summaries.Select(replica => replica.TimeRatio)),
            TimeRatioCounted = RatioSummary.FromRatios(summaries.Select(replica => replica.TimeRatioCounted)),
            Paper = config.Paper,
        };
    }
}

/// <summary>What one replica came to. Times are in epochs; what never happened is null.</summary>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Status"><c>completed</c>, <c>interrupted</c> or <c>diverged</c>.</param>
/// <param name="Epochs">Epochs at its last evaluation.</param>
/// <param name="LearnedAt">For each modality, when its unimodal accuracy crossed the threshold (interpolated clock, epochs).</param>
/// <param name="LearnedAtIndex">The same on the index clock.</param>
/// <param name="FirstModality">The modality learned first; null when none was, or two tie.</param>
/// <param name="TimeRatio">Later over earlier on the interpolated clock.</param>
/// <param name="TimeRatioIndex">The same on the index clock.</param>
/// <param name="TimeRatioCounted">The same on the counted clock, which the published Table 1 is consistent with.</param>
/// <param name="Final">The last evaluation.</param>
public sealed record ReplicaSummary(
    ulong Seed,
    string Status,
    double Epochs,
    IReadOnlyDictionary<string, double?> LearnedAt,
    IReadOnlyDictionary<string, int?> LearnedAtIndex,
    string? FirstModality,
    double? TimeRatio,
    double? TimeRatioIndex,
    double? TimeRatioCounted,
    FinalScores Final)
{
    /// <summary>Summarizes one replica; one that diverged before its first evaluation has learned nothing.</summary>
    /// <param name="replica">What training has given for it.</param>
    /// <param name="modalities">The modalities' names.</param>
    public static ReplicaSummary Of(ReplicaResult replica, IReadOnlyList<string> modalities)
    {
        var order = replica.Order;
        var last = replica.Final;
        string status = replica.Divergence is not null ? RunSummary.Diverged
            : replica.IsFinished ? RunSummary.Completed
            : RunSummary.Interrupted;
        return new ReplicaSummary(
            replica.Seed,
            status,
            last?.Epoch ?? 0,
            modalities.Index().ToDictionary(m => m.Item, m => order?.Modalities[m.Index]?.Epochs),
            modalities.Index().ToDictionary(m => m.Item, m => order?.Modalities[m.Index]?.Index),
            order?.First is { } first ? modalities[first] : null,
            order?.Ratio,
            order?.RatioIndex,
            order?.RatioCounted,
            new FinalScores(
                RunJson.Finite(last?.Loss),
                last?.Accuracy,
                modalities.Zip(last?.Unimodal ?? []).ToDictionary(m => m.First, m => m.Second)));
    }
}

/// <summary>A replica's last evaluation.</summary>
/// <param name="Loss">Training loss; null when it was no finite number.</param>
/// <param name="Accuracy">Multimodal test accuracy in 0..1; null for regression.</param>
/// <param name="Unimodal">Test accuracy of each modality alone.</param>
public sealed record FinalScores(double? Loss, double? Accuracy, IReadOnlyDictionary<string, double> Unimodal);

/// <summary>The data a run was made with.</summary>
/// <param name="Name">The task: <c>noisyMnist</c>, …</param>
/// <param name="Source">Where the samples come from: <c>mnist</c>, <c>fashionMnist</c>, <c>synthetic</c>, …</param>
/// <param name="Sha256">A checksum of the samples; null where the task has no files.</param>
public sealed record DatasetSummary(string Name, string Source, string? Sha256);

/// <summary>The result of a trained sweep: its summary.json.</summary>
/// <param name="Name">The run's name.</param>
/// <param name="Status"><c>completed</c>, <c>interrupted</c>, or <c>diverged</c> when every point did.</param>
/// <param name="Task">The kind of task, as in <c>data.kind</c>.</param>
/// <param name="Seconds">Wall-clock seconds.</param>
/// <param name="Points">One entry a point, in the order of the sweep.</param>
/// <param name="Warnings">What a reader must know before believing the numbers.</param>
public sealed record SweepSummary(
    string Name, string Status, string Task, double Seconds, IReadOnlyList<SweepSummary.Point> Points, IReadOnlyList<string> Warnings)
{
    /// <summary>One point over its seeds.</summary>
    /// <param name="Name">The name of its run folder.</param>
    /// <param name="Values">The swept paths and their values.</param>
    /// <param name="Status">The status of its run; null where it was not begun.</param>
    /// <param name="TimeRatio">
    /// The time ratio on the interpolated clock; replicas that did not learn every modality are counted as unlearned.
    /// </param>
    /// <param name="TimeRatioCounted">The same on the counted clock.</param>
    /// <param name="Loss">The last training loss.</param>
    /// <param name="Accuracy">The last multimodal accuracy; none for regression.</param>
    /// <param name="Diverged">Replicas whose loss was not finite.</param>
    public sealed record Point(
        string Name,
        IReadOnlyDictionary<string, JsonElement> Values,
        string? Status,
        RatioSummary? TimeRatio,
        RatioSummary? TimeRatioCounted,
        RatioSummary? Loss,
        RatioSummary? Accuracy,
        int Diverged);

    /// <summary>Summarizes a sweep.</summary>
    /// <param name="config">Its config.</param>
    /// <param name="results">One entry a point.</param>
    /// <param name="seconds">Wall-clock seconds.</param>
    internal static SweepSummary Of(ExperimentConfig config, IReadOnlyList<SweepResult> results, double seconds)
    {
        string?[] statuses = [.. results.Select(result => result.Outcome?.Summary.Status)];
        string status = statuses.Any(s => s is null or RunSummary.Interrupted) ? RunSummary.Interrupted
            : statuses.All(s => s == RunSummary.Diverged) ? RunSummary.Diverged : RunSummary.Completed;
        return new SweepSummary(
            config.Name ?? "unnamed",
            status,
            config.Data.Kind,
            seconds,
            [.. results.Select(Of)],
            [.. results.SelectMany(result => result.Outcome?.Summary.Warnings ?? []).Distinct()]);
    }

    private static Point Of(SweepResult result)
    {
        var summary = result.Outcome?.Summary;
        return new Point(
            result.Name,
            result.Values,
            summary?.Status,
            summary?.TimeRatio,
            summary?.TimeRatioCounted,
            summary is null ? null : RatioSummary.FromRatios(summary.Replicas.Select(replica => replica.Final.Loss)),
            summary is null ? null : RatioSummary.FromRatios(summary.Replicas.Select(replica => replica.Final.Accuracy)),
            summary?.Replicas.Count(replica => replica.Status == RunSummary.Diverged) ?? 0);
    }
}
