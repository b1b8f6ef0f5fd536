using System.Globalization;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Cli.Results;

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
                RunResult.Mean(point.TimeRatio),
                Ratio(point.TrustedRatio),
                Difference(point.RelativeDifference),
                .. printed.Select(formula => Difference(point.DifferenceFrom(formula.Name))),
                point.MisAttribution.Mean?.ToString("G3", CultureInfo.InvariantCulture) ?? "-",
                point.NotConverged.ToString(CultureInfo.InvariantCulture),
            ])]).Write(terminal.Out, terminal.OutIsTerminal);
        int unlearned = points.Sum(point => point.TimeRatio.Unlearned);
        if (unlearned > 0)
        {
            terminal.Out.WriteLine(RunResult.WithoutRatio(unlearned, report.Rows.Count));
        }

        terminal.Out.WriteLine($"{Counted.Of(report.Rows.Count, "network")} in {report.Seconds.ToString("F1", CultureInfo.InvariantCulture)} s");
        terminal.Out.WriteLine($"run folder  {folder}");
    }

    private static string Ratio(double? predicted) => predicted is not { } ratio ? "-"
        : double.IsInfinity(ratio) ? "never"
        : ratio.ToString("F2", CultureInfo.InvariantCulture);

    private static string Difference(double? relative) => relative is { } difference && double.IsFinite(difference)
        ? (100 * difference).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %"
        : "-";
}
