using System.Text.Json;
using FusionLab.Config;
using FusionLab.Training;
using Serilog;
using Serilog.Core;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>
/// A run folder while a run uses it: trained, swept or simulated. Config and environment are on disk before the first step, no other
/// process writes there, and what the person is told stands in the log, too. Where a run is resumed, its files stay as they were
/// until training goes on: a resume that is refused changes nothing but the log.
/// </summary>
internal sealed class RunSession : IRunEvents, IDisposable
{
    private readonly RunOptions _options;
    private readonly ExperimentConfig _config;
    private readonly RunEnvironment _environment;
    private readonly long _started;
    private readonly RunFolderLock _lock;
    private readonly Logger _log;
    private readonly SideFile _logFile;
    private readonly List<string> _warnings = [];

    /// <summary>Seconds that the run took before it was resumed, as far as it was written down.</summary>
    private readonly double _secondsBefore;
    private bool _hasBegun;

    /// <summary>Opens the run's folder.</summary>
    /// <param name="config">The config, with or without a sweep.</param>
    /// <param name="options">The folder, the clock, and who is told what.</param>
    /// <param name="environment">Where and with what the run is made.</param>
    /// <exception cref="FusionLabException">The folder is not to be had: see <see cref="RunFolderLock.Take"/>.</exception>
    public RunSession(ExperimentConfig config, RunOptions options, RunEnvironment environment)
    {
        (_config, _options, _environment) = (config, options, environment);
        _started = options.Clock.GetTimestamp();
        _lock = RunFolderLock.Take(config, options, environment);
        try
        {
            _secondsBefore = _lock.IsResumed ? RunJson.Read<Duration>(Folder.Summary)?.Seconds ?? 0 : 0;
            _logFile = new SideFile(Folder.Log, Warn);
            _log = Folder.OpenLog(_logFile);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }

        if (_lock.Before?.DescribeOtherGpu(environment) is { } warning)
        {
            Warn(warning);
        }

        if (options.Resume)
        {
            Say(_lock.IsResumed ? $"Resuming the run in {Folder.Path}." : $"There is no run to resume; a new one starts in {Folder.Path}.");
        }
    }

    /// <summary>The run folder.</summary>
    public RunFolder Folder => _lock.Folder;

    /// <summary>The run's log.</summary>
    public ILogger Log => _log;

    /// <summary>Writes what is known before the first step: config and environment.</summary>
    public void Begin()
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        RunChecksums.Delete(Folder);
        AtomicFile.WriteText(Folder.Config, ConfigJson.Write(_config));
        AtomicFile.WriteText(Folder.Environment, RunJson.Write(_environment.After(_lock.Before)));
    }

    /// <inheritdoc/>
    public void Started(TrainingStart start) => Begin();

    /// <summary>Tells the person how the run is carried out.</summary>
    public void Say(string sentence)
    {
        _log.Information("{Sentence:l}", sentence);
        _options.Say?.Invoke(sentence);
    }

    /// <summary>Warns the person, now and in every output; what all points of a sweep warn of is said once.</summary>
    public void Warn(string warning)
    {
        if (!_warnings.Contains(warning))
        {
            _warnings.Add(warning);
            _log?.Warning("{Warning:l}", warning);
            _options.Warn?.Invoke(warning);
        }
    }

    /// <summary>Keeps a warning for the outputs of a sweep's point; the sweep says it for all of its points.</summary>
    public void Note(string warning)
    {
        _warnings.Add(warning);
        _log.Warning("{Warning:l}", warning);
    }

    /// <summary>Writes summary.json, the tables of sweeps and simulations, and the report.</summary>
    /// <param name="result">The run; its metrics.csv is on disk.</param>
    /// <returns>The result as written.</returns>
    public RunResult Finish(RunResult result)
    {
        Begin();
        result = result with
        {
            Folder = Folder,
            Dataset = new DatasetSummary(_environment.Dataset.Name, _environment.Dataset.Source, _environment.Dataset.Sha256),
            Device = _environment.Device,
            Seconds = result.Seconds ?? _secondsBefore + _options.Clock.GetElapsedTime(_started).TotalSeconds,
            Warnings = _warnings,
        };
        result = result with { Comparison = PublishedComparison.ForRun(result), Findings = Findings.Describe(result) };
        AtomicFile.WriteText(Folder.Summary, RunJson.Write(result));
        if (result.Kind != RunKind.Trained)
        {
            AtomicFile.Write(Folder.Replicas, file => CsvFiles.WriteReplicas(file, result));
            AtomicFile.Write(Folder.Points, file => CsvFiles.WritePoints(file, result));
        }

        RunChecksums.Write(Folder);
        new SideFile(Folder.Report, Warn).Write(() => _options.Report?.Invoke(Folder));
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _logFile.Write(_log.Dispose);
        _lock.Dispose();
    }

    private sealed record Duration(double? Seconds);
}

