using System.Globalization;
using System.Text.Json;
using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Runs;

namespace FusionLab.Reports;

/// <summary>
/// Compares several runs on one page: their curves over each other, the time ratio over what differs, their numbers, and where their
/// configs differ. Runs are named by what differs.
/// </summary>
public static class ComparisonReport
{
    private const int MostBands = 4;
    private const int MostBeside = 4;
    private const int MostSettingsInName = 2;
    private const int MostNamed = 4;

    /// <summary>Settings that say how a run is made, not what it is.</summary>
    private static readonly string[] s_unnamed = ["seeds", "device", "threads"];

    /// <summary>Builds the report.</summary>
    /// <param name="runs">The runs, in the order in which they are shown.</param>
    /// <param name="file">Where the page will be, from which it links to the runs' reports; null for no links.</param>
    public static ReportDocument Build(IReadOnlyList<RunFiles> runs, string? file = null)
    {
        var settings = new SettingNames();
        var differences = FindDifferences(runs);
        string[] markup = NameRuns(runs, differences, settings);
        string[] names = [.. markup.Select(name => new Label(name).PlainText)];
        var together = new ReportSection("Together")
        {
            Figures = Draw(runs, file: file),
            Tables =
            [
                Numbers(runs, names, file), .. Differences(differences, markup, names), .. ComparePairs(runs, names),
                .. ComparePoints(runs, markup, settings),
            ],
            Command = "dotnet run -- report " + string.Join(' ', runs.Select(run => run.Folder)),
        };
        var each = runs.Select((run, i) => new ReportSection(markup[i])
        {
            Warnings = RunReport.ListWarnings(run),
            Figures = RunFigures.Draw(run, markup[i]) is { } figure ? [figure] : [],
            Tables = RunTables.TabulateReplicas(run.Summary) is { } replicas ? [replicas] : [],
            Facts = RunReport.ListFacts(run),
            Paragraphs = run.Missing,
        });
        return new ReportDocument($"{runs.Count} runs compared", [together, .. each])
        {
            Findings = ListFindings(runs, markup),
            Warnings = [.. WarnOfData(runs), .. Share(runs.SelectMany((run, i) => RunReport.ListWarnings(run).Select(warning => (markup[i], warning))))],
        };
    }

    /// <summary>The time ratios of a few runs beside each other, and what came out of each; runs that came to the same share a line.</summary>
    /// <param name="runs">The runs.</param>
    public static IReadOnlyList<string> ListFindings(IReadOnlyList<RunFiles> runs) =>
        [.. ListFindings(runs, NameRuns(runs, FindDifferences(runs), new SettingNames())).Select(finding => new Label(finding).PlainText)];

    private static IReadOnlyList<string> ListFindings(IReadOnlyList<RunFiles> runs, string[] names)
    {
        string[] ratios = [.. runs.Zip(names).Where(run => run.First.Summary?.TimeRatio is not null).Select(run =>
            $"{run.Second}: {NeverLearned.Describe(run.First.Summary!.TimeRatio, run.First.Summary.NeverLearned)}")];
        string[] beside = ratios.Length is < 2 or > MostBeside ? [] : [$"Time ratios (mean ± s.d.): {string.Join("; ", ratios)}."];
        return [.. beside, .. Share(runs.SelectMany((run, i) => (run.Summary?.Findings ?? []).Select(finding => (names[i], finding))))];
    }

    /// <summary>Says that runs of different data stand side by side.</summary>
    private static IEnumerable<string> WarnOfData(IReadOnlyList<RunFiles> runs)
    {
        string[] sources = [.. runs.Select(run => run.Summary?.Dataset).OfType<DatasetSummary>()
            .Select(data => data.Source == data.Name ? data.Name : $"{data.Name} of {data.Source}").Distinct()];
        if (sources.Length > 1)
        {
            yield return $"These runs were made with different data ({string.Join(", ", sources.Take(MostNamed))}): their numbers do not compare.";
        }
    }

    private static IReadOnlyList<string> Share(IEnumerable<(string Name, string Text)> sentences) =>
        [.. sentences.GroupBy(one => one.Text, one => one.Name).Select(same => $"{List([.. same])}: {same.Key}")];

    private static string List(string[] names) => names.Length <= MostNamed
        ? string.Join("; ", names) : $"{string.Join("; ", names[..(MostNamed - 1)])} and {names.Length - MostNamed + 1} more runs";

