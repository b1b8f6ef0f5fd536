using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Training;
using Serilog.Core;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>One run folder from the first file to the report: config and environment are on disk before the first step.</summary>
internal sealed class RunSession : IDisposable
{
    private readonly ExperimentConfig _config;
    private readonly TaskSource _task;
    private readonly Device _device;
    private readonly RunOptions _options;
    private readonly Logger _log;
    private readonly RunFolderHold _hold;
    private readonly RunFolderObserver _files;
    private readonly List<string> _warnings = [];
    private readonly long _started;

    /// <summary>Opens the run's folder and writes what is known before training.</summary>
    /// <param name="config">The config, without a sweep.</param>
    /// <param name="task">Its task.</param>
    /// <param name="device">The training device.</param>
    /// <param name="options">The folder, the clock, and who is told of warnings.</param>
    /// <exception cref="ConfigException">
    /// The folder belongs to another run, is being written by another process, or cannot be written.
    /// </exception>
    public RunSession(ExperimentConfig config, TaskSource task, Device device, RunOptions options)
    {
        (_config, _task, _device, _options) = (config, task, device, options);
        _started = options.Clock.GetTimestamp();
        TrainingChecks.RequireFitting(config, task.Data);
        Folder = RunFolder.Enter(config, options, task.Info);
        _hold = RunFolderHold.Take(Folder);
        RunFolder.Replace(Folder.Environment, RunJson.Write(RunEnvironment.Current(device, task.Info, options)));
        _log = Folder.OpenLog();
        _files = new RunFolderObserver(Folder, task.Measured, _log, options.Clock);
        foreach (string warning in task.Warnings)
        {
            Warn(warning);
        }
    }

    /// <summary>The run folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>Writes the run's files while its replicas train.</summary>
    public ITrainingObserver Files => _files;

    /// <summary>Warns the person, now and in every output.</summary>
    public void Warn(string warning)
    {
        _warnings.Add(warning);
        _log.Warning("{Warning:l}", warning);
        _options.Warn?.Invoke(warning);
    }

    /// <summary>Tells the person how the run is carried out, now and in the log.</summary>
    public void Say(string sentence)
    {
        _log.Information("{Sentence:l}", sentence);
        _options.Say?.Invoke(sentence);
    }

    /// <summary>Writes summary, curves and report.</summary>
    /// <param name="replicas">One entry a seed.</param>
    public RunOutcome Finish(IReadOnlyList<ReplicaResult> replicas)
    {
        _files.Dispose();
        var summary = RunSummary.Of(_config, _task, _device.ToString(), replicas) with
        {
            Seconds = _options.Clock.GetElapsedTime(_started).TotalSeconds,
            Warnings = _warnings,
        };
        summary = summary with { Comparison = PublishedComparison.OfRun(summary, _config.Data) };
        RunFolder.Replace(Folder.Summary, RunJson.Write(summary));
        Evaluation[] rows = [.. replicas.SelectMany(replica => replica.History)];
        if (rows.Length > 0)
        {
            var figure = RunCurves.Draw(summary.Name, summary.Modalities, rows, _config.Train.Threshold, summary.Warnings.FirstOrDefault());
            RunFolder.Replace(Folder.Curves, FigureSvg.Render(figure));
        }

        RunFolder.Replace(Folder.Report, HtmlReport.Render(RunReport.Build(RunFiles.Read(Folder.Path))));
        return new RunOutcome(summary, Folder, [.. replicas.Select(replica => replica.History)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Dispose();
        _log.Dispose();
        _hold.Dispose();
    }
}
