using FusionLab.Config;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Cli;

/// <summary>
/// Prints what a run came to: a table of its replicas or points, what has no time ratio, where the run folder is, and every warning.
/// </summary>
internal static class Results
{
    private static readonly (string Name, string Title)[] s_papersFormulas =
        [("lateFusion", "from (9)"), ("lateFusionSigned", "signed (9)"), ("deep", "from (12), (56)")];

    /// <summary>Prints a run.</summary>
    /// <param name="run">The run; trained, swept or simulated.</param>
    /// <param name="terminal">Where to print.</param>
    public static void Print(RunResult run, Terminal terminal)
    {
        var output = terminal.Out;
        bool isTrained = run.Kind == RunKind.Trained, isOver = run.Status != RunResult.Interrupted;
        if (isTrained)
        {
            PrintReplicas(run, isOver, terminal);
        }
        else
        {
            (run.Simulated ? SimulatedPoints(run) : TrainedPoints(run)).Write(output, terminal.OutIsTerminal);
        }

        int unlearned = run.Points.Sum(point => point.TimeRatio?.Unlearned ?? 0);
        if (run.Modalities.Count > 0 && unlearned > 0)
        {
            string what = isTrained && !isOver ? "have not learned every modality yet" : "did not learn every modality";
            output.WriteLine($"{unlearned} of {run.Replicas.Count} replicas {what}; they have no ratio and are in no mean.");
        }

        if (run.Simulated)
        {
            output.WriteLine($"{Wording.Count(run.Replicas.Count, "network")} in {run.Seconds:F1} s");
        }

        output.WriteLine($"{(isTrained ? "run folder                " : "run folder  ")}{run.Folder!.Path}");
        foreach (string warning in run.Warnings)
        {
            output.WriteLine($"WARNING: {warning}");
        }
    }

    /// <summary>A mean with its spread: <c>1.90 ± 0.39 (5 replicas)</c>.</summary>
    public static string Mean(RatioSummary ratio)
    {
        string spread = ratio.Std is null ? "" : $" ± {ratio.Std:F2}";
        return ratio.Mean is null ? "none" : $"{ratio.Mean:F2}{spread} ({Wording.Count(ratio.N, "replica")})";
    }

    /// <summary>Each replica's times and ratio, and their mean beside the published value.</summary>
    private static void PrintReplicas(RunResult run, bool isOver, Terminal terminal)
    {
        var output = terminal.Out;
        if (run.Modalities.Count == 0)
        {
            var loss = run.Points[0].Loss!;
            output.WriteLine($"{run.Name}: final training loss {Number(loss.Mean, "G4", "none")} (mean of {loss.N})");
            return;
        }

        string soFar = isOver ? "" : " so far";
        output.WriteLine($"{run.Name}{soFar}: time to {100 * run.Config.Train.EffectiveThreshold:0.##} % unimodal accuracy, in epochs");
        new TextTable(
            ["seed", .. run.Modalities, "first", "ratio", "counted", "accuracy"],
            [.. run.Replicas.Select(replica => (IReadOnlyList<string>)
            [
                $"{replica.Seed}",
                .. run.Modalities.Select(modality => Number(replica.LearnedAt.GetValueOrDefault(modality), "F2", "never")),
                replica.FirstModality ?? "-",
                Number(replica.TimeRatio, "F2"),
                Number(replica.TimeRatioCounted, "F2"),
                Percent(replica.Final.Accuracy),
            ])]).Write(output, terminal.OutIsTerminal);
        output.WriteLine($"time ratio, interpolated  {Mean(run.TimeRatio!)}");
        output.WriteLine($"time ratio, counted       {Mean(run.TimeRatioCounted!)}");
        if (run.Comparison is { } comparison)
        {
            string source = run.Paper?.Source is { } name ? $" ({name})" : "";
            output.WriteLine($"published                 {ComparisonText.Published(comparison.Published)}{source}");
            output.WriteLine($"{ComparisonText.Word(comparison.Verdict),-25} {comparison.Evidence}");
        }
    }

    private static TextTable TrainedPoints(RunResult run)
    {
        bool hasAccuracy = run.Modalities.Count > 0;
        string[] measured = hasAccuracy ? ["time ratio", "counted", "unlearned", "accuracy"] : ["loss"];
        return new TextTable(
            ["point", .. run.Points[0].Values.Keys, .. measured, "status"],
            [.. run.Points.Select(point => (IReadOnlyList<string>)
            [
                point.Name!,
                .. point.Values.Values.Select(value => value.ToString()),
                .. hasAccuracy ? Accuracies(point) : [Number(point.Loss?.Mean, "G4")],
                point.Status is null ? "not begun" : point.Diverged > 0 ? $"{point.Diverged} diverged" : point.Status,
            ])]);
    }

    private static string[] Accuracies(RunPoint point) =>
    [
        point.TimeRatio is { } ratio ? Mean(ratio) : "-",
        point.TimeRatioCounted is { } counted ? Mean(counted) : "-",
        point.TimeRatio is { Unlearned: var unlearned } ? $"{unlearned}" : "-",
        Percent(point.Accuracy?.Mean),
    ];

    /// <summary>The measured time ratio beside the predicted one.</summary>
    private static TextTable SimulatedPoints(RunResult run)
    {
        // The paper's own lines beside the formula to trust, where that is another.
        (string Name, string Title)[] printed = [.. s_papersFormulas.Where(formula =>
            run.Points.Any(point => point.DifferenceFrom(formula.Name) is not null && point.Theory?.Formula != formula.Name))];
        return new TextTable(
            [
                .. run.Points[0].Values.Keys, "time ratio", "predicted", "difference", .. printed.Select(formula => formula.Title),
                "mis-attribution", "not converged",
            ],
            [.. run.Points.Select(point => (IReadOnlyList<string>)
            [
                .. point.Values.Values.Select(value => value.ToString()),
                Mean(point.TimeRatio!),
                point.Theory?.TimeRatio is double.PositiveInfinity ? "never" : Number(point.Theory?.TimeRatio, "F2"),
                Difference(point.Theory?.RelativeDifference),
                .. printed.Select(formula => Difference(point.DifferenceFrom(formula.Name))),
                Number(point.MisAttribution!.Mean, "G3"),
                $"{point.NotConverged}",
            ])]);
    }

    private static string Number(double? value, string format, string otherwise = "-") => value?.ToString(format) ?? otherwise;

    private static string Percent(double? share) => share is null ? "-" : $"{100 * share:F1} %";

    private static string Difference(double? relative) => relative is { } difference && double.IsFinite(difference)
        ? $"{100 * difference:+0.0;-0.0;0.0} %"
        : "-";
}

/// <summary>A comparison with a published value, in words.</summary>
internal static class ComparisonText
{
    /// <summary>A verdict as one says it.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Runs.Verdict.Agrees => "agrees",
        Runs.Verdict.Differs => "differs",
        Runs.Verdict.NotComparable => "not comparable",
        _ => "not run",
    };

    /// <summary>A verdict, with its reason where there is no number: <c>not comparable: reduced: …</c></summary>
    public static string Verdict(PublishedComparison comparison) =>
        comparison.Difference is null ? $"{Word(comparison.Verdict)}: {comparison.Evidence}" : Word(comparison.Verdict);

    /// <summary>A published mean: <c>1.90 ± 0.39 (5)</c>.</summary>
    public static string Published(PaperMean mean) => $"{mean.Mean:F2} ± {mean.Std:F2} ({mean.N})";
}