    /// <summary>Draws the runs' curves over each other, and the time ratio over the setting in which they differ.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="settings">The names of settings; null for the customary ones.</param>
    /// <param name="file">The page that will show them, from which points link to the runs' reports; null for no links.</param>
    /// <returns>As many figures as there is something to show.</returns>
    public static IReadOnlyList<Figure> Draw(IReadOnlyList<RunFiles> runs, SettingNames? settings = null, string? file = null)
    {
        settings ??= new SettingNames();
        var differences = FindDifferences(runs);
        Figure?[] figures = [Overlay(runs, NameRuns(runs, differences, settings)), DrawOverSetting(runs, differences, settings, file)];
        return [.. figures.OfType<Figure>()];
    }

    /// <summary>The settings in which the configs differ, with each run's value; null where a run has none.</summary>
    private static List<(string Path, string?[] Values)> FindDifferences(IReadOnlyList<RunFiles> runs)
    {
        Dictionary<string, string>[] configs = [.. runs.Select(run =>
            run.Config?.Settings.ToDictionary(setting => setting.Path, setting => setting.Value) ?? [])];
        return [.. configs.SelectMany(config => config.Keys).Distinct().Where(path => path is not ("$schema" or "name" or "out"))
            .Select(path => (path, configs.Select(config => config.GetValueOrDefault(path)).ToArray()))
            .Where(setting => setting.Item2.Distinct().Count() > 1)];
    }

    /// <summary>The settings that say what a run is. Where kinds differ, what only one of them has does not name it as well.</summary>
    private static List<(string Path, string?[] Values)> SelectNaming(IEnumerable<(string Path, string?[] Values)> differences)
    {
        var telling = differences
            .Where(setting => !s_unnamed.Contains(setting.Path) && !setting.Path.StartsWith("paper", StringComparison.Ordinal)).ToList();
        string[] kinds = [.. telling.Select(setting => setting.Path).Where(path => path.EndsWith($".{ConfigKinds.Key}", StringComparison.Ordinal))];
        return [.. telling.Where(setting => kinds.Contains(setting.Path) || !setting.Values.Contains(null)
            || !kinds.Any(kind => setting.Path.StartsWith(kind[..^ConfigKinds.Key.Length], StringComparison.Ordinal)))];
    }

    /// <summary>
    /// Names runs by the one or two settings in which they differ, else by their names, and by their folders where those are alike.
    /// </summary>
    private static string[] NameRuns(
        IReadOnlyList<RunFiles> runs, IEnumerable<(string Path, string?[] Values)> differences, SettingNames settings)
    {
        var naming = SelectNaming(differences);
        string[] names = [.. runs.Select((run, i) => naming.Count is 0 or > MostSettingsInName
            ? run.Name : string.Join(", ", naming.Select(setting => settings.Describe(setting.Path, setting.Values[i] ?? "–"))))];
        return [.. runs.Select((run, i) => names.Count(name => name == names[i]) == 1
            ? names[i] : $"{names[i]} ({Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Folder))})")];
    }

