using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Batch;

/// <summary>Puts the results of a batch together.</summary>
public static class BatchResults
{
    /// <summary>More runs than this on one page are a table, not a comparison.</summary>
    private const int MostCompared = 50;

    /// <summary>
    /// Writes results.csv (one row a replica, with every setting in which the runs differ) and the comparison of all runs that have a
    /// result. The same results give the same bytes, whoever made them and in which order.
    /// </summary>
    /// <param name="folder">The batch.</param>
    /// <returns>The finished runs with their results, in the order of the plan.</returns>
    public static IReadOnlyList<(PlannedRun Run, RunResult Result)> Collect(BatchFolder folder)
    {
        (PlannedRun Run, RunFiles Files)[] runs = [.. folder.Plan.Runs
            .Where(run => folder.Inspect(run).State == RunState.Completed)
            .Select(run => (run, RunFiles.Read(folder.FolderOf(run))))];
        Group[] groups = [.. runs.SelectMany(run => ListGroups(run.Run, run.Files))];
        AtomicFile.Write(folder.Results, file => WriteCsv(file, groups));
        if (runs.Length is > 1 and <= MostCompared)
        {
            HtmlReport.Save(ComparisonReport.Build([.. runs.Select(run => run.Files)], folder.Comparison), folder.Comparison);
        }

        return [.. runs.Select(run => (run.Run, run.Files.Summary!))];
    }

    /// <summary>The replicas of a run, or of each point of a trained sweep, with the settings they share.</summary>
    private static IEnumerable<Group> ListGroups(PlannedRun run, RunFiles files)
    {
        if (files.Summary is { Simulated: false, Points.Count: > 0 } sweep)
        {
            return sweep.Points.Select(point => Read(run, point.Name, RunFiles.Read(Path.Combine(files.Folder, point.Name!))));
        }

        return [Read(run, null, files)];
    }

    private static Group Read(PlannedRun run, string? point, RunFiles files)
    {
        var settings = files.Config?.Settings.Where(setting => !setting.Path.StartsWith("sweep", StringComparison.Ordinal));
        return new Group(
            run.Name, point, settings?.ToDictionary(setting => setting.Path, setting => setting.Value) ?? [], files.Summary?.Replicas ?? []);
    }

    private static void WriteCsv(Stream file, Group[] groups)
    {
        // Columns stand in the order of a config; seeds have one of their own, and a simulated sweep's values come from its replicas.
        string[] swept = [.. groups.SelectMany(group => group.Replicas).SelectMany(replica => replica.Values.Keys).Distinct()];
        string[] paths = [.. groups.SelectMany(group => group.Settings.Keys).Distinct().Where(path =>
            path is not ("name" or "seeds" or "out") && !swept.Contains(path)
            && groups.Select(group => group.Settings.GetValueOrDefault(path)).Distinct().Count() > 1)];
        string[] modalities = [.. groups.SelectMany(group => group.Replicas).SelectMany(replica => replica.LearnedAt.Keys).Distinct()];
        using var table = new CsvFile(
            file,
            [
                "run", "point", .. paths, .. swept, "seed", "status", "epochs", .. modalities.Select(name => $"learned_at_{name}"), "first_modality",
                "time_ratio", "time_ratio_index", "time_ratio_counted", "mis_attribution", "predicted", "loss", "accuracy",
                .. modalities.Select(name => $"accuracy_{name}"), "generalization_error", "time_ratio_at_least",
            ]);
        foreach (var group in groups)
        {
            foreach (var replica in group.Replicas)
            {
                var last = replica.Final;
                table.Write([
                    group.Run, group.Point, .. paths.Select(group.Settings.GetValueOrDefault),
                    .. swept.Select(path => replica.Values.TryGetValue(path, out var value) ? (object?)value : group.Settings.GetValueOrDefault(path)),
                    replica.Seed, replica.Status, replica.Epochs,
                    .. modalities.Select(name => (object?)replica.LearnedAt.GetValueOrDefault(name)), replica.FirstModality,
                    replica.TimeRatio, replica.TimeRatioIndex, replica.TimeRatioCounted, replica.MisAttribution, replica.PredictedTimeRatio,
                    last.Loss, last.Accuracy,
                    .. modalities.Select(name => last.Unimodal.TryGetValue(name, out double alone) ? (object)alone : null),
                    last.GeneralizationError, replica.TimeRatioAtLeast,
                ]);
            }
        }
    }

    private sealed record Group(
        string Run, string? Point, IReadOnlyDictionary<string, string> Settings, IReadOnlyList<ReplicaSummary> Replicas);
}
