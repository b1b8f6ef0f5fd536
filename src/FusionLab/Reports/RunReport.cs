using System.Globalization;
using FusionLab.Figures;
using FusionLab.Networks;
using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Reports;

/// <summary>Builds the report of one run from its folder.</summary>
public static class RunReport
{
    private const string Words = """
        replica: one network with its own seed; a run trains several at once.
        modality: one of the inputs, such as A and B; each has a branch of the network.
        fusion depth L_f: the layer that joins the branches; 1 is early fusion, the number of layers late fusion.
        learned at: the time at which the accuracy with this modality alone crosses the threshold (of linear tasks: its total weight does).
        time ratio: the time at which the last modality is learned over the time of the first; 1 means that both are learned together.
        interpolated: times are read off the line between the two evaluations around the crossing.
        counted: the ratio of the numbers of the evaluations that first find it crossed, the one before training being number 1, as in Table 1.
        contribution: learned when what the modality alone removes from the test loss first reaches half of its largest value.
        theory: what the paper's formulas give for this network taken as linear, without training.
        ± s.d.: the standard deviation over replicas (n − 1); a mean over fewer replicas than were trained says so.
        mis-attribution: how far the first modality's weight exceeds its final one while it stands for the other as well.
        """;

    private const string BibTeX = """
        @inproceedings{zhang2024understanding,
          title = {Understanding Unimodal Bias in Multimodal Deep Linear Networks},
          author = {Zhang, Yedi and Latham, Peter E. and Saxe, Andrew M.},
          booktitle = {Proceedings of the 41st International Conference on Machine Learning},
          year = {2024}
        }
        """;

    /// <summary>Builds the report.</summary>
    /// <param name="run">The run's files.</param>
    /// <returns>A document with the result, the curves, every replica, and what was run.</returns>
    public static ReportDocument Build(RunFiles run) => new(run.Name, [BuildResult(run), BuildCircumstances(run)])
    {
        Subtitle = Join(run.Summary?.Task, DescribeNetwork(run)),
        Findings = run.Summary?.Findings ?? [],
        Warnings = ListWarnings(run),
    };

    /// <summary>Draws a run's curves and writes its report into its folder.</summary>
    /// <param name="folder">The run folder; its results are on disk.</param>
    public static void Write(RunFolder folder)
    {
        var run = RunFiles.Read(folder.Path);
        if (RunFigures.Draw(run, run.Name, WarnOfData(run)) is { } curves)
        {
            AtomicFile.WriteText(folder.Curves, FigureSvg.Render(curves));
        }

        HtmlReport.Save(Build(run), folder.Report);
    }

    /// <summary>What a reader of a run's numbers must know first.</summary>
    internal static IReadOnlyList<string> ListWarnings(RunFiles run)
    {
        string?[] warnings =
        [
            run.ChangeWarning,
            WarnOfData(run),
            .. (run.Summary?.Warnings ?? []).Where(warning => WarnOfData(run) is null || !warning.Contains("synthetic")),
            run.Summary is null ? "This run has no summary: it is still going on, or it was killed."
                : run.Summary.Status == RunResult.Interrupted
                    ? "This run was interrupted; its numbers are those of an unfinished run until it is resumed."
                : run.Summary.Status == RunResult.Diverged ? "Training diverged: the loss left the range of numbers. See log.txt."
                : null,
        ];
        return [.. warnings.OfType<string>()];
    }

    /// <summary>What a reader must know of the data, short enough to stand below a figure; null for nothing.</summary>
    public static string? WarnOfData(RunFiles run) => run.Summary?.Dataset?.Source == "synthetic"
        ? "Synthetic digits, not MNIST: these numbers are not comparable with the paper."
        : null;

