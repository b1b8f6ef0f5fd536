using System.Text.Json;
using FusionLab.Advising;
using FusionLab.Figures;
using FusionLab.Runs;

namespace FusionLab.Reports;

/// <summary>The page of a piece of advice: what to do, the candidates side by side, and their run reports.</summary>
public static class AdviceReport
{
    /// <summary>Writes advice.json and report.html into the folder of advice.</summary>
    /// <param name="advice">The advice.</param>
    /// <param name="command">The command that gave it; null where there is none.</param>
    /// <returns>The page's path.</returns>
    /// <exception cref="OutputException">They cannot be written.</exception>
    public static string Write(Advice advice, string? command)
    {
        AtomicFile.WriteText(Path.Combine(advice.Folder, "advice.json"), RunJson.Write(advice));
        string report = Path.Combine(advice.Folder, "report.html");
        HtmlReport.Save(Build(advice, command), report);
        return report;
    }

    /// <summary>Builds the page.</summary>
    /// <param name="advice">The advice.</param>
    /// <param name="command">The command that gave it; null where there is none.</param>
    public static ReportDocument Build(Advice advice, string? command) => new(
        $"Advice on {advice.Name}",
        [
            new ReportSection("Candidates") { Figures = [.. Draw(advice)], Tables = [Tabulate(advice)], Command = command },
            .. advice.LeftOut.Count == 0 ? [] : new[] { TabulateLeftOut(advice) },
        ])
    {
        Findings = advice.Findings,
    };

    /// <summary>Draws time ratios and test scores of the candidates that trained to the end.</summary>
    private static IEnumerable<Figure> Draw(Advice advice)
    {
        RunPoint[] points = [.. advice.Outcomes.Where(outcome => outcome.Epochs == advice.Epochs && outcome.Replicas.Count > 0).Select(outcome =>
            RunPoint.FromReplicas(
                new Dictionary<string, JsonElement> { ["change"] = JsonSerializer.SerializeToElement(outcome.Change) }, outcome.Replicas)
            with { Name = outcome.Name })];
        var settings = new SettingNames();
        if (points.Length > 1 && SweptSetting.Choose(points) is { } across)
        {
            yield return new Figure(
                "What was changed",
                SweepFigure.Describe(points, across, settings, "seeds"),
                [.. SweepFigure.DrawOver(points, across, settings, link: RunTables.Link)])
            {
                PanelWidth = across.ChooseWidth(280),
                ReadableWidth = across.ChooseWidth(0),
            };
        }
    }

    private static ReportTable Tabulate(Advice advice)
    {
        string[] modalities = [.. advice.Outcomes.SelectMany(outcome => outcome.Unimodal.Keys).Distinct()];
        string score = advice.Reference.ScoreName == "R²" ? "Test $R^2$ (%)" : "Test accuracy (%)";
        return new ReportTable(
            [
                "Change", "Epochs", "Seeds", "On validation samples (%)", score, "Difference", "Unimodal phase (epochs)",
                .. modalities.Select(name => $"{Wording.LabelModality(name)} alone (%)"), "Theory",
            ],
            [.. advice.Outcomes.Select(outcome => (ReportCell[])
            [
                new ReportCell(outcome.Change) { Link = $"{outcome.Name}/report.html" }, ReportCell.Number(outcome.Epochs, "0"),
                ReportCell.Number(outcome.Replicas.Count, "0"), Percent(outcome.Validation), Percent(outcome.Score),
                outcome.Gain is { } gain ? new ReportCell(gain.Describe(), gain.Mean) : "–", outcome.Phase,
                .. modalities.Select(name => Percent(outcome.Unimodal.TryGetValue(name, out double alone) ? alone : null)),
                RunTables.Predicted(outcome.Theory),
            ])],
            "Candidates, the best on the validation samples first. Differences of test scores from the config as it is, after the same epochs and paired by seed: mean ± half of the 95 % confidence "
                + "interval (Student's t). The theory's time ratio is that of the network taken as linear.");

        static ReportCell Percent(double? share) => ReportCell.Number(100 * share, "F1");
    }

    private static ReportSection TabulateLeftOut(Advice advice) => new("Left out")
    {
        Tables = [new ReportTable(["Change", "Reason"], [.. advice.LeftOut.Select(one => (ReportCell[])[one.Key, one.Value])])],
    };
}
