using System.Diagnostics;
using FusionLab.Experiments.Configuration;
using FusionLab.Metrics;
using FusionLab.Reporting;
using FusionLab.Reporting.Figures;
using FusionLab.Reporting.Html;
using FusionLab.Reporting.Runs;
using FusionLab.Training;
using Serilog;
using Serilog.Core;

namespace FusionLab.Experiments;

/// <summary>Executes one config: data, networks, training, and a run folder that explains itself.</summary>
public static class ExperimentRunner
{
    /// <summary>Executes a config. Config and environment are on disk before the first step.</summary>
    /// <param name="config">The config, validated; without a sweep.</param>
    /// <param name="options">How to carry it out.</param>
    /// <param name="observer">Who watches training; null for no one.</param>
    /// <param name="cancellation">Interrupts the run after the step under way; a checkpoint is written.</param>
    /// <returns>The result and its folder.</returns>
    /// <exception cref="FusionLabException">The config, the data or the device do not allow the run, or training diverged.</exception>
    public static RunOutcome Run(
        ExperimentConfig config, RunOptions options, ITrainingObserver? observer = null, CancellationToken cancellation = default)
    {
        string name = config.Name ?? "unnamed";
        TorchRuntime.SetThreads(config.Threads);
        var device = DeviceChoice.Parse(config.Device);
        config.Train.Precision.Require(device);
        var clock = Stopwatch.StartNew();
        using var task = TaskSource.Open(config, device);
        var folder = options.Resume
            ? RunFolder.Resume(name, options.Out ?? config.Out, options.Clock)
            : RunFolder.Create(name, options.Out ?? config.Out, options.Clock);
        RunFolder.Replace(folder.Config, ConfigJson.Write(config));
        RunFolder.Replace(folder.Environment, RunJson.Write(RunEnvironment.Current(device, task.Info, options)));

        using var log = OpenLog(folder);
        var warnings = new List<string>();
        void Warn(string warning)
        {
            warnings.Add(warning);
            log.Warning("{Warning:l}", warning);
            options.Warn?.Invoke(warning);
        }

        foreach (string warning in task.Warnings)
        {
            Warn(warning);
        }

        var (status, replicas) = Train();

        var summary = Summarize(config, task, device.ToString(), status, replicas) with
        {
            Name = name,
            Seconds = clock.Elapsed.TotalSeconds,
            Warnings = warnings,
        };
        summary = summary with { Comparison = PublishedComparison.OfRun(summary, config.Data) };
        RunFolder.Replace(folder.Summary, RunJson.Write(summary));
        DrawCurves(folder, summary, replicas, config.Train.Threshold);
        RunFolder.Replace(folder.Report, HtmlReport.Render(RunReport.Build(RunFiles.Read(folder.Path))));
        return status == TrainingStatus.Diverged
            ? throw new DivergedException(string.Join(" ", replicas.Select(replica => replica.Divergence?.Message)))
            : new RunOutcome(summary, folder, [.. replicas.Select(replica => replica.History)]);

        (TrainingStatus, IReadOnlyList<ReplicaResult>) Train()
        {
            using var files = new RunFolderObserver(folder, task.Measured, log, options.Clock);
            var watchers = observer is null ? new ObserverChain(files) : new ObserverChain(files, observer);
            return new ReplicaRuns(config, task.Data, device, folder, options).Run(watchers, Warn, cancellation);
        }
    }

    private static RunSummary Summarize(
        ExperimentConfig config, TaskSource task, string device, TrainingStatus status, IReadOnlyList<ReplicaResult> replicas)
    {
        var modalities = task.Measured;
        ReplicaSummary[] summaries =
        [
            .. replicas.Where(r => r.History.Count > 0).Select(r => ReplicaSummary.Of(r.History, modalities, config.Train.Threshold)),
        ];
        return new RunSummary
        {
            Name = "",
            Status = status.ToString().ToLowerInvariant(),
            Task = config.Data.Kind,
            Dataset = new DatasetSummary(task.Info.Name, task.Info.Source, task.Info.Sha256),
            Network = config.Network,
            Device = device,
            Precision = config.Train.Precision.ToString().ToLowerInvariant(),
            Seconds = 0,
            Epochs = replicas.Max(replica => replica.Final?.Epoch ?? 0),
            Modalities = modalities,
            Replicas = summaries,
            TimeRatio = RatioSummary.Of(summaries.Select(replica => replica.TimeRatio)),
            TimeRatioCounted = RatioSummary.Of(summaries.Select(replica => replica.TimeRatioCounted)),
            Paper = config.Paper,
        };
    }

    private static void DrawCurves(RunFolder folder, RunSummary summary, IReadOnlyList<ReplicaResult> replicas, double threshold)
    {
        Evaluation[] rows = [.. replicas.SelectMany(replica => replica.History)];
        if (rows.Length > 0)
        {
            var figure = RunCurves.Draw(summary.Name, summary.Modalities, rows, threshold, summary.Warnings.FirstOrDefault());
            RunFolder.Replace(folder.Curves, FigureSvg.Render(figure));
        }
    }

    private static Logger OpenLog(RunFolder folder) => new LoggerConfiguration()
        .WriteTo.File(folder.Log, formatProvider: System.Globalization.CultureInfo.InvariantCulture)
        .CreateLogger();
}
