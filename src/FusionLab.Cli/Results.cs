using System.Text.Json.Nodes;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Linear;
using FusionLab.Paper;
using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Cli;

/// <summary>Prints the results of commands as tables, sentences and named values; warnings come last.</summary>
internal static class Results
{
    /// <summary>Smaller time ratios are within what the theory leaves out, such as the seed: they say nothing of the order.</summary>
    private const double NearTie = 1.05;

    /// <summary>Formulas whose time ratios differ by a larger factor disagree.</summary>
    private const double Disagreement = 1.1;

    /// <summary>A weight so small is what rounding leaves of 0.</summary>
    private const double Rounding = 1e-9;

    /// <summary>Where the values of a prediction begin.</summary>
    private const int TheoryColumn = 24;

    private static readonly (string Name, string Title)[] s_papersFormulas =
        [("lateFusion", "to eq. 9"), ("lateFusionSigned", "to eq. 9, signed"), ("deep", "to eq. 12, 56")];

    /// <summary>Prints warnings.</summary>
    /// <param name="warnings">The warnings.</param>
    /// <param name="write">Writes a sentence: <see cref="Terminal.WriteError"/>, or to where the results go.</param>
    public static void PrintWarnings(IEnumerable<string> warnings, Action<string> write)
    {
        foreach (string warning in warnings)
        {
            write($"WARNING: {warning}");
        }
    }

    /// <summary>Prints a run: a table of its replicas or points, what has no time ratio, and where the run folder is.</summary>
    /// <param name="run">The run; trained, swept or simulated.</param>
    /// <param name="terminal">Where to print.</param>
    public static void Print(RunResult run, Terminal terminal)
    {
        var output = terminal.Out;
        Action<RunResult, Terminal> printRows =
            run.Points.Count == 1 && run.Kind != RunKind.TrainedSweep ? PrintReplicas : run.Simulated ? PrintSimulatedPoints : PrintTrainedPoints;
        printRows(run, terminal);
        if (run.Simulated)
        {
            output.WriteLine($"{Wording.Count(run.Replicas.Count, "network")} in {run.Seconds:F1} s");
        }

        output.WriteLine();
        foreach (string finding in run.Findings)
        {
            terminal.WriteSentence(finding);
        }

        output.WriteLine();
        output.WriteLine($"run folder  {run.Folder!.Path}");
        if (File.Exists(run.Folder.Report))
        {
            output.WriteLine($"report      {run.Folder.Report}");
        }
    }

    /// <summary>Prints a run as its summary.json has it, with its folder.</summary>
    /// <param name="run">The run.</param>
    /// <param name="terminal">Where to print.</param>
    public static void PrintJson(RunResult run, Terminal terminal)
    {
        var json = JsonNode.Parse(RunJson.Write(run))!.AsObject();
        json.Insert(0, "folder", run.Folder!.Path);
        terminal.Out.WriteLine(json.ToJsonString(ConfigJson.Options));
    }

    /// <summary>Prints what a config would run.</summary>
    /// <param name="config">The config.</param>
    /// <param name="samples">What its own arrays hold; null for other data.</param>
    /// <param name="terminal">Where to print.</param>
    public static void PrintPlan(ExperimentConfig config, string? samples, Terminal terminal)
    {
        var (points, data) = (config.Points, config.Data);
        string replicas = Wording.Count(points.Count * config.Seeds.Count, "replica");
        string limits = $"at most {Wording.Count(config.Train.Epochs, "epoch")}, stop when {config.Train.StopWhen}";
        string origin = data switch
        {
            ArraysConfig arrays => $", file {arrays.File}",
            NoisyMnistConfig images => $", source {images.Source}",
            _ => "",
        };
        Write("run", $"{config.Name}: {replicas} (seeds {config.Seeds}), {limits}");
        foreach (var point in points)
        {
            var network = point.Config.Network;
            Write("network", $"{network.Kind}, depth {network.Depth}, fusion at {network.FusionDepth}{Values(point)}");
        }

        Write("data", $"{data.Kind}{origin}");
        if (samples is not null)
        {
            Write("samples", samples);
        }
        else if (data is ClassificationConfig { Modalities: { } modalities })
        {
            Write("inputs", string.Join(", ", modalities.Select(Wording.LabelModality)));
        }

        Write("device", $"{config.Device}, {(config.Threads == 0 ? "every core" : Wording.Count(config.Threads, "thread"))}");
        Write("output", config.Out ?? $"runs/{config.Name}/TIMESTAMP");
        Write("hash", ConfigJson.Hash(config));

        void Write(string name, string value) => Line(terminal, name, value, column: 10);
    }

