using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Figures;
using FusionLab.Linear;
using FusionLab.Reports;

namespace FusionLab.Runs;

/// <summary>Simulates a config and leaves a run folder that explains itself, as a trained run does.</summary>
public static class SimulatedRunFolder
{
    /// <summary>Simulates. Config and environment are on disk before the first step.</summary>
    /// <param name="config">The config, validated, with or without a sweep.</param>
    /// <param name="options">How to carry it out.</param>
    /// <param name="progress">Told the share of finished networks, from 0 to 1.</param>
    /// <param name="cancellation">Stops between networks.</param>
    /// <returns>The result and its folder.</returns>
    /// <exception cref="ConfigException">The config cannot be simulated, or the folder cannot be written.</exception>
    /// <exception cref="DivergedException">Every network diverged; the folder holds what there is.</exception>
    public static (LinearReport Report, RunFolder Folder) Run(
        ExperimentConfig config, RunOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        LinearLaboratory.Check(config);
        string name = config.Name ?? "unnamed";
        var folder = RunFolder.Enter(config, options);
        using var hold = RunFolderHold.Take(folder);
        int threads = config.Threads > 0 ? config.Threads : TorchLibrary.DefaultThreads;
        string source = config.Data.Samples == Data.ToyTasks.Population ? config.Data.Samples : "generated";
        var dataset = new DatasetInfo(config.Data.Kind, source, null, null);
        AtomicFile.WriteText(folder.Environment, RunJson.Write(RunEnvironment.WithoutTorch(threads, dataset, options)));

        using var log = folder.OpenLog();
        int networks = SweepGrid.Expand(config).Count * config.Seeds.Count;
        log.Information("Simulating {Networks} networks, {Threads} at a time", networks, threads);
        var report = LinearLaboratory.Run(config, progress, cancellation: cancellation);
        foreach (var (replica, row) in report.Rows.Index().Where(row => row.Item.Result.Run.Status != LinearRunStatus.Converged))
        {
            log.Warning(
                "Replica {Replica} (seed {Seed}) ended as {Status} after {Steps} steps",
                replica, row.Result.Seed, LinearCsv.Status(row.Result.Run.Status), row.Result.Run.Steps);
        }

        // Events take as long to write as all the other files.
        var events = Task.Run(() => WriteEvents(report, folder, options.Clock), CancellationToken.None);
        Write(folder.Replicas, writer => LinearCsv.WriteRows(report, writer));
        Write(folder.Points, writer => LinearCsv.WriteSummary(report, writer));
        Write(folder.Metrics, writer => LinearCsv.WriteMetrics(report, writer));
        AtomicFile.WriteText(folder.Summary, RunJson.Write(LinearSummary.Of(report)));
        var files = RunFiles.Read(folder.Path);
        if (RunReport.Curves(files, name) is [var curves, ..])
        {
            AtomicFile.WriteText(folder.Curves, FigureSvg.Render(curves));
        }

        AtomicFile.WriteText(folder.Report, HtmlReport.Render(RunReport.Build(files)));
        events.GetAwaiter().GetResult();
        log.Information("Simulated {Networks} networks in {Seconds} s", report.Rows.Count, report.Seconds);
        return report.Rows.All(row => row.Result.Run.Status == LinearRunStatus.Diverged)
            ? throw new DivergedException(Divergence(report, folder))
            : (report, folder);
    }

    private static string Divergence(LinearReport report, RunFolder folder)
    {
        long steps = report.Rows.Min(row => row.Result.Run.Steps);
        string networks = report.Rows.Count == 1 ? "The network diverged" : $"All {report.Rows.Count} networks diverged, the first";
        return $"{networks} after {Wording.Count(steps, "step")}; "
            + $"lower train.learningRate, which is {report.Config.Train.LearningRate} (see {folder.Path}).";
    }

    private static void WriteEvents(LinearReport report, RunFolder folder, TimeProvider clock)
    {
        using var events = EventFile.StartOver(folder.Path, clock);
        foreach (var (step, scalars) in SimulatedEvents.Of(report))
        {
            events.Write(step, scalars);
        }
    }

    private static void Write(string path, Action<TextWriter> write)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        write(writer);
    }
}

/// <summary>Simulates all replicas of all points of a config on all cores, and puts the theory beside them.</summary>
public static class LinearLaboratory
{
    /// <summary>Why a config must be trained on samples; null where all its points can be simulated.</summary>
    /// <param name="config">The config, with or without a sweep.</param>
    public static string? WhyNot(ExperimentConfig config) =>
        SweepGrid.Expand(config).Select(point => LinearExperiment.WhyNot(point.Config)).FirstOrDefault(reason => reason is not null);

    /// <summary>Finds out what would stop a simulation, before it makes a folder.</summary>
    /// <param name="config">The config, with or without a sweep.</param>
    /// <exception cref="ConfigException">It cannot be simulated; the message says why.</exception>
    public static void Check(ExperimentConfig config)
    {
        foreach (var point in SweepGrid.Expand(config))
        {
            new LinearExperiment(point.Config).Check(config.Seeds[0]);
        }
    }

    /// <summary>Simulates a config. The same config gives the same numbers on any number of cores.</summary>
    /// <param name="config">The config, validated, with or without a sweep.</param>
    /// <param name="progress">Told the share of finished networks, from 0 to 1.</param>
    /// <param name="snapshotSteps">Steps after which all weights are kept.</param>
    /// <param name="cancellation">Stops between networks.</param>
    /// <exception cref="ConfigException">The config cannot be simulated; the message says why.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static LinearReport Run(
        ExperimentConfig config,
        IProgress<double>? progress = null,
        IReadOnlyList<long>? snapshotSteps = null,
        CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var points = SweepGrid.Expand(config);
        var experiments = points.Select(point => new LinearExperiment(point.Config)).ToArray();
        ulong[] seeds = [.. config.Seeds];
        var results = new LinearResult[points.Count * seeds.Length];
        var predictions = new Prediction?[results.Length];
        int done = 0;
        var options = new ParallelOptions
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = config.Threads > 0 ? config.Threads : TorchLibrary.DefaultThreads,
        };
        void Simulate(Tuple<int, int> range)
        {
            var experiment = experiments[range.Item1 / seeds.Length];
            ulong seed = seeds[range.Item1 % seeds.Length];
            results[range.Item1] = experiment.Run(seed, snapshotSteps);

            // With the exact population all seeds of a point share one prediction.
            bool isFirst = range.Item1 % seeds.Length == 0;
            if (isFirst || !experiment.HasOneTask)
            {
                predictions[range.Item1] = experiment.Predict(results[range.Item1].Statistics);
            }

            progress?.Report((double)Interlocked.Increment(ref done) / results.Length);
        }

        try
        {
            Parallel.ForEach(Partitioner.Create(0, results.Length, 1), options, Simulate);
        }
        catch (AggregateException failures) when (failures.InnerExceptions.OfType<FusionLabException>().FirstOrDefault() is { } known)
        {
            ExceptionDispatchInfo.Throw(known); // one sentence about the first of them
        }

        var rows = results.Select((result, i) => new LinearRow(
            points[i / seeds.Length].Values,
            result,
            predictions[i] ?? predictions[i / seeds.Length * seeds.Length],
            points[i / seeds.Length].Config.Train.LearningRate)).ToArray();
        return new LinearReport(config, rows, clock.Elapsed.TotalSeconds);
    }
}
