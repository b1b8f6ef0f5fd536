using System.Globalization;
using FusionLab.Config;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Cli;

/// <summary>Prints what a run came to: each replica's times and ratio, their mean beside the published value, and every warning.</summary>
internal static class ResultPrinter
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
            var losses = RatioSummary.FromRatios(summary.Replicas.Select(replica => replica.Final.Loss));
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
        return ratio.Mean is null ? "none" : $"{Number(ratio.Mean)}{spread} ({Wording.Count(ratio.N, "replica")})";
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
            terminal.Out.WriteLine(ResultPrinter.WithoutRatio(unlearned, replicas));
        }

        terminal.Out.WriteLine($"run folder  {folder}");
        foreach (string warning in summary.Warnings)
        {
            terminal.Out.WriteLine($"WARNING: {warning}");
        }
    }

    private static string[] Accuracies(SweepSummary.Point point) =>
    [
        point.TimeRatio is { } ratio ? ResultPrinter.Mean(ratio) : "-",
        point.TimeRatioCounted is { } counted ? ResultPrinter.Mean(counted) : "-",
        point.TimeRatio?.Unlearned.ToString(CultureInfo.InvariantCulture) ?? "-",
        point.Accuracy?.Mean is { } accuracy ? $"{(100 * accuracy).ToString("F1", CultureInfo.InvariantCulture)} %" : "-",
    ];

    private static string Number(RatioSummary? summary, string format) =>
        summary?.Mean?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    private static string Status(SweepSummary.Point point) => point.Status is null ? "not begun"
        : point.Diverged > 0 ? $"{point.Diverged} diverged" : point.Status;
}

/// <summary>Prints what a simulation came to: one row a point, the measured time ratio beside the predicted one.</summary>
internal static class SimulationResult
{
    private static readonly (string Name, string Title)[] PapersFormulas =
        [("lateFusion", "from (9)"), ("lateFusionSigned", "signed (9)"), ("deep", "from (12), (56)")];
    public static void Print(LinearReport report, string folder, Terminal terminal)
    {
        var points = report.Points;
        string[] paths = [.. points[0].Values.Keys];
        // The paper's own lines beside the formula to trust, where that is another.
        (string Name, string Title)[] printed = [.. PapersFormulas
            .Where(formula => points.Any(point => point.DifferenceFrom(formula.Name) is not null && point.TrustedFormula != formula.Name))];
        new TextTable(
            [
                .. paths, "time ratio", "predicted", "difference", .. printed.Select(formula => formula.Title),
                "mis-attribution", "not converged",
            ],
            [.. points.Select(point => (IReadOnlyList<string>)
            [
                .. paths.Select(path => point.Values[path].ToString()),
                ResultPrinter.Mean(point.TimeRatio),
                Ratio(point.TrustedRatio),
                Difference(point.RelativeDifference),
                .. printed.Select(formula => Difference(point.DifferenceFrom(formula.Name))),
                point.MisAttribution.Mean?.ToString("G3", CultureInfo.InvariantCulture) ?? "-",
                point.NotConverged.ToString(CultureInfo.InvariantCulture),
            ])]).Write(terminal.Out, terminal.OutIsTerminal);
        int unlearned = points.Sum(point => point.TimeRatio.Unlearned);
        if (unlearned > 0)
        {
            terminal.Out.WriteLine(ResultPrinter.WithoutRatio(unlearned, report.Rows.Count));
        }

        terminal.Out.WriteLine($"{Wording.Count(report.Rows.Count, "network")} in {report.Seconds.ToString("F1", CultureInfo.InvariantCulture)} s");
        terminal.Out.WriteLine($"run folder  {folder}");
    }

    private static string Ratio(double? predicted) => predicted is not { } ratio ? "-"
        : double.IsInfinity(ratio) ? "never"
        : ratio.ToString("F2", CultureInfo.InvariantCulture);

    private static string Difference(double? relative) => relative is { } difference && double.IsFinite(difference)
        ? (100 * difference).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %"
        : "-";
}

/// <summary>A comparison with a published value, in words.</summary>
internal static class ComparisonText
{
    /// <summary>A verdict as one says it.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Reports.Verdict.Agrees => "agrees",
        Reports.Verdict.Differs => "differs",
        Reports.Verdict.NotComparable => "not comparable",
        _ => "not run",
    };

    /// <summary>A verdict, with its reason where there is no number: <c>not comparable: reduced: …</c></summary>
    public static string Verdict(PublishedComparison comparison) =>
        comparison.Difference is null ? $"{Word(comparison.Verdict)}: {comparison.Evidence}" : Word(comparison.Verdict);

    /// <summary>A published mean: <c>1.90 ± 0.39 (5)</c>.</summary>
    public static string Published(PaperMean mean) => FormattableString.Invariant($"{mean.Mean:F2} ± {mean.Std:F2} ({mean.N})");
}