    /// <summary>What was run, on what, and how long.</summary>
    internal static IReadOnlyList<ReportFact> ListFacts(RunFiles run)
    {
        var summary = run.Summary;
        var environment = run.Environment?.Record;
        (string Name, string? Value)[] facts =
        [
            ("Folder", run.Folder),
            ("Data", Join(summary?.Dataset?.Name, summary?.Dataset?.Source)),
            ("Data checksum (SHA-256)", summary?.Dataset?.Sha256),
            ("Device", summary?.Device),
            ("Duration", summary?.Seconds is { } seconds ? FormatDuration(seconds) : null),
            ($"{RunFigures.NameTime(summary)}s", summary?.Epochs?.ToString(CultureInfo.InvariantCulture)),
            ("Seconds an epoch", run.SecondsPerEpoch is var (train, evaluate)
                ? string.Create(CultureInfo.InvariantCulture, $"{train:G3} training, {evaluate:G3} evaluation") : null),
            ("Started", environment is { Started.Ticks: > 0 }
                ? environment.Started.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture) : null),
            ("Data folder", environment?.Dataset?.Root),
            ("GPU", environment?.Gpu?.ToString()),
            ("Threads", environment?.Threads.ToString(CultureInfo.InvariantCulture)),
            ("Cores", environment?.Cores.ToString(CultureInfo.InvariantCulture)),
            ("System", Join(environment?.System, environment?.DotNet)),
            ("FusionLab", environment?.FusionLab),
            ("libtorch", environment?.LibTorch),
        ];
        return [.. facts.Where(fact => fact.Value is not null).Select(fact => new ReportFact(fact.Name, fact.Value!))];
    }

    private static ReportSection BuildResult(RunFiles run)
    {
        var points = RunTables.TabulatePoints(run.Summary);
        // Of a sweep there are too many replicas to read; replicas.csv has them.
        ReportTable?[] tables = points is not null ? [points] :
            [RunTables.TabulateTimeRatio(run.Summary), RunTables.TabulateBaselines(run.Summary), RunTables.TabulateReplicas(run.Summary)];
        return new ReportSection("Result")
        {
            Figures = RunFigures.Draw(run, run.Name) is { } figure ? [figure] : [],
            Claims = ListPublished(run),
            Paragraphs = DescribeSensitivity(run) is { } sensitivity ? [sensitivity] : [],
            Tables = [.. tables.OfType<ReportTable>()],
            Command = run.Environment?.Record.FirstCommand ?? $"dotnet run -- {Path.Combine(run.Folder, "config.json")}",
        };
    }

    /// <summary>How the time ratio depends on the threshold; null where there is no ratio.</summary>
    private static string? DescribeSensitivity(RunFiles run)
    {
        if (run.Summary is not { Sensitivity: { Count: > 0 } sensitivity })
        {
            return null;
        }

        string scale = run.Config?.Record.Train.EffectiveThreshold.Scale switch
        {
            LearningScale.Attainable => " (share of what is attainable)",
            LearningScale.Together => " (share of what all modalities reach together)",
            _ => "",
        };
        return $"Time ratio (mean ± s.d.) by threshold{scale}: " + string.Join("; ", sensitivity.Select(at =>
            string.Create(CultureInfo.InvariantCulture, $"{100 * at.Threshold:0} %: {NeverLearned.Describe(at.TimeRatio, at.NeverLearned)}"))) + "."
            + (run.Config?.Record.Train.Stop == StopCondition.AllLearned && sensitivity.Any(at => at.NeverLearned is not null)
                ? " Never here means not before training stopped, which it did when all were learned." : "");
    }

    /// <summary>The published time ratio with the verdict that the run's summary holds.</summary>
    private static IReadOnlyList<ReportClaim> ListPublished(RunFiles run) => run.Summary is { Comparison: { } comparison } summary
        ? [new ReportClaim(
            $"Published time ratio: {summary.Paper?.Source ?? "named in the config"}.", comparison.Verdict, comparison.Evidence)]
        : [];

    private static ReportSection BuildCircumstances(RunFiles run)
    {
        (string Name, string? Text)[] files =
        [
            ("What the words mean", Words), ("BibTeX of the paper", BibTeX), ("config.json", run.Config?.Text),
            ("environment.json", run.Environment?.Text),
        ];
        return new("What was run")
        {
            Facts = ListFacts(run),
            Paragraphs = run.Missing,
            Attachments = [.. files.Where(file => file.Text is not null).Select(file => new ReportAttachment(file.Name, file.Text!))],
        };
    }

    private static string? DescribeNetwork(RunFiles run)
    {
        // What a sweep varies is in the table of its points.
        bool IsSwept(string key) => run.Config?.Record.Sweep?.ContainsKey($"network.{key}") == true;
        return run.Summary?.Network is not { } network || IsSwept("kind") ? null
            : network.Kind
                + (IsSwept("depth") ? "" : $", depth $L$ = {network.Depth}")
                + (IsSwept("fusionDepth") ? "" : $", fusion depth $L_f$ = {network.FusionDepth}")
                + (network is MlpConfig { Branches: { } branches } && !IsSwept("branches")
                    ? $", branches {string.Join(", ", branches.Select(branch => $"{branch.Key}: {branch.Value.Kind}"))}" : "");
    }

    private static string FormatDuration(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return seconds < 120 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s")
            : seconds < 3600 ? time.ToString("m' min 's' s'", CultureInfo.InvariantCulture)
            : time.ToString(time.Days > 0 ? "d' d 'h' h 'm' min'" : "h' h 'm' min'", CultureInfo.InvariantCulture);
    }

    private static string? Join(params string?[] parts)
    {
        string joined = string.Join(", ", parts.Where(part => part is not null));
        return joined.Length == 0 ? null : joined;
    }
}

