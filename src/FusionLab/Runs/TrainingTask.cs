using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>The task of a config, ready on the training device.</summary>
/// <param name="Data">The samples.</param>
/// <param name="Info">Where they come from.</param>
/// <param name="Warnings">What a reader must know about them.</param>
internal sealed record TaskSource(IReplicaData Data, DatasetInfo Info, IReadOnlyList<string> Warnings) : IDisposable
{
    /// <summary>The names of the modalities whose accuracy alone is measured; none for regression.</summary>
    public IReadOnlyList<string> Measured => Data.IsClassification ? [.. Data.Modalities.Select(modality => modality.Name)] : [];

    /// <summary>The names of a config's modalities, in order, without opening its data.</summary>
    public static IReadOnlyList<string> ModalityNames(ExperimentConfig config) => config.Data.IsToy
        ? [.. ToyTasks.Create(config.Data, config.Seeds[0]).Modalities.Select(modality => modality.Name)]
        : config.Data.Resolved().Modalities!;

    public static TaskSource Open(ExperimentConfig config, Device device)
    {
        if (config.Data.IsToy)
        {
            // All replicas learn from the same samples, as in the paper; seeds differ in their initial weights.
            var samples = ToyTasks.DrawTensors(config.Data, config.Seeds[0], device, config.Train.Precision.DataType());
            return new TaskSource(samples, new DatasetInfo(config.Data.Kind, "generated", null, null), []);
        }

        bool convolutional = config.Network.Kind == NetworkConfig.Cnn;
        if (config.Data.IsArrays)
        {
            var (arrays, info) = ArrayTask.Open(config.Data, device, asImages: convolutional, config.Train.Precision.DataType());
            return new TaskSource(arrays, info, []);
        }

        var images = new MnistStore().Resolve(config.Data);
        var data = new NoisyMnist(images, config.Data, device, flatten: !convolutional);
        return new TaskSource(data, data.Info, data.Warnings);
    }

    /// <summary>
    /// The task of another sweep point, which shares this one's samples where they are files: this object must outlive it.
    /// </summary>
    public TaskSource With(ExperimentConfig config, Device device) => Data switch
    {
        NoisyMnist images => this with { Data = images.Share(config.Data) },
        TensorData arrays when config.Data.IsArrays => this with { Data = arrays.Share() },
        _ => Open(config, device),
    };

    public void Dispose() => Data.Dispose();
}

/// <summary>Finds out what would stop a training run before a folder is made.</summary>
public static class TrainingChecks
{
    /// <summary>
    /// Checks, before data are read or fetched, that every network of a config can be built for its task, and that the task has
    /// what training asks for. What one's own arrays allow is known when they have been read: see <see cref="RequireFitting"/>.
    /// </summary>
    /// <param name="config">The config, validated, with or without a sweep.</param>
    /// <exception cref="ConfigException">It cannot be trained; the message says what clashes.</exception>
    public static void Require(ExperimentConfig config)
    {
        foreach (var point in SweepGrid.Expand(config).Select(point => point.Config).Where(point => !point.Data.IsArrays))
        {
            if (point.Data.IsToy)
            {
                var task = ToyTasks.Create(point.Data, point.Seeds[0]);
                Modality[] modalities = [.. task.Modalities.Select(modality => new Modality(modality.Name, [modality.Dimension]))];
                Require(point, modalities, task.Outputs, isClassification: false);
            }
            else
            {
                var modalities = NoisyMnist.DescribeModalities(point.Data, flatten: point.Network.Kind != NetworkConfig.Cnn);
                Require(point, modalities, ImageSet.Classes, isClassification: true);
            }
        }
    }

    /// <summary>Checks that a network and its training fit data.</summary>
    /// <param name="config">The config, without a sweep.</param>
    /// <param name="data">Its task.</param>
    /// <exception cref="ConfigException">They do not; the message says what clashes.</exception>
    public static void RequireFitting(ExperimentConfig config, IReplicaData data) =>
        Require(config, data.Modalities, data.Outputs, data.IsClassification);

    private static void Require(ExperimentConfig config, IReadOnlyList<Modality> modalities, int outputs, bool isClassification)
    {
        config.Train.RequireTask(classes: isClassification ? outputs : null);
        _ = NetworkPlan.Create(config.Network, modalities, outputs);
    }
}
