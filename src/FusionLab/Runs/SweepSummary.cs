using System.Text.Json;
using FusionLab.Config;

namespace FusionLab.Runs;

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
            summary is null ? null : RatioSummary.Of(summary.Replicas.Select(replica => replica.Final.Loss)),
            summary is null ? null : RatioSummary.Of(summary.Replicas.Select(replica => replica.Final.Accuracy)),
            summary?.Replicas.Count(replica => replica.Status == RunSummary.Diverged) ?? 0);
    }
}