    /// <summary>Prints what the theory says of one config.</summary>
    public static void Print(SweepPoint point, ConfigTheory theory, Terminal terminal)
    {
        var (prediction, output) = (theory.Prediction, terminal.Out);
        terminal.WriteSentence($"{point.Config.Name}{Values(point)}: {DescribeOrder(prediction)}.");
        PrintFormulas(prediction, terminal);
        if (prediction.MisAttribution is { } misAttribution)
        {
            Line(terminal, "mis-attribution", Number(Settle(misAttribution), "G4"), TheoryColumn);
        }

        Line(terminal, "superficial preference", prediction.SuperficialPreference
            ? "yes: the modality learned first explains less of the output than another" : "no", TheoryColumn);
        Line(terminal, "correlations", $"of {theory.Source}", TheoryColumn);
        foreach (string note in theory.Notes)
        {
            terminal.WriteSentence(note);
        }

        output.WriteLine();
    }

    /// <summary>Prints how imported weights do on the test set: all modalities together, then each alone.</summary>
    public static void Print(ImportOutcome outcome, Terminal terminal)
    {
        var (scores, output) = (outcome.Scores, terminal.Out);
        output.WriteLine($"loss        {scores.Loss:G6}");
        if (scores.Score is { } score)
        {
            output.WriteLine($"{(scores.R2 is null ? "accuracy" : "R²"),-12}{100 * score:F2} %");
        }

        foreach (var (modality, alone) in outcome.Measured.Zip(scores.Unimodal))
        {
            output.WriteLine($"{$"{modality} alone",-12}{100 * alone:F2} %");
        }

        output.WriteLine($"run folder  {outcome.Folder.Path}");
        PrintWarnings(outcome.Warnings, terminal.WriteSentence);
    }

    /// <summary>Prints a reproduction: a row per item, published means beside ours, the claims that do not agree, and what failed.</summary>
    public static void Print(IReadOnlyList<ReproducedItem> results, string folder, Terminal terminal)
    {
        terminal.WriteTable(
            ["item", "claims that agree", "seconds", "remark"],
            results.Select(result => (IReadOnlyList<string>)
            [
                result.Name, $"{result.Agreeing} of {result.Checked}", $"{result.Seconds:F1}", Remark(result),
            ]));
        var claims = results.SelectMany(result => (result.Findings?.Claims ?? []).Select(claim => (Item: result.Name, Claim: claim)))
            .ToLookup(pair => pair.Claim.Comparison is not null);
        if (claims[true].Any())
        {
            terminal.WriteTable(
                ["item", "quantity", "published", "ours", "difference", "verdict"],
                claims[true].Select(pair => CompareMeans(pair.Item, pair.Claim.Text, pair.Claim.Comparison!)),
                keys: 2);
        }

        foreach (var (item, claim) in claims[false].Where(pair => pair.Claim.Verdict != Verdict.Agrees))
        {
            terminal.WriteSentence(Plain($"{item} {claim.Verdict.Describe()}: {claim.Text} {claim.Evidence}"));
        }

        if (results.Any(result => result.IsQuick && result.Count(Verdict.Differs) > 0))
        {
            terminal.WriteSentence("A reduced item has fewer seeds, points and samples: what differs there may agree without --quick.");
        }

        terminal.Out.WriteLine(Path.Combine(folder, "report.html"));
        string[] failed = [.. results.Where(result => result.Failure is not null).Select(result => result.Name)];
        if (failed.Length > 0)
        {
            terminal.Error.WriteLine(
                $"error: {failed.Length} of {results.Count} items failed: {string.Join(", ", failed)}; the others are complete.");
        }
    }

    /// <summary>Prints a reproduction as one JSON document; claims as they stand in comparison.json, with the reason of items that failed.</summary>
    public static void PrintJson(IReadOnlyList<ReproducedItem> results, string folder, Terminal terminal)
    {
        var items = results.Select(result => new JsonObject
        {
            ["item"] = result.Name,
            ["title"] = result.Title,
            ["seconds"] = result.Seconds,
            ["finishedEarlier"] = result.WasSkipped,
            ["reduced"] = result.IsQuick,
            ["failure"] = result.Failure is { } failure ? Failure.Describe(failure) : null,
            ["claims"] = JsonNode.Parse(RunJson.Write(result.Findings?.Claims ?? [])),
        });
        var document = new JsonObject
        {
            ["folder"] = folder,
            ["report"] = Path.Combine(folder, "report.html"),
            ["items"] = new JsonArray([.. items]),
        };
        terminal.Out.WriteLine(document.ToJsonString(ConfigJson.Options));
    }