    private static Figure? Overlay(IReadOnlyList<RunFiles> runs, string[] names)
    {
        string[] modalities = [.. runs.SelectMany(run => run.Modalities).Distinct()];
        // A sweep has no curve of its own: its points have.
        bool HasCurve(RunFiles run) => run.History.Count > 0 && run.Summary is not { Points.Count: > 1 };
        int curves = runs.Count(HasCurve);
        if (curves == 0)
        {
            return null;
        }

        string time = string.Join(" or ", runs.Where(HasCurve).Select(run => RunFigures.NameTime(run.Summary)).Distinct());
        double? threshold = runs.SelectMany(run => run.Thresholds).Distinct().ToArray() is [var common] ? common : null;
        var panels = new List<Panel> { Panel("Training loss", isLog: true, threshold: null, (_, row) => row.Loss) };
        foreach (string modality in modalities)
        {
            panels.Add(Panel($"{Wording.LabelModality(modality)} alone (%)", isLog: false, threshold, (run, row) =>
                run.Modalities.ToList().IndexOf(modality) is >= 0 and var m ? 100 * row.Unimodal[m] : double.NaN));
        }

        string extent = "Mean over the replicas of each run; it ends where the first one leaves.";
        return new Figure(
            "Curves over each other",
            curves > MostBands ? extent : extent + " Bands are one standard deviation over replicas to both sides.",
            panels)
        { SharedLegend = true, ShareX = true, PanelWidth = 220 };

        PlotPanel Panel(string label, bool isLog, double? threshold, Func<RunFiles, Evaluation, double> quantity) => new(
            new Axis(time),
            new Axis(label) { IsLog = isLog },
            [
                .. threshold is { } level ? [new ReferenceLine(100 * level, IsVertical: false) { Ink = Ink.Muted }] : Array.Empty<Series>(),
                .. runs.Index().Where(run => HasCurve(run.Item)).SelectMany(run => DrawRun(run.Index, isLog, quantity)),
            ]);

        IEnumerable<Series> DrawRun(int i, bool isLog, Func<RunFiles, Evaluation, double> quantity)
        {
            var replicas = ReplicaCurves.Select(ReplicaCurves.GroupByReplica(runs[i].History), row => quantity(runs[i], row));
            if (runs[i].Summary is { Simulated: true })
            {
                replicas = ReplicaCurves.AtCommonTimes(replicas, isLog);
            }

            return curves > MostBands
                ? [CurveBundle.DrawMean(replicas, names[i], SeriesStyle.Pick(i))]
                : CurveBundle.Draw(replicas, names[i], SeriesStyle.Pick(i)).Where(series => series is not Line { IsThin: true });
        }
    }

    /// <summary>The runs as the points of a sweep over what differs; null where nothing that is a number does.</summary>
    private static Figure? DrawOverSetting(
        IReadOnlyList<RunFiles> runs, IEnumerable<(string Path, string?[] Values)> differences, SettingNames settings, string? file)
    {
        var naming = SelectNaming(differences);
        RunPoint[] points = [.. runs.Index().Where(run => run.Item.Summary is { Points.Count: <= 1, Replicas.Count: > 0 }).Select(run =>
            RunPoint.FromReplicas(
                naming.Where(setting => setting.Values[run.Index] is not null)
                    .ToDictionary(setting => setting.Path, setting => ToElement(setting.Values[run.Index]!)),
                run.Item.Summary!.Replicas) with { Name = run.Item.Folder, Theory = run.Item.Summary.Theory })];
        if (points.Length < 2 || SweptSetting.Choose(points) is not { } across)
        {
            return null;
        }

        PlotPanel[] panels = [.. SweepFigure.DrawOver(points, across, settings, link: point => Link(point.Name!, file))];
        return panels.Length == 0 ? null : new Figure(
            $"Over {settings.NameAxis(across.Path)}", SweepFigure.Describe(points, across, settings, "the replicas of each run"), panels)
        {
            PanelWidth = across.ChooseWidth(new Figure("", "", []).PanelWidth),
            ReadableWidth = across.ChooseWidth(0),
        };

        static JsonElement ToElement(string value) =>
            double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                ? JsonSerializer.SerializeToElement(number) : JsonSerializer.SerializeToElement(value);
    }

