using System.Text.Json;
using FusionLab.Metrics;
using FusionLab.Networks;

namespace FusionLab.Experiments.Linear;

/// <summary>The result of a simulated config, theory beside measurement: its summary.json..</summary>
/// <param name="Name">The run's name.</param>
/// <param name="Status"><c>completed</c>.</param>
/// <param name="Task">The kind of task, as in <c>data.kind</c>.</param>
/// <param name="Network">The network of the config; a sweep may vary it.</param>
/// <param name="Seconds">Wall-clock seconds, predictions included.</param>
/// <param name="Points">One entry a point of the sweep; a config without a sweep has one.</param>
public sealed record LinearSummary(
    string Name, string Status, string Task, NetworkConfig Network, double Seconds, IReadOnlyList<LinearSummary.Point> Points)
{
    /// <summary>One point of the sweep.</summary>
    /// <param name="Values">The swept paths and their values.</param>
    /// <param name="TimeRatio">The measured time ratio over seeds.</param>
    /// <param name="MisAttribution">The measured mis-attribution over seeds.</param>
    /// <param name="NotConverged">Replicas that used up their steps or diverged.</param>
    /// <param name="Theory">Every formula's time ratio; null stands for "never".</param>
    /// <param name="RelativeDifference">Measured mean minus the trusted formula's value, as a share of the latter.</param>
    public sealed record Point(
        IReadOnlyDictionary<string, JsonElement> Values,
        RatioSummary TimeRatio,
        RatioSummary MisAttribution,
        int NotConverged,
        IReadOnlyDictionary<string, double?> Theory,
        double? RelativeDifference);

    /// <summary>Summarizes a report.</summary>
    /// <param name="report">All replicas of all points.</param>
    public static LinearSummary Of(LinearReport report) => new(
        report.Config.Name ?? "unnamed",
        "completed",
        report.Config.Data.Kind,
        report.Config.Network,
        report.Seconds,
        [
            .. report.Points.Select(point => new Point(
                point.Values,
                point.TimeRatio,
                point.MisAttribution,
                point.NotConverged,
                point.Predicted.ToDictionary(formula => formula.Key, formula => Finite(formula.Value)),
                Finite(point.RelativeDifference))),
        ]);

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