    /// <summary>Each replica's times and ratio, and their mean beside the theory and the published value.</summary>
    private static void PrintReplicas(RunResult run, Terminal terminal)
    {
        var output = terminal.Out;
        if (run.Modalities.Count == 0)
        {
            var loss = run.Points[0].Loss!;
            output.WriteLine($"{run.Name}: final training loss {Number(loss.Mean, "G4", "none")} (mean of {loss.N})");
            PrintTheory(run, terminal);
            return;
        }

        string soFar = run.Status == RunResult.Interrupted ? " so far" : "";
        output.WriteLine(run.Simulated
            ? $"{run.Name}{soFar}: time to half of each modality's total weight, in steps"
            : $"{run.Name}{soFar}: time to {Threshold(run.Config.Train.EffectiveThreshold, run.ScoreName)}, in epochs");
        bool isImbalanced = run.Chance is { IsImbalanced: true };
        string[] byClass = isImbalanced ? ["balanced", "macro F1"] : [];
        string[] ofTrained = run.Simulated ? [] : ["counted", $"{run.ScoreName} at stop", .. byClass];
        string format = run.Simulated ? "N0" : "F2";
        terminal.WriteTable(
            ["seed", .. run.Modalities.Select(Wording.LabelModality), "first", "ratio", .. ofTrained],
            run.Replicas.Select(replica => (IReadOnlyList<string>)
            [
                $"{replica.Seed}",
                .. run.Modalities.Select(modality => Number(replica.LearnedAt.GetValueOrDefault(modality), format, "never")),
                replica.FirstModality is { } first ? Wording.LabelModality(first) : "-",
                replica.TimeRatioAtLeast is { } bound ? $"> {NeverLearned.Bound(bound)}" : Number(replica.TimeRatio, "F2"),
                .. run.Simulated ? [] : new[] { Number(replica.TimeRatioCounted, "F2"), Percent(replica.Final.Score) },
                .. isImbalanced ? [Percent(replica.Final.BalancedAccuracy), Percent(replica.Final.MacroF1)] : Array.Empty<string>(),
            ]));
        if (run.TimeRatio is null)
        {
            return; // one modality
        }

        Line(terminal, NameRatio([run.TimeRatio, run.TimeRatioCounted, run.TimeRatioContribution]), NeverLearned.Describe(run.TimeRatio, run.NeverLearned));
        if (!run.Simulated)
        {
            Line(terminal, "  counted", Mean(run.TimeRatioCounted));
            Line(terminal, "  by contribution", NeverLearned.Describe(
                run.TimeRatioContribution, NeverLearned.Find(run.Replicas, replica => replica.LearnedAtContribution)));
        }

        PrintTheory(run, terminal);
        bool wasSaid = run is { Dataset.Source: "synthetic", Config.Data: NoisyMnistConfig { Source: not "synthetic" } }; // by a warning
        if (run.Comparison is { } comparison && !wasSaid)
        {
            var (published, source) = (comparison.Published, run.Paper?.Source is { } name ? $"; {name}" : "");
            Line(terminal, "published", $"{published.Mean:F2} ± {published.Std:F2} (mean ± s.d. of {Wording.Count(published.N, "seed")}{source})");
            Line(terminal, comparison.Verdict.Describe(), comparison.Evidence);
        }
    }

    private static string Threshold(LearningThreshold threshold, string score) => threshold.Scale switch
    {
        LearningScale.Attainable => $"{100 * threshold.Value:0.##} % of what each modality can reach alone",
        LearningScale.Together => $"{100 * threshold.Value:0.##} % of the {score} that all modalities reach together",
        _ => $"{threshold.Describe()} unimodal {score}",
    };

    /// <summary>What the theory says, with the formula's name; or why it says nothing.</summary>
    private static void PrintTheory(RunResult run, Terminal terminal)
    {
        if (run.Theory is not { } theory)
        {
            return;
        }

        string ratio = theory.TimeRatio is double.PositiveInfinity ? "never" : Number(theory.TimeRatio, "F2", "no ratio");
        string first = theory.FirstModality is { } name ? $"{Wording.LabelModality(name)} first" : "all together";
        string unit = run.Simulated ? "step" : "epoch";
        string times = string.Join(", ", theory.LearnedAt.Where(at => at.Value is { } time && double.IsFinite(time))
            .Select(at => $"{Wording.LabelModality(at.Key)} at {unit} {Number(at.Value, run.Simulated ? "N0" : "F1")}"));
        Line(terminal, "theory", theory.Formula is not null
            ? $"{ratio}, {first}{(times.Length > 0 ? $" ({times})" : "")}; formula {theory.Formula}, {theory.Equation}"
            : theory.Formulas is null ? $"left out: {theory.WhyNot}." : $"{first}, {ratio}: {theory.WhyNot}.");
        if (run.Simulated && theory.RelativeDifference is { } difference && double.IsFinite(difference))
        {
            Line(terminal, "  difference", Difference(difference));
        }
    }