    /// <summary>A run's report as seen from a page; null where there is none.</summary>
    private static string? Link(string run, string? file) =>
        file is not null && Path.Combine(run, "report.html") is var report && File.Exists(report)
            ? Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(file))!, report).Replace('\\', '/') : null;

    private static ReportTable Numbers(IReadOnlyList<RunFiles> runs, string[] names, string? file) => new(
        ["Run", "Status", "Data", "$L_f$", "Time ratio", "Counted", "Theory", "Published", "Epochs", "Seconds", "Device"],
        [.. runs.Select((run, i) => new ReportCell[]
        {
            new ReportCell(names[i]) { Link = Link(run.Folder, file) }, run.Summary?.Status ?? "no summary", run.Summary?.Dataset?.Source ?? "–",
            ReportCell.Number(run.Summary?.Network?.FusionDepth, "0"),
            RunTables.Censored(run.Summary?.TimeRatio, run.Summary?.NeverLearned),
            RunTables.Censored(run.Summary?.TimeRatioCounted),
            RunTables.Predicted(run.Summary?.Theory),
            ReportCell.MeanStd(run.Summary?.Paper?.TimeRatio?.Mean, run.Summary?.Paper?.TimeRatio?.Std),
            ReportCell.Number(run.Summary?.Epochs, "0"), ReportCell.Number(run.Summary?.Seconds, "0"),
            run.Summary?.Device ?? "–",
        })], "Time ratios: mean ± s.d. over replicas.");

    /// <summary>The settings in which the configs differ, a row each, or of many runs a row a run; no table when the configs are equal.</summary>
    private static IEnumerable<ReportTable> Differences(List<(string Path, string?[] Values)> differences, string[] markup, string[] names)
    {
        const string Caption = "Where the configs differ";
        if (differences.Count > 0)
        {
            yield return names.Length > Math.Max(MostBeside, differences.Count)
                ? new ReportTable(
                    ["Run", .. differences.Select(setting => setting.Path)],
                    [.. names.Index().Select(run => (ReportCell[])
                        [run.Item, .. differences.Select(setting => (ReportCell)(setting.Values[run.Index] ?? "–"))])],
                    Caption)
                : new ReportTable(
                    ["Setting", .. markup],
                    [.. differences.Select(setting => (ReportCell[])[setting.Path, .. setting.Values.Select(value => (ReportCell)(value ?? "–"))])],
                    Caption);
        }
    }

    /// <summary>What replicas of equal seed differ by, against the first run: the seeds' own spread falls out.</summary>
    private static IEnumerable<ReportTable> ComparePairs(IReadOnlyList<RunFiles> runs, string[] names)
    {
        ReportCell[][] rows = [.. runs.Index().Skip(1)
            .Select(run => (
                run.Index,
                Ratios: Pair(run.Item, replica => replica.TimeRatio),
                Accuracies: Pair(run.Item, replica => 100 * replica.Final.Score)))
            .Where(pair => pair.Ratios.Length > 1 || pair.Accuracies.Length > 1)
            .Select(pair => (ReportCell[])[
                names[pair.Index], ReportCell.Number(Math.Max(pair.Ratios.Length, pair.Accuracies.Length), "0"),
                Interval(pair.Ratios), Interval(pair.Accuracies)])];
        if (rows.Length > 0)
        {
            yield return new ReportTable(
                ["Run", "Shared seeds", "Time ratio", "Accuracy at stop (percentage points)"],
                rows,
                $"Differences from {names[0]} between replicas of equal seed: mean [95 % confidence interval of the mean, Student's t].");
        }

        double[] Pair(RunFiles run, Func<ReplicaSummary, double?> quantity)
        {
            var first = runs[0].Summary?.Replicas.ToLookup(replica => replica.Seed);
            return [.. (run.Summary?.Replicas ?? []).Select(replica => first?[replica.Seed].FirstOrDefault() is { } partner
                ? quantity(replica) - quantity(partner) : null).OfType<double>()];
        }

        static ReportCell Interval(double[] differences)
        {
            if (differences.Length < 2)
            {
                return "–";
            }

            var over = RatioSummary.FromRatios(differences.Select(difference => (double?)difference));
            var (mean, half) = (over.Mean!.Value, over.HalfWidth!.Value);
            string Text(double number) => ReportCell.Number(number, "F2").Text;
            return new ReportCell($"{Text(mean)} [{Text(mean - half)}, {Text(mean + half)}]", mean);
        }
    }

    /// <summary>The time ratios of several sweeps, point by point.</summary>
    private static IEnumerable<ReportTable> ComparePoints(IReadOnlyList<RunFiles> runs, string[] names, SettingNames settings)
    {
        var sweeps = runs.Index().Where(run => run.Item.Summary is { Points.Count: > 1 }).ToList();
        if (sweeps.Count > 1)
        {
            string Name(RunPoint point) => new Label(string.Join(", ", point.Values
                .Select(value => settings.Describe(value.Key, Wording.Describe(value.Value))))).PlainText;
            yield return new ReportTable(
                ["Point", .. sweeps.Select(sweep => names[sweep.Index])],
                [.. sweeps.SelectMany(sweep => sweep.Item.Summary!.Points.Select(Name)).Distinct().Select(point => (ReportCell[])[
                    point,
                    .. sweeps.Select(sweep => sweep.Item.Summary!.Points.FirstOrDefault(candidate => Name(candidate) == point))
                        .Select(found => RunTables.Censored(found?.TimeRatio, found?.NeverLearned))])],
                "Time ratios of the sweeps, point by point: mean ± s.d. over seeds.");
        }
    }
}
