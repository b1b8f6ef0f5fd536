using System.Globalization;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Cli.Results;

/// <summary>Prints what a run came to: each replica's times and ratio, their mean beside the published value, and every warning.</summary>
internal static class RunResult
{
    /// <summary>Prints a summary.</summary>
    /// <param name="summary">The run's summary.</param>
    /// <param name="folder">Where the run folder is.</param>
    /// <param name="threshold">The unimodal accuracy that counts as learned.</param>
    /// <param name="terminal">Where to print.</param>
    public static void Print(RunSummary summary, string folder, double threshold, Terminal terminal)
    {
        var output = terminal.Out;
        bool isOver = summary.Status != RunSummary.Interrupted;
        if (summary.Modalities.Count > 0 && summary.Replicas.Count > 0)
        {
            string percent = (threshold * 100).ToString("0.##", CultureInfo.InvariantCulture);
            output.WriteLine($"{summary.Name}{(isOver ? "" : " so far")}: time to {percent} % unimodal accuracy, in epochs");
            Replicas(summary).Write(output, terminal.OutIsTerminal);
            output.WriteLine($"time ratio, interpolated  {Mean(summary.TimeRatio)}");
            output.WriteLine($"time ratio, counted       {Mean(summary.TimeRatioCounted)}");
            PrintPublished(summary, output);
        }

        if (summary.Modalities.Count == 0)
        {
            var losses = RatioSummary.Of(summary.Replicas.Select(replica => replica.Final.Loss));
            string loss = losses.Mean?.ToString("G4", CultureInfo.InvariantCulture) ?? "none";
            output.WriteLine($"{summary.Name}: final training loss {loss} (mean of {losses.N})");
        }
        else if (summary.TimeRatio.Unlearned > 0)
        {
            string what = isOver ? "did not learn every modality" : "have not learned every modality yet";
            output.WriteLine(WithoutRatio(summary.TimeRatio.Unlearned, summary.Replicas.Count, what));
        }

        output.WriteLine($"run folder                {folder}");
        foreach (string warning in summary.Warnings)
        {
            output.WriteLine($"WARNING: {warning}");
        }
    }

    private static TextTable Replicas(RunSummary summary) => new(
        ["seed", .. summary.Modalities, "first", "ratio", "counted", "accuracy"],
        [.. summary.Replicas.Select(replica => (IReadOnlyList<string>)
        [
            $"{replica.Seed}",
            .. summary.Modalities.Select(modality => Number(replica.LearnedAt.GetValueOrDefault(modality)) ?? "never"),
            replica.FirstModality ?? "-",
            Number(replica.TimeRatio) ?? "-",
            Number(replica.TimeRatioCounted) ?? "-",
            replica.Final.Accuracy is { } accuracy ? $"{(100 * accuracy).ToString("F1", CultureInfo.InvariantCulture)} %" : "-",
        ])]);

    /// <summary>A mean with its spread: <c>1.90 ± 0.39 (5 replicas)</c>.</summary>
    public static string Mean(RatioSummary ratio)
    {
        string spread = ratio.Std is null ? "" : $" ± {Number(ratio.Std)}";
        return ratio.Mean is null ? "none" : $"{Number(ratio.Mean)}{spread} ({Counted.Of(ratio.N, "replica")})";
    }

    /// <summary>The sentence about replicas that no mean of time ratios counts.</summary>
    public static string WithoutRatio(int unlearned, int replicas, string what = "did not learn every modality") =>
        $"{unlearned} of {replicas} replicas {what}; they have no ratio and are in no mean.";

    private static void PrintPublished(RunSummary summary, TextWriter output)
    {
        if (summary.Comparison is { } comparison)
        {
            string source = summary.Paper?.Source is { } name ? $" ({name})" : "";
            output.WriteLine($"published                 {ComparisonText.Published(comparison.Published)}{source}");
            output.WriteLine($"{ComparisonText.Word(comparison.Verdict),-25} {comparison.Evidence}");
        }
    }

    private static string? Number(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture);
}