/// <summary>The tables of a run's report, from its summary.</summary>
internal static class RunTables
{
    private static readonly Column<RunPoint>[] s_trained =
    [
        new("Time ratio", Censored),
        new("Counted", point => Censored(point.TimeRatioCounted)),
        new("Contribution", point => Censored(point.TimeRatioContribution)),
        new("Theory", point => Predicted(point.Theory)),
        new("Replicas", point => ReportCell.Number(point.TimeRatio?.N, "0")),
        new("Without a ratio", point => ReportCell.Number(point.TimeRatio?.Unlearned, "0")),
        new("Diverged", point => ReportCell.Number(point.Diverged, "0")),
        new("Loss at stop", point => MeanStd(point.Loss)),
    ];

    private static readonly Column<ReplicaSummary>[] s_byClass =
    [
        new("Balanced accuracy (%)", replica => Percent(replica.Final.BalancedAccuracy)),
        new("Macro F1 (%)", replica => Percent(replica.Final.MacroF1)),
    ];

    private static readonly Column<RunPoint>[] s_simulated =
    [
        new("Time ratio", Censored),
        new("Replicas", point => ReportCell.Number(point.TimeRatio?.N, "0")),
        new("Without a ratio", point => ReportCell.Number(point.TimeRatio?.Unlearned, "0")),
        new("Not converged", point => ReportCell.Number(point.NotConverged, "0")),
        new("Theory", point => Predicted(point.Theory)),
        new("Difference (%)", point => Percent(point.Theory?.RelativeDifference)),
        new("Mis-attribution", point => MeanStd(point.MisAttribution)),
    ];

    /// <summary>The time ratio of a run beside theory and the published value.</summary>
    /// <param name="summary">The run's summary; null where there is none.</param>
    /// <returns>Null for a run of one modality.</returns>
    public static ReportTable? TabulateTimeRatio(RunResult? summary)
    {
        if (summary is { TimeRatio: null, Modalities.Count: 1 })
        {
            return null;
        }

        var rows = new List<IReadOnlyList<ReportCell>> { RowOf("measured, interpolated clock", summary?.TimeRatio, summary?.NeverLearned) };
        if (summary?.TimeRatioCounted is { } counted)
        {
            rows.Add(RowOf("measured, counted as in the paper", counted)); // a simulation has no evaluations to count
        }

        if (summary?.TimeRatioContribution is { } contribution)
        {
            rows.Add(RowOf(
                "measured, contribution clock", contribution, NeverLearned.Find(summary.Replicas, replica => replica.LearnedAtContribution)));
        }

        if (summary?.Theory is { } theory)
        {
            rows.Add(["theory", Predicted(theory), "", theory.Formula is { } formula ? $"{formula}, {theory.Equation}" : $"{theory.WhyNot}."]);
        }

        if (summary?.Paper?.TimeRatio is { } published)
        {
            rows.Add([
                "published", ReportCell.MeanStd(published.Mean, published.Std), ReportCell.Number(summary.Comparison?.Published.N, "0"),
                summary.Paper.Source ?? "",
            ]);
        }

        return new ReportTable(
            ["Time ratio", "Mean ± s.d.", "Replicas", "Remark"],
            rows,
            "The time at which the last modality is learned over the time of the first.");
    }

