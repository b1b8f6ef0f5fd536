using System.Globalization;
using FusionLab.Runs;

namespace FusionLab.Cli.Results;

/// <summary>Prints a trained sweep: one row a point, and what did not go as it should.</summary>
internal static class SweepTable
{
    /// <summary>Prints a summary.</summary>
    /// <param name="summary">The sweep's summary.</param>
    /// <param name="folder">Where its folder is.</param>
    /// <param name="terminal">Where to print.</param>
    public static void Print(SweepSummary summary, string folder, Terminal terminal)
    {
        bool hasAccuracy = summary.Points.Any(point => point.Accuracy is { N: > 0 });
        string[] results = hasAccuracy ? ["time ratio", "counted", "unlearned", "accuracy"] : ["loss"];
        var table = new TextTable(
            ["point", .. summary.Points[0].Values.Keys, .. results, "status"],
            [.. summary.Points.Select(point => (IReadOnlyList<string>)
            [
                point.Name,
                .. point.Values.Values.Select(value => value.ToString()),
                .. hasAccuracy ? Accuracies(point) : [Number(point.Loss, "G4")],
                Status(point),
            ])]);
        table.Write(terminal.Out, terminal.OutIsTerminal);
        int unlearned = summary.Points.Sum(point => point.TimeRatio?.Unlearned ?? 0);
        if (hasAccuracy && unlearned > 0)
        {
            int replicas = summary.Points.Sum(point => point.TimeRatio?.N + point.TimeRatio?.Unlearned ?? 0);
            terminal.Out.WriteLine(RunResult.WithoutRatio(unlearned, replicas));
        }

        terminal.Out.WriteLine($"run folder  {folder}");
        foreach (string warning in summary.Warnings)
        {
            terminal.Out.WriteLine($"WARNING: {warning}");
        }
    }

    private static string[] Accuracies(SweepSummary.Point point) =>
    [
        point.TimeRatio is { } ratio ? RunResult.Mean(ratio) : "-",
        point.TimeRatioCounted is { } counted ? RunResult.Mean(counted) : "-",
        point.TimeRatio?.Unlearned.ToString(CultureInfo.InvariantCulture) ?? "-",
        point.Accuracy?.Mean is { } accuracy ? $"{(100 * accuracy).ToString("F1", CultureInfo.InvariantCulture)} %" : "-",
    ];

    private static string Number(RatioSummary? summary, string format) =>
        summary?.Mean?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    private static string Status(SweepSummary.Point point) => point.Status is null ? "not begun"
        : point.Diverged > 0 ? $"{point.Diverged} diverged" : point.Status;
}
