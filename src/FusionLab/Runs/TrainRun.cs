using System.Text.Json;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>Executes one config: data, networks, training, and a run folder that explains itself.</summary>
public static class TrainRun
{
    /// <summary>
    /// Checks, before data are read or fetched, that every network of a config can be built for its task, and that the task has
    /// what training asks for. What one's own arrays allow is known when they have been read.
    /// </summary>
    /// <param name="config">The config, validated, with or without a sweep.</param>
    /// <param name="device">The device, whose memory must hold the networks; null checks no memory.</param>
    /// <exception cref="ConfigException">It cannot be trained; the message says what clashes.</exception>
    public static void Check(ExperimentConfig config, Device? device = null)
    {
        foreach (var point in config.Points.Select(point => point.Config))
        {
            if (point.Data is ToyConfig toy)
            {
                var task = ToyTasks.Create(toy, point.Seeds[0]);
                Modality[] modalities = [.. task.Modalities.Select(modality => new Modality(modality.Name, [modality.Dimension]))];
                TrainingTask.CheckNetwork(
                    point, modalities, task.Outputs, isClassification: false, isMeasured: false, hasValidation: false, device);
            }
            else if (point.Data is NoisyMnistConfig noisy)
            {
                var modalities = NoisyMnist.DescribeModalities(noisy, flatten: !noisy.Modalities!.Any(point.Network.SeesPictures));
                TrainingTask.CheckNetwork(
                    point, modalities, ImageSet.Classes, isClassification: true, isMeasured: true, noisy.Validation is not null, device);
            }
        }
    }

    /// <summary>Reads a config's own arrays, and checks that every network and its training fit them.</summary>
    /// <param name="config">The config, validated, with or without a sweep.</param>
    /// <returns>What the arrays hold, and what a reader must know about them; null for other data.</returns>
    /// <exception cref="ConfigException">They do not fit; the message says what clashes.</exception>
    /// <exception cref="DataException">The arrays are missing or damaged, or hold what training cannot use.</exception>
    public static ArraysCheck? CheckArrays(ExperimentConfig config)
    {
        var warnings = new List<string>();
        var contents = new List<string>();
        var points = config.Points.Select(point => point.Config).Where(point => point.Data is ArraysConfig);
        foreach (var alike in points.GroupBy(point =>
            (JsonSerializer.Serialize(point.Data, ConfigJson.Options), point.Network.Kind, point.Train.Precision)))
        {
            TorchLibrary.Load();
            using var task = TrainingTask.Open(alike.First(), CPU);
            warnings.AddRange(task.Warnings.Except(warnings));
            contents.Add(ArraysCheck.Describe(task.Data));
            foreach (var point in alike)
            {
                CheckFitting(point, task.Data, device: null);
            }
        }

        return contents.Count == 0 ? null : new(string.Join("; or ", contents.Distinct()), warnings);
    }

    /// <summary>Checks that a network and its training fit data.</summary>
    /// <param name="config">The config, without a sweep.</param>
    /// <param name="data">Its task.</param>
    /// <param name="device">The device, whose memory must hold the network; null checks no memory.</param>
    /// <exception cref="ConfigException">They do not; the message says what clashes.</exception>
    internal static void CheckFitting(ExperimentConfig config, IReplicaData data, Device? device)
    {
        TrainingTask.CheckNetwork(
            config, data.Modalities, data.Outputs, data.IsClassification, data.IsMeasured, data.Validation is not null, device);
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
    /// <exception cref="OperationCanceledException">The run was interrupted while its data were read or downloaded.</exception>
    /// <exception cref="FusionLabException">The config, the data or the device do not allow the run, or training diverged.</exception>
    public static RunResult Run(
        ExperimentConfig config, RunOptions options, IRunEvents? observer = null, CancellationToken cancellation = default)
    {
        var device = Devices.Prepare(config.Device, config.Threads, config.Train.Precision);
        config.Train.RequireDevice(device);
        Check(config, device);
        using var task = TrainingTask.Open(config, device, cancellation);
        return Run(config, task, device, options, observer, cancellation);
    }

    /// <summary>Executes a config on data that are open already.</summary>
    internal static RunResult Run(
        ExperimentConfig config, TrainingTask task, Device device, RunOptions options, IRunEvents? observer, CancellationToken cancellation)
    {
        using var session = new TrainingSession(config, task, device, options);
        PlannedReplica[] planned = [.. PlannedReplica.List(config, task.Data)];
        IRunEvents[] watchers = observer is null ? [session.Files] : [session.Files, BaselineFilter.Create(planned, observer)];
        var replicas = new JointTraining(planned, ConfigJson.WriteDeterminants(config), session.Folder.Checkpoint, device, options)
            .Run(watchers, session.Say, session.Warn, cancellation);
        var result = session.Finish(replicas);
        return result.Status == RunResult.Diverged
            ? throw new DivergedException(Divergence.Describe([.. replicas.Select(replica => replica.Divergence!)]))
            : result;
    }
}

/// <summary>What a config's own arrays hold.</summary>
/// <param name="Contents">Samples, classes and shapes, in words.</param>
/// <param name="Warnings">What a reader must know about them.</param>
public sealed record ArraysCheck(string Contents, IReadOnlyList<string> Warnings)
{
    /// <summary>Says what data hold.</summary>
    /// <param name="data">The data.</param>
    internal static string Describe(IReplicaData data)
    {
        string validation = data.Validation is { } set ? FormattableString.Invariant($", {set.Samples:N0} for validation") : "";
        string targets = data.IsClassification ? Wording.Count(data.Outputs, "class") : Wording.Count(data.Outputs, "real target");
        string inputs = string.Join(", ", data.Modalities.Select(modality =>
            $"{Wording.LabelModality(modality.Name)} {string.Join(" × ", modality.Shape)}"));
        return FormattableString.Invariant($"{data.TrainSamples:N0} for training{validation}, {data.Test.Samples:N0} for tests; ")
            + $"{targets}; {inputs}";
    }
}

/// <summary>The task of a config, ready on the training device.</summary>
/// <param name="Data">The samples.</param>
/// <param name="Info">Where they come from.</param>
/// <param name="Warnings">What a reader must know about them.</param>
internal sealed record TrainingTask(IReplicaData Data, DatasetInfo Info, IReadOnlyList<string> Warnings) : IDisposable
{
    /// <summary>The images; null for other tasks.</summary>
    public ResolvedImages? Images { get; init; }