    /// <summary>What each modality reaches alone, beside what it has in the network; null without baselines.</summary>
    /// <param name="summary">The run's summary; null where there is none.</param>
    public static ReportTable? TabulateBaselines(RunResult? summary) => summary?.Baselines is not { } baselines ? null
        : Tabulate(
            baselines,
            [
                new("Modality", modality => Wording.LabelModality(modality.Key)),
                new("Attainable alone (%)", modality => ReportCell.MeanStd(100 * modality.Value.Attainable.Mean, 100 * modality.Value.Attainable.Std)),
                new("In this network (%)", modality => Percent(modality.Value.InNetwork)),
                new("Share of attainable above chance (%)", modality => Percent(modality.Value.Share)),
            ],
            "Baselines: networks of the same shape and seeds that saw one modality alone, trained as long; attainable is the best test score at "
                + "any of their evaluations.");

    /// <summary>One row per replica: when it learned what, and where it ended; null where the summary has none.</summary>
    /// <param name="summary">The run's summary; null where there is none.</param>
    public static ReportTable? TabulateReplicas(RunResult? summary)
    {
        if (summary is not { Replicas: { Count: > 0 } replicas })
        {
            return null;
        }

        string[] modalities = [.. replicas.SelectMany(replica => replica.LearnedAt.Keys).Distinct()];
        string unit = $"({RunFigures.NameTime(summary).ToLowerInvariant()}s)";
        Column<ReplicaSummary>[] ofEveryRun =
        [
            new("Seed", replica => ReportCell.Whole(replica.Seed)),
            .. modalities.Select(name => new Column<ReplicaSummary>(
                $"{Wording.LabelModality(name)} learned at {unit}",
                replica => At(replica, replica.LearnedAt, name))),
            new("First", replica => replica.FirstModality is { } first ? Wording.LabelModality(first) : "–"),
            new("Time ratio", replica => replica.TimeRatioAtLeast is { } bound
                ? new ReportCell($"> {NeverLearned.Bound(bound)}", bound) : ReportCell.Number(replica.TimeRatio, "F2")),
        ];
        Column<ReplicaSummary>[] ofSome =
        [
            new("Counted", replica => ReportCell.Number(replica.TimeRatioCounted, "F2")),
            .. modalities.Select(name => new Column<ReplicaSummary>(
                $"{Wording.LabelModality(name)} contributes at {unit}",
                replica => At(replica, replica.LearnedAtContribution, name))),
            new("Contribution", replica => ReportCell.Number(replica.TimeRatioContribution, "F2")),
            new("Loss at stop", replica => ReportCell.Number(replica.Final.Loss)),
            new("Accuracy at stop (%)", replica => Percent(replica.Final.Accuracy)),
            new("$R^2$ at stop (%)", replica => Percent(replica.Final.R2)),
            .. summary.Chance is { IsImbalanced: true } ? s_byClass : [],
            .. modalities.Select(name => new Column<ReplicaSummary>(
                $"{Wording.LabelModality(name)} alone (%)",
                replica => Percent(replica.Final.Unimodal.TryGetValue(name, out double alone) ? alone : null))),
        ];
        // A run without classes has no accuracies, a simulation no evaluations to count: columns of nothing but dashes.
        var withNumbers = ofSome.Where(column => replicas.Any(replica => column.Cell(replica) is { Value: not null } or { Text: "never" }));
        return Tabulate(replicas, [.. ofEveryRun, .. withNumbers], "Replicas");
    }