    /// <summary>What time ratios are called above or before them: what ± is, where it stands.</summary>
    public static string NameRatio(IEnumerable<RatioSummary?> ratios) => ratios.Any(ratio => ratio?.Std is not null) ? "time ratio ± s.d." : "time ratio";

    /// <summary>Writes a named value, its further lines below its first.</summary>
    private static void Line(Terminal terminal, string name, string value, int column = 19)
    {
        string[] lines = Terminal.Wrap(value, Math.Max(20, terminal.Width - column)).Split('\n');
        terminal.Out.WriteLine($"{name.PadRight(column)}{string.Join($"\n{new string(' ', column)}", lines)}");
    }

    private static void PrintTrainedPoints(RunResult run, Terminal terminal)
    {
        bool hasAccuracy = run.Modalities.Count > 0;
        terminal.WriteTable(
            [
                "point", .. run.Points[0].Values.Keys,
                .. hasAccuracy
                    ? [NameRatio(run.Points.Select(point => point.TimeRatio)), "predicted", "counted", $"{run.ScoreName} at stop"]
                    : new[] { "loss" },
                "status",
            ],
            run.Points.Select(point => (IReadOnlyList<string>)
            [
                point.Name!,
                .. point.Values.Values.Select(Wording.Describe),
                .. hasAccuracy ? Accuracies(point) : [Number(point.Loss?.Mean, "G4")],
                point.Status is null ? "not begun" : point.Diverged > 0 ? $"{point.Diverged} diverged" : point.Status,
            ]));
    }

    private static string[] Accuracies(RunPoint point) =>
    [
        NeverLearned.Describe(point.TimeRatio, point.NeverLearned),
        point.Theory?.TimeRatio is double.PositiveInfinity ? "never" : Number(point.Theory?.TimeRatio, "F2"),
        Mean(point.TimeRatioCounted),
        Percent(point.Score?.Mean),
    ];

    /// <summary>The measured time ratio beside the predicted one.</summary>
    private static void PrintSimulatedPoints(RunResult run, Terminal terminal)
    {
        // The paper's own lines beside the formula to trust, where that is another.
        (string Name, string Title)[] printed = [.. s_papersFormulas.Where(formula =>
            run.Points.Any(point => point.DifferenceFrom(formula.Name) is not null && point.Theory?.Formula != formula.Name))];
        terminal.WriteTable(
            [
                .. run.Points[0].Values.Keys, NameRatio(run.Points.Select(point => point.TimeRatio)), "predicted", "difference",
                .. printed.Select(formula => formula.Title),
                "mis-attribution", "not converged",
            ],
            run.Points.Select(point => (IReadOnlyList<string>)
            [
                .. point.Values.Values.Select(Wording.Describe),
                NeverLearned.Describe(point.TimeRatio, point.NeverLearned),
                point.Theory?.TimeRatio is double.PositiveInfinity ? "never" : Number(point.Theory?.TimeRatio, "F2"),
                Difference(point.Theory?.RelativeDifference),
                .. printed.Select(formula => Difference(point.DifferenceFrom(formula.Name))),
                Number(Settle(point.MisAttribution!.Mean), "G3"),
                $"{point.NotConverged}",
            ]),
            keys: run.Points[0].Values.Count);
    }

