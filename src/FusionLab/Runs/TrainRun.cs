using System.Text.Json;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using Serilog.Core;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>Executes one config: data, networks, training, and a run folder that explains itself.</summary>
public static class TrainRun
{
    /// <summary>
    /// Checks, before data are read or fetched, that every network of a config can be built for its task, and that the task has
    /// what training asks for. What one's own arrays allow is known when they have been read: see <see cref="CheckFitting"/>.
    /// </summary>
    /// <param name="config">The config, validated, with or without a sweep.</param>
    /// <exception cref="ConfigException">It cannot be trained; the message says what clashes.</exception>
    public static void Check(ExperimentConfig config)
    {
        foreach (var point in config.Points.Select(point => point.Config))
        {
            if (point.Data is ToyConfig toy)
            {
                var task = ToyTasks.Create(toy, point.Seeds[0]);
                Modality[] modalities = [.. task.Modalities.Select(modality => new Modality(modality.Name, [modality.Dimension]))];
                CheckNetwork(point, modalities, task.Outputs, isClassification: false);
            }
            else if (point.Data is NoisyMnistConfig noisy)
            {
                var modalities = NoisyMnist.DescribeModalities(noisy, flatten: point.Network is not CnnConfig);
                CheckNetwork(point, modalities, ImageSet.Classes, isClassification: true);
            }
        }
    }

    /// <summary>Reads a config's own arrays, and checks that every network and its training fit them.</summary>
    /// <param name="config">The config, validated, with or without a sweep.</param>
    /// <returns>What a reader must know about the arrays; empty for other data.</returns>
    /// <exception cref="ConfigException">They do not fit; the message says what clashes.</exception>
    /// <exception cref="DataException">The arrays are missing or damaged, or hold what training cannot use.</exception>
    public static IReadOnlyList<string> CheckArrays(ExperimentConfig config)
    {
        var warnings = new List<string>();
        var points = config.Points.Select(point => point.Config).Where(point => point.Data is ArraysConfig);
        foreach (var alike in points.GroupBy(point => (JsonSerializer.Serialize(point.Data, ConfigJson.Options), point.Network.Kind, point.Train.Precision)))
        {
            TorchLibrary.Load();
            using var task = TrainingTask.Open(alike.First(), CPU);
            warnings.AddRange(task.Warnings.Except(warnings));
            foreach (var point in alike)
            {
                CheckFitting(point, task.Data);
            }
        }

        return warnings;
    }

    /// <summary>Checks that a network and its training fit data.</summary>
    /// <param name="config">The config, without a sweep.</param>
    /// <param name="data">Its task.</param>
    /// <exception cref="ConfigException">They do not; the message says what clashes.</exception>
    internal static void CheckFitting(ExperimentConfig config, IReplicaData data)
    {
        CheckNetwork(config, data.Modalities, data.Outputs, data.IsClassification);
        if (data.IsClassification)
        {
            config.Train.RequireAboveChance(data.Test.FindMajority());
        }
    }

    /// <summary>Executes a config. Config and environment are on disk before the first step.</summary>
    /// <param name="config">The config, validated; without a sweep (see <see cref="SweepRun"/>).</param>
    /// <param name="options">How to carry it out.</param>
    /// <param name="observer">Who watches training; null for no one.</param>
    /// <param name="cancellation">Interrupts the run after the step under way; a checkpoint is written.</param>
    /// <exception cref="FusionLabException">The config, the data or the device do not allow the run, or training diverged.</exception>
    public static RunResult Run(
        ExperimentConfig config, RunOptions options, IRunEvents? observer = null, CancellationToken cancellation = default)
    {
        var device = Devices.Prepare(config.Device, config.Threads, config.Train.Precision);
        Check(config);
        using var task = TrainingTask.Open(config, device);
        using var session = new RunSession(config, task, device, options);
        PlannedReplica[] planned = [.. config.Seeds.Select(seed => new PlannedReplica(config, task.Data, seed))];
        var watchers = observer is null ? new ObserverChain(session.Files) : new ObserverChain(session.Files, observer);
        var replicas = new JointTraining(planned, ConfigJson.WriteDeterminants(config), session.Folder.Checkpoint, device, options)
            .Run(watchers, session.Say, session.Warn, cancellation);
        var result = session.Finish(replicas);
        return result.Status == RunResult.Diverged
            ? throw new DivergedException(Divergence.Describe([.. replicas.Select(replica => replica.Divergence!)]))
            : result;
    }

    private static void CheckNetwork(ExperimentConfig config, IReadOnlyList<Modality> modalities, int outputs, bool isClassification)
    {
        config.Train.RequireTask(classes: isClassification ? outputs : null);
        _ = NetworkPlan.Create(config.Network, modalities, outputs);
    }
}

/// <summary>One run folder from the first file to the report: config and environment are on disk before the first step.</summary>
internal sealed class RunSession : IDisposable
{
    private readonly ExperimentConfig _config;
    private readonly TrainingTask _task;
    private readonly Device _device;
    private readonly RunOptions _options;
    private readonly Logger _log;
    private readonly IDisposable _lock;
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
    public RunSession(ExperimentConfig config, TrainingTask task, Device device, RunOptions options)
    {
        (_config, _task, _device, _options) = (config, task, device, options);
        _started = options.Clock.GetTimestamp();
        TrainRun.CheckFitting(config, task.Data);
        Folder = RunFolder.Enter(config, options, task.Info);
        _lock = Folder.Lock();
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
    public RunResult Finish(IReadOnlyList<ReplicaResult> replicas)
    {
        _files.Dispose();
        var summaries = replicas.Select(replica => ReplicaSummary.FromTraining(replica, _task.Measured));
        var point = RunPoint.FromReplicas(new Dictionary<string, JsonElement>(), [.. summaries]);
        var result = RunResult.FromPoints(_config, RunKind.Trained, [point]) with
        {
            Folder = Folder,
            Dataset = new DatasetSummary(_task.Info.Name, _task.Info.Source, _task.Info.Sha256),
            Device = _device.ToString(),
            Seconds = _options.Clock.GetElapsedTime(_started).TotalSeconds,
            Warnings = _warnings,
        };
        result = result with { Comparison = PublishedComparison.ForRun(result, _config.Data) };
        Folder.WriteResult(result);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Dispose();
        _log.Dispose();
        _lock.Dispose();
    }
}