    /// <summary>
    /// One row per point of a sweep: a simulated one's time ratio beside the predicted one, a trained one's beside its accuracy; null for a
    /// run without a sweep.
    /// </summary>
    /// <param name="summary">The run's summary; null where there is none.</param>
    public static ReportTable? TabulatePoints(RunResult? summary)
    {
        if (summary is not { Points: { Count: > 1 } points })
        {
            return null;
        }

        var values = points[0].Values.Keys.Select(path => new Column<RunPoint>(
            path, point => point.Values.TryGetValue(path, out var value) ? Wording.Describe(value) : ""));
        return summary.Simulated
            ? Tabulate(points, [.. values, .. s_simulated], "Points of the sweep: mean ± s.d. over seeds, and the formula to trust.")
            : Tabulate(
                points, [new("Run", LinkRun), .. values, .. s_trained, .. Scores(points)], "Points of the sweep: mean ± s.d. over seeds.");

        static IEnumerable<Column<RunPoint>> Scores(IReadOnlyList<RunPoint> points) =>
        [
            new(points.Any(point => point.R2 is { N: > 0 }) ? "$R^2$ at stop (%)" : "Accuracy at stop (%)", point => Share(point.Score)),
            .. points.SelectMany(point => point.Unimodal.Keys).Distinct().Select(name => new Column<RunPoint>(
                $"{Wording.LabelModality(name)} alone (%)", point => Share(point.Unimodal.GetValueOrDefault(name)))),
            .. points.SelectMany(point => point.Baselines?.Keys ?? []).Distinct().Select(name => new Column<RunPoint>(
                $"{Wording.LabelModality(name)} attainable (%)", point => Share(point.Baselines?.GetValueOrDefault(name)?.Attainable))),
        ];

        static ReportCell Share(RatioSummary? share) => ReportCell.MeanStd(100 * share?.Mean, 100 * share?.Std);

        static ReportCell LinkRun(RunPoint point) => point.Name is { } run ? new ReportCell(run) { Link = Link(point) } : "";
    }

    /// <summary>The report of a sweep's point, as seen from that of the sweep; null where the point has no run of its own.</summary>
    public static string? Link(RunPoint point) => point.Name is { } run ? $"{run}/report.html" : null;

    /// <summary>The trusted formula's ratio; a formula without one says that a modality is never learned.</summary>
    public static ReportCell Predicted(TheorySummary? theory) =>
        theory is { Formula: not null, TimeRatio: null } ? "never" : ReportCell.Number(theory?.TimeRatio);

    /// <summary>A time ratio with what its mean leaves out.</summary>
    public static ReportCell Censored(RatioSummary? ratio, NeverLearned? never = null) => ratio is not { Unlearned: > 0 }
        ? MeanStd(ratio) : new(NeverLearned.Describe(ratio, never), never?.TimeRatioAtLeast ?? ratio.Mean);

    /// <summary>A mean with its standard deviation.</summary>
    public static ReportCell MeanStd(RatioSummary? summary) => ReportCell.MeanStd(summary?.Mean, summary?.Std);

    /// <summary>A point's time ratio with what its mean leaves out.</summary>
    private static ReportCell Censored(RunPoint point) => Censored(point.TimeRatio, point.NeverLearned);

    /// <summary>When a replica learned a modality: a time, or never.</summary>
    private static ReportCell At(ReplicaSummary replica, IReadOnlyDictionary<string, double?> times, string name) =>
        replica.Status != RunResult.Diverged && times.TryGetValue(name, out double? time) && time is null
            ? "never" : ReportCell.Number(times.GetValueOrDefault(name), "F2");

    private static ReportCell[] RowOf(string name, RatioSummary? ratio, NeverLearned? never = null) =>
    [
        name, MeanStd(ratio), ReportCell.Number(ratio?.N, "0"),
        ratio?.Unlearned is not > 0 ? "" : never is not null ? NeverLearned.Describe(ratio with { Mean = null, N = 0, Unlearned = ratio.N + ratio.Unlearned }, never)
            : $"{ratio.Unlearned} of {ratio.N + ratio.Unlearned} without a ratio",
    ];

    private static ReportCell Percent(double? share) => ReportCell.Number(100 * share, "F1");

    private static ReportTable Tabulate<T>(IEnumerable<T> rows, IReadOnlyList<Column<T>> columns, string caption) => new(
        [.. columns.Select(column => column.Head)],
        [.. rows.Select(row => (IReadOnlyList<ReportCell>)[.. columns.Select(column => column.Cell(row))])],
        caption);

    private sealed record Column<T>(string Head, Func<T, ReportCell> Cell);
}