    private static void PrintFormulas(Prediction prediction, Terminal terminal)
    {
        var formulas = prediction.Formulas.Where(formula => formula.Applies).ToArray();
        if (formulas.Length == 0)
        {
            return; // the first line says why
        }

        terminal.WriteTable(
            ["formula", "equation", .. prediction.Modalities.Select(modality => $"{Wording.LabelModality(modality.Name)} at step"), "time ratio"],
            formulas.Select(formula => (IReadOnlyList<string>)
            [
                formula.Name == prediction.Default ? $"{formula.Name} *" : formula.Name,
                formula.Equation,
                .. formula.LearnedAt.Select(time => time?.ToString() ?? "-"),
                formula.TimeRatio?.ToString() ?? "-",
            ]));
        if (prediction.Default is not null)
        {
            terminal.WriteSentence($"* the formula to trust for this network: {prediction.Reason}.");
            double[] ratios = [.. formulas.Select(formula => formula.TimeRatio?.Value).OfType<double>()];
            if (prediction.FirstModality is null && ratios.Any(ratio => ratio > NearTie))
            {
                terminal.WriteSentence("Its ratio is not 1, although the modalities are learned together: each weight takes its own time to half of "
                    + "its final norm, of which directions that vary little among the samples, and are learned late, may be a large part.");
            }
            else if (ratios.Length > 1 && ratios.Max() > Disagreement * ratios.Min())
            {
                terminal.WriteSentence($"The formulas disagree, from {ratios.Min():G4} to {ratios.Max():G4}: trust {prediction.Default}.");
            }
        }

        if (formulas.Any(formula => formula.TimeRatio is null || formula.LearnedAt.Contains(null)))
        {
            terminal.WriteSentence("A dash: the formula does not say, or the weights are not followed that far.");
        }
    }

    /// <summary>The order of learning, a sentence without its full stop.</summary>
    public static string DescribeOrder(Prediction prediction)
    {
        if (prediction.FirstModality is null)
        {
            return "all modalities are learned together";
        }

        string first = Wording.LabelModality(prediction.FirstModality);
        if (prediction.TimeRatio is { Never: false, Value: < NearTie })
        {
            return $"all modalities are learned nearly together (time ratio {prediction.TimeRatio}, {first} first)";
        }

        var times = prediction.Formulas.FirstOrDefault(formula => formula.Name == prediction.Default)?.LearnedAt ?? [];
        string[] rest = [.. prediction.Modalities.Select(modality => modality.Name).Index()
            .Where(modality => modality.Item != prediction.FirstModality)
            .OrderBy(modality => times.ElementAtOrDefault(modality.Index)?.Value ?? double.PositiveInfinity)
            .Select(modality => Wording.LabelModality(modality.Item))];
        string order = $"{first} is learned first, then {string.Join(", then ", rest)}";
        return prediction.TimeRatio switch
        {
            null => $"{order}: the more a modality correlates with the output, the sooner. How much later cannot be said: {prediction.Reason}",
            { Never: true } => $"{order}, never",
            var ratio => $"{order}, {ratio} times as late",
        };
    }

    private static IReadOnlyList<string> CompareMeans(string item, string quantity, PublishedComparison comparison) =>
    [
        item,
        Plain(quantity),
        Mean(comparison.Published),
        comparison.Measured is { Mean: not null } measured ? Mean(measured) : "-",
        comparison.Difference is { } difference ? $"{difference:F1} s.e." : "-",
        comparison.DescribeVerdict(),
    ];

    private static string Remark(ReproducedItem result)
    {
        return string.Join(", ", new[]
        {
            result.Failure is not null ? "failed" : result.WasSkipped ? "finished earlier" : null,
            result.IsQuick ? "reduced" : null,
            Count(Verdict.NotComparable),
            Count(Verdict.NotRun),
        }.OfType<string>());

        string? Count(Verdict verdict) => result.Count(verdict) is > 0 and var count ? $"{count} {verdict.Describe()}" : null;
    }

    /// <summary>The values of a sweep's point in parentheses, after a blank; nothing without a sweep.</summary>
    private static string Values(SweepPoint point) =>
        point.Values.Count == 0 ? "" : $" ({string.Join(", ", point.Values.Select(value => $"{value.Key} = {Wording.Describe(value.Value)}"))})";

    /// <summary>A mean with its spread: <c>1.90 ± 0.39 (5 replicas)</c>.</summary>
    private static string Mean(RatioSummary? ratio) => NeverLearned.Describe(ratio, never: null);

    /// <summary>A published mean: <c>1.90 ± 0.39 (5 seeds)</c>.</summary>
    private static string Mean(PaperMean mean) => $"{mean.Mean:F2} ± {mean.Std:F2} ({Wording.Count(mean.N, "seed")})";

    /// <summary>A number without what rounding leaves of 0.</summary>
    private static double? Settle(double? value) => value is { } number && Math.Abs(number) < Rounding ? 0 : value;

    private static string Number(double? value, string format, string otherwise = "-") => value?.ToString(format) ?? otherwise;

    private static string Percent(double? share) => share is null ? "-" : $"{100 * share:F1} %";

    private static string Difference(double? relative) => relative is { } difference && double.IsFinite(difference)
        ? $"{100 * difference:+0.0;-0.0;0.0} %"
        : "-";

    // Mathematics stands between dollar signs, for figures and pages.
    private static string Plain(string text) => text.Replace("$", "");
}
