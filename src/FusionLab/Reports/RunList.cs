using FusionLab.Runs;

namespace FusionLab.Reports;

/// <summary>One run of a list: what its summary says, in short.</summary>
/// <param name="Folder">The run folder.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status"><c>completed</c>, <c>interrupted</c> or <c>diverged</c>; <c>unfinished</c> where the run has no summary.</param>
/// <param name="Task">The kind of task.</param>
/// <param name="Network">The kind of network.</param>
/// <param name="FusionDepth">The layer that joins the branches; null for a sweep.</param>
/// <param name="Points">The points of a sweep; 1 without one.</param>
/// <param name="TimeRatio">The time ratio on the interpolated clock; null for a sweep.</param>
/// <param name="Epochs">Epochs, or steps of a simulation.</param>
/// <param name="Seconds">Wall-clock seconds.</param>
/// <param name="NeverLearned">The replicas in which a modality was never learned; null where everything was, and for a sweep.</param>
public sealed record ListedRun(
    string Folder, string? Name, string Status, string? Task, string? Network, int? FusionDepth, int Points, RatioSummary? TimeRatio,
    double? Epochs, double? Seconds, NeverLearned? NeverLearned);

/// <summary>Lists the runs below a folder.</summary>
public static class RunList
{
    private const string Summary = "summary.json";

    /// <summary>Reads the summaries of all runs below a folder, in the order of their folders; a sweep's points belong to it.</summary>
    /// <param name="folder">The folder, such as <c>runs</c>.</param>
    /// <exception cref="DataException">There is no such folder.</exception>
    public static IReadOnlyList<ListedRun> Read(string folder) => Directory.Exists(folder)
        ? [.. Find(folder).Select(ReadRun)]
        : throw new DataException($"There is no folder {folder}; give the folder that holds run folders, such as runs.");

    /// <summary>Writes a list as CSV, a row a run.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="file">Where to write.</param>
    public static void WriteCsv(IEnumerable<ListedRun> runs, Stream file)
    {
        using var table = new CsvFile(
            file, "folder", "name", "status", "task", "network", "fusion_depth", "points", "time_ratio_mean", "time_ratio_std", "n", "epochs",
            "seconds", "time_ratio_at_least");
        foreach (var run in runs)
        {
            table.Write(
                run.Folder, run.Name, run.Status, run.Task, run.Network, run.FusionDepth, run.Points,
                run.TimeRatio?.Mean, run.TimeRatio?.Std, run.TimeRatio?.N, run.Epochs, run.Seconds, run.NeverLearned?.TimeRatioAtLeast);
        }
    }

    private static IEnumerable<string> Find(string folder)
    {
        if (File.Exists(Path.Combine(folder, Summary)) || File.Exists(Path.Combine(folder, "config.json")))
        {
            return [folder];
        }

        return Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).SelectMany(Find);
    }

    private static ListedRun ReadRun(string folder)
    {
        var summary = RunJson.Read<RunResult>(Path.Combine(folder, Summary));
        bool isSweep = summary is { Points.Count: > 1 };
        return new ListedRun(
            folder,
            summary?.Name,
            summary?.Status ?? "unfinished",
            summary?.Task,
            summary?.Network?.Kind,
            isSweep ? null : summary?.Network?.FusionDepth,
            Math.Max(1, summary?.Points.Count ?? 1),
            isSweep ? null : summary?.TimeRatio,
            summary?.Epochs,
            summary?.Seconds,
            isSweep ? null : summary?.NeverLearned);
    }
}
