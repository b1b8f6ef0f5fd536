using FusionLab.Figures;
using FusionLab.Runs;

namespace FusionLab.Reports;

/// <summary>Compares several runs on one page: their curves over each other, their numbers, and where their configs differ.</summary>
public static class ComparisonReport
{
    /// <summary>Builds the report.</summary>
    /// <param name="runs">The runs, in the order in which they are shown.</param>
    public static ReportDocument Build(IReadOnlyList<RunFiles> runs)
    {
        string[] names = Names(runs);
        var together = new ReportSection("Together")
        {
            Figures = Overlay(runs, names) is { } overlay ? [overlay] : [],
            Tables = [Numbers(runs, names), .. Differences(runs, names)],
            Command = "dotnet run -- report " + string.Join(' ', runs.Select(run => run.Folder)),
        };
        var each = runs.Select((run, i) => new ReportSection(names[i])
        {
            Warnings = RunReport.ListWarnings(run),
            Figures = RunFigures.Draw(run, names[i]) is { } figure ? [figure] : [],
            Tables = RunTables.TabulateReplicas(run.Summary) is { } replicas ? [replicas] : [],
            Facts = RunReport.ListFacts(run),
            Paragraphs = run.Missing,
        });
        return new ReportDocument($"{runs.Count} runs compared", [together, .. each])
        {
            Findings = ListFindings(runs),
            Warnings = [.. runs.SelectMany((run, i) => RunReport.ListWarnings(run).Select(warning => $"{names[i]}: {warning}"))],
        };
    }

    /// <summary>The runs' time ratios beside each other, and what came out of each.</summary>
    /// <param name="runs">The runs.</param>
    public static IReadOnlyList<string> ListFindings(IReadOnlyList<RunFiles> runs)
    {
        string[] names = Names(runs);
        string[] ratios = [.. runs.Zip(names).Where(run => run.First.Summary?.TimeRatio is not null).Select(run =>
            $"{run.Second} {NeverLearned.Describe(run.First.Summary!.TimeRatio, run.First.Summary.NeverLearned)}")];
        string[] beside = ratios.Length < 2 ? [] : [$"Time ratios: {string.Join(", ", ratios)}."];
        return [.. beside, .. runs.SelectMany((run, i) => (run.Summary?.Findings ?? []).Select(finding => $"{names[i]}: {finding}"))];
    }

    /// <summary>The runs' names, with the folder where two are alike.</summary>
    private static string[] Names(IReadOnlyList<RunFiles> runs) =>
        [.. runs.Select(run => runs.Count(other => other.Name == run.Name) == 1
            ? run.Name : $"{run.Name} ({Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Folder))})")];

    private static Figure? Overlay(IReadOnlyList<RunFiles> runs, string[] names)
    {
        string[] modalities = [.. runs.SelectMany(run => run.Modalities).Distinct()];
        // A sweep has no curve of its own: its points have.
        bool HasCurve(RunFiles run) => run.History.Count > 0 && run.Summary is not { Points.Count: > 1 };
        if (!runs.Any(HasCurve))
        {
            return null;
        }

        var panels = new List<Panel> { Panel("Training loss", isLog: true, (_, row) => row.Loss) };
        foreach (string modality in modalities)
        {
            panels.Add(Panel($"{Wording.LabelModality(modality)} alone (%)", isLog: false, (run, row) =>
                run.Modalities.ToList().IndexOf(modality) is >= 0 and var m ? 100 * row.Unimodal[m] : double.NaN));
        }

        return new Figure("Curves over each other", "Mean over the replicas of each run; it ends where the first one leaves.", panels) { SharedLegend = true, ShareX = true };

        PlotPanel Panel(string label, bool isLog, Func<RunFiles, Evaluation, double> quantity) => new(
            new Axis("Epoch"),
            new Axis(label) { IsLog = isLog },
            [.. runs.Index().Where(run => HasCurve(run.Item)).Select(run => Mean(run.Index, isLog, quantity))]);

        Line Mean(int i, bool isLog, Func<RunFiles, Evaluation, double> quantity)
        {
            var curves = ReplicaCurves.Select(ReplicaCurves.GroupByReplica(runs[i].History), row => quantity(runs[i], row));
            if (runs[i].Summary is { Simulated: true })
            {
                curves = ReplicaCurves.AtCommonTimes(curves, isLog);
            }

            return CurveBundle.DrawMean(curves, names[i], SeriesStyle.Pick(i));
        }
    }

    private static ReportTable Numbers(IReadOnlyList<RunFiles> runs, string[] names) => new(
        ["Run", "Status", "Data", "$L_f$", "Time ratio", "Counted", "Theory", "Published", "Epochs", "Seconds", "Device"],
        [.. runs.Select((run, i) => new ReportCell[]
        {
            names[i], run.Summary?.Status ?? "no summary", run.Summary?.Dataset?.Source ?? "–",
            ReportCell.Number(run.Summary?.Network?.FusionDepth, "0"),
            RunTables.Censored(run.Summary?.TimeRatio, run.Summary?.NeverLearned),
            RunTables.MeanStd(run.Summary?.TimeRatioCounted),
            RunTables.Predicted(run.Summary?.Theory),
            ReportCell.MeanStd(run.Summary?.Paper?.TimeRatio?.Mean, run.Summary?.Paper?.TimeRatio?.Std),
            ReportCell.Number(run.Summary?.Epochs, "0"), ReportCell.Number(run.Summary?.Seconds, "0"),
            run.Summary?.Device ?? "–",
        })], "Time ratios: mean ± s.d. over replicas.");

    /// <summary>The settings in which the configs differ; no table when they are equal.</summary>
    private static IEnumerable<ReportTable> Differences(IReadOnlyList<RunFiles> runs, string[] names)
    {
        Dictionary<string, string>[] configs = [.. runs.Select(run =>
            run.Config?.Settings.ToDictionary(setting => setting.Path, setting => setting.Value) ?? [])];
        var differing = configs.SelectMany(config => config.Keys).Distinct()
            .Where(path => path != "name" && configs.Select(config => config.GetValueOrDefault(path)).Distinct().Count() > 1).ToList();
        if (differing.Count > 0)
        {
            yield return new ReportTable(
                ["Setting", .. names],
                [.. differing.Select(path =>
                    (ReportCell[])[path, .. configs.Select(config => (ReportCell)(config.GetValueOrDefault(path) ?? "–"))])],
                "Where the configs differ");
        }
    }
}