/// <summary>The run folder of networks that train on samples: those of a run, or of one point of a sweep.</summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly ExperimentConfig _config;
    private readonly TrainingTask _task;
    private readonly RunSession _session;
    private readonly RunFolderWriter _files;

    /// <summary>Opens the folder.</summary>
    /// <param name="config">The config, without a sweep.</param>
    /// <param name="task">Its task.</param>
    /// <param name="device">The training device.</param>
    /// <param name="options">The folder, the clock, and who is told what.</param>
    /// <exception cref="FusionLabException">Network and task do not fit, or the folder is not to be had: see <see cref="RunSession"/>.</exception>
    public TrainingSession(ExperimentConfig config, TrainingTask task, Device device, RunOptions options)
    {
        (_config, _task) = (config, task);
        TrainRun.CheckFitting(config, task.Data, device);
        _session = new RunSession(config, options, RunEnvironment.Current(device, config.Train, task.Info, options));
        Say($"Computing on {Devices.Describe(device)}.");
        _files = new RunFolderWriter(
            _session, task, ModalityMeasures.ListKeys(config.Train.Measures ?? [], task.Measured), config.Seeds.Count, options.Clock);
        foreach (string warning in task.Warnings.Prepend(Devices.ExplainCpu(config.Device)).OfType<string>())
        {
            Warn(warning);
        }
    }

    /// <summary>The run folder.</summary>
    public RunFolder Folder => _session.Folder;

    /// <summary>Writes the run's files while its replicas train.</summary>
    public IRunEvents Files => _files;

    /// <inheritdoc cref="RunSession.Say"/>
    public void Say(string sentence) => _session.Say(sentence);

    /// <inheritdoc cref="RunSession.Warn"/>
    public void Warn(string warning) => _session.Warn(warning);

    /// <summary>Writes summary and report.</summary>
    /// <param name="replicas">One entry per seed.</param>
    /// <param name="isPoint">Whether the run is a point of a sweep, which says for all of its points what is doubtful.</param>
    public RunResult Finish(IReadOnlyList<ReplicaResult> replicas, bool isPoint = false)
    {
        _files.Dispose();
        Action<string> warn = isPoint ? _session.Note : _session.Warn;
        ReplicaResult[] networks = [.. replicas.Take(_config.Seeds.Count)], baselines = [.. replicas.Skip(_config.Seeds.Count)];
        ReplicaSummary[] summaries = [.. networks.Select(replica => Summarize(replica, baselines, _config.Train.EffectiveThreshold))];
        var chance = networks[0].Chance;
        var point = RunPoint.FromReplicas(new Dictionary<string, JsonElement>(), summaries) with
        {
            Chance = chance,
            Baselines = baselines.Length > 0 ? ModalityBaseline.FromReplicas(summaries, chance!.Score) : null,
        };
        if (point.Status != RunResult.Interrupted)
        {
            foreach (string warning in LearningDoubt.Describe(point.Replicas, _task.Measured, _config.Train.EffectiveThreshold))
            {
                warn(warning);
            }

            point = point with { Theory = point.Status == RunResult.Completed ? Predict(point.TimeRatio) : null };
        }

        return _session.Finish(RunResult.FromPoints(_config, RunKind.Trained, [point]) with
        {
            Sensitivity = ThresholdSensitivity.Measure(
                networks, _task.Measured, _config.Train.EffectiveThreshold,
                (replica, threshold) => Summarize(replica, baselines, threshold)),
        });
    }

    /// <summary>Summarizes a replica beside what the networks of its seed attain that saw one modality alone.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="baselines">Those networks: the seeds of the first modality, then those of the next.</param>
    /// <param name="threshold">When a modality counts as learned.</param>
    private ReplicaSummary Summarize(ReplicaResult replica, IReadOnlyList<ReplicaResult> baselines, LearningThreshold threshold)
    {
        double?[] attainable = [.. _task.Measured.Select((_, m) => baselines
            .Where((baseline, i) => i / _config.Seeds.Count == m && baseline.Seed == replica.Seed && baseline.Divergence is null)
            .Max(baseline => baseline.History.Max(row => (double?)row.Unimodal[m])))];
        double? together = replica.History.Max(row => row.Score);
        double[] thresholds = [.. attainable.Select(best => threshold.Resolve(replica.Chance?.Score ?? 0, best, together))];
        bool isOwn = threshold.IsShare || threshold != _config.Train.EffectiveThreshold;
        return ReplicaSummary.FromTraining(isOwn ? replica with { Thresholds = thresholds } : replica, _task.Measured) with
        {
            Attainable = baselines.Count == 0 ? new Dictionary<string, double?>()
                : _task.Measured.Zip(attainable).ToDictionary(modality => modality.First, modality => modality.Second),
        };
    }

    /// <summary>What the theory says of this network.</summary>
    private TheorySummary? Predict(RatioSummary? measured)
    {
        var prediction = ConfigTheory.PredictBeside(_config, _task, out string? whyNot);
        if (prediction is null)
        {
            _session.Log.Information("Theory is left out: {Reason:l}", whyNot);
            return new TheorySummary(null, null, null, null) { WhyNot = whyNot };
        }

        int batch = _config.Train.BatchSize;
        int stepsPerEpoch = batch == 0 ? 1 : (int)((_task.Data.TrainSamples + batch - 1) / batch);
        return TheorySummary.FromPrediction(prediction, _task.Measured.Count > 0 ? measured : null, stepsPerEpoch);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Dispose();
        _session.Dispose();
    }
}