    /// <summary>The names of the modalities whose score alone is measured; none where nothing is measured but the training loss.</summary>
    public IReadOnlyList<string> Measured => Data.IsMeasured ? [.. Data.Modalities.Select(modality => modality.Name)] : [];

    /// <summary>The names of a config's modalities, in order, without opening its data.</summary>
    public static IReadOnlyList<string> ModalityNames(ExperimentConfig config) => config.Data is ToyConfig toy
        ? [.. ToyTasks.Create(toy, config.Seeds[0]).Modalities.Select(modality => modality.Name)]
        : ((ClassificationConfig)config.Data).Modalities!;

    /// <summary>Checks that a config's network and training fit a task.</summary>
    /// <exception cref="ConfigException">They do not; the message says what clashes.</exception>
    public static void CheckNetwork(
        ExperimentConfig config, IReadOnlyList<Modality> modalities, int outputs, bool isClassification, bool isMeasured, bool hasValidation,
        Device? device)
    {
        config.Train.RequireTask(isClassification ? outputs : null, modalities, config.Network.FusionDepth, isMeasured, hasValidation);
        var plan = NetworkPlan.Create(config.Network, modalities, outputs);
        ReplicaBatching.RequireMemory(plan, config.Train, device is null ? null : Devices.FindMemory(device));
    }

    /// <summary>Opens a config's data.</summary>
    /// <exception cref="ConfigException">The device's memory does not hold the samples.</exception>
    /// <exception cref="OperationCanceledException">Reading or downloading them was cancelled.</exception>
    public static TrainingTask Open(ExperimentConfig config, Device device, CancellationToken cancellation = default)
    {
        try
        {
            return Load(config, device, cancellation);
        }
        catch (Exception shortage) when (MemoryShortage.IsCauseOf(shortage))
        {
            throw MemoryShortage.ExplainData(shortage);
        }
    }

    private static TrainingTask Load(ExperimentConfig config, Device device, CancellationToken cancellation)
    {
        bool convolutional = config.Network is CnnConfig;
        var type = config.Train.Precision.DataType();
        switch (config.Data)
        {
            case ToyConfig toy:
                // All replicas learn from the same samples, as in the paper; seeds differ in their initial weights.
                var samples = ToyTasks.DrawTensors(toy, config.Seeds[0], device, type);
                return new TrainingTask(samples, new DatasetInfo(toy.Kind, "generated", null, null), []);
            case ArraysConfig own:
                var (arrays, info, warnings) = ArrayTask.Open(own, device, asImages: convolutional, type, cancellation);
                return new TrainingTask(arrays, info, warnings);
            case NoisyMnistConfig noisy:
                var images = new MnistStore().Resolve(noisy, cancellation);
                bool flatten = !noisy.Modalities!.Any(config.Network.SeesPictures);
                return new TrainingTask(new NoisyMnist(images, noisy, device, flatten), images.Info, images.Warnings)
                {
                    Images = images,
                };
            default:
                throw new NotSupportedException($"There is no way to open {config.Data.Kind} data yet: add it here.");
        }
    }

    /// <summary>
    /// The task of another sweep point, which shares this one's samples where they are files: this object must outlive it.
    /// </summary>
    public TrainingTask With(ExperimentConfig config, Device device, CancellationToken cancellation) => (Data, config.Data) switch
    {
        (NoisyMnist images, NoisyMnistConfig noisy) => this with { Data = images.Share(noisy) },
        (TensorData arrays, ArraysConfig) => this with { Data = arrays.Share() },
        _ => Open(config, device, cancellation),
    };

    /// <inheritdoc/>
    public void Dispose() => Data.Dispose();
}
