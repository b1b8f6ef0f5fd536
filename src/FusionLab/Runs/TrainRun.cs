using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Reports;
using FusionLab.Training;
using Serilog.Core;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>Executes one config: data, networks, training, and a run folder that explains itself.</summary>
public static class ExperimentRunner
{
    /// <summary>Executes a config. Config and environment are on disk before the first step.</summary>
    /// <param name="config">The config, validated; without a sweep (see <see cref="SweepRunner"/>).</param>
    /// <param name="options">How to carry it out.</param>
    /// <param name="observer">Who watches training; null for no one.</param>
    /// <param name="cancellation">Interrupts the run after the step under way; a checkpoint is written.</param>
    /// <returns>The result and its folder.</returns>
    /// <exception cref="FusionLabException">The config, the data or the device do not allow the run, or training diverged.</exception>
    public static RunOutcome Run(
        ExperimentConfig config, RunOptions options, IRunEvents? observer = null, CancellationToken cancellation = default)
    {
        var device = Devices.Prepare(config.Device, config.Threads, config.Train.Precision);
        TrainingChecks.Require(config);
        using var task = TaskSource.Open(config, device);
        using var session = new RunSession(config, task, device, options);
        PlannedReplica[] planned = [.. config.Seeds.Select(seed => new PlannedReplica(config, task.Data, seed))];
        var watchers = observer is null ? new ObserverChain(session.Files) : new ObserverChain(session.Files, observer);
        var replicas = new JointTraining(planned, ConfigJson.WriteDeterminants(config), session.Folder.Checkpoint, device, options)
            .Run(watchers, session.Say, session.Warn, cancellation);
        var outcome = session.Finish(replicas);
        return outcome.Summary.Status == RunSummary.Diverged
            ? throw new DivergedException(Divergence.Describe([.. replicas.Select(replica => replica.Divergence!)]))
            : outcome;
    }
}

/// <summary>How a run is carried out; nothing here changes its numbers.</summary>
public sealed record RunOptions
{
    /// <summary>The run folder (<c>--out</c>); null for <c>runs/NAME/TIMESTAMP</c>.</summary>
    public string? Out { get; init; }

    /// <summary>Continue from the folder's checkpoint, where there is one.</summary>
    public bool Resume { get; init; }

    /// <summary>Replicas trained together (<c>--replicas-per-batch</c>); null leaves it to the device's memory.</summary>
    public int? ReplicasPerBatch { get; init; }

    /// <summary>The command line without the program, for environment.json; null where there is none.</summary>
    public string? CommandLine { get; init; }

    /// <summary>How someone else (a signal) asks for a checkpoint while training goes on; null where no one does.</summary>
    public CheckpointRequest? CheckpointRequest { get; init; }

    /// <summary>Told, in one sentence each, how the run is carried out, such as how many replicas train together.</summary>
    public Action<string>? Say { get; init; }

    /// <summary>Told, in one sentence each, what a reader must know before believing the numbers.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The clock of timestamps and timings.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>A finished run.</summary>
/// <param name="Summary">The result, as in summary.json.</param>
/// <param name="Folder">The run folder.</param>
/// <param name="Histories">Each replica's evaluations, in order of time.</param>
public sealed record RunOutcome(RunSummary Summary, RunFolder Folder, IReadOnlyList<IReadOnlyList<Evaluation>> Histories);

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
        AtomicFile.WriteText(Folder.Environment, RunJson.Write(RunEnvironment.Current(device, task.Info, options)));
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
    public IRunEvents Files => _files;

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
        AtomicFile.WriteText(Folder.Summary, RunJson.Write(summary));
        Evaluation[] rows = [.. replicas.SelectMany(replica => replica.History)];
        if (rows.Length > 0)
        {
            var figure = RunCurves.Draw(summary.Name, summary.Modalities, rows, _config.Train.Threshold, summary.Warnings.FirstOrDefault());
            AtomicFile.WriteText(Folder.Curves, FigureSvg.Render(figure));
        }

        AtomicFile.WriteText(Folder.Report, HtmlReport.Render(RunReport.Build(RunFiles.Read(Folder.Path))));
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
