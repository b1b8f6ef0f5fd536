using System.Globalization;
using FusionLab.Experiments;
using FusionLab.Experiments.Configuration;

namespace FusionLab.Cli.Results;

/// <summary>Where a sweep's runs go, and the table over its points.</summary>
internal static class SweepResult
{
    /// <summary>The folder that holds one run folder a point: a new one, or the newest of this name to resume.</summary>
    public static string Folder(ExperimentConfig config, bool resume)
    {
        string all = Path.Combine("runs", config.Name!);
        string? newest = resume && Directory.Exists(all) ? Directory.GetDirectories(all).Max(StringComparer.Ordinal) : null;
        return config.Out ?? newest ?? Path.Combine(all, DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));
    }

    /// <summary>The name of a point's run folder: 01, 02, …</summary>
    public static string PointFolder(int point) => (point + 1).ToString("D2", CultureInfo.InvariantCulture);

    /// <summary>Prints one row a point.</summary>
    public static void Print(IReadOnlyList<SweepPoint> points, IReadOnlyList<RunOutcome> outcomes, Terminal terminal)
    {
        var table = new TextTable(
            ["point", .. points[0].Values.Keys, "time ratio", "counted"],
            [.. points.Zip(outcomes, (point, outcome) => (IReadOnlyList<string>)
            [
                Path.GetFileName(outcome.Folder.Path),
                .. point.Values.Values.Select(value => value.ToString()),
                RunResult.Mean(outcome.Summary.TimeRatio),
                RunResult.Mean(outcome.Summary.TimeRatioCounted),
            ])]);
        table.Write(terminal.Out, terminal.OutIsTerminal);
    }
}
