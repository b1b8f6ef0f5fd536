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
internal sealed record TrainingTask(IReplicaData Data, DatasetInfo Info, IReadOnlyList<string> Warnings) : IDisposable
{
    /// <summary>The names of the modalities whose accuracy alone is measured; none for regression.</summary>
    public IReadOnlyList<string> Measured => Data.IsClassification ? [.. Data.Modalities.Select(modality => modality.Name)] : [];

    /// <summary>The names of a config's modalities, in order, without opening its data.</summary>
    public static IReadOnlyList<string> ModalityNames(ExperimentConfig config) => config.Data.IsToy
        ? [.. ToyTasks.Create(config.Data, config.Seeds[0]).Modalities.Select(modality => modality.Name)]
        : config.Data.Resolved().Modalities!;

    public static TrainingTask Open(ExperimentConfig config, Device device)
    {
        if (config.Data.IsToy)
        {
            // All replicas learn from the same samples, as in the paper; seeds differ in their initial weights.
            var samples = ToyTasks.DrawTensors(config.Data, config.Seeds[0], device, config.Train.Precision.DataType());
            return new TrainingTask(samples, new DatasetInfo(config.Data.Kind, "generated", null, null), []);
        }

        bool convolutional = config.Network.Kind == NetworkConfig.Cnn;
        if (config.Data.IsArrays)
        {
            var (arrays, info) = ArrayTask.Open(config.Data, device, asImages: convolutional, config.Train.Precision.DataType());
            return new TrainingTask(arrays, info, []);
        }

        var images = new MnistStore().Resolve(config.Data);
        var data = new NoisyMnist(images, config.Data, device, flatten: !convolutional);
        return new TrainingTask(data, images.Info, images.Warnings);
    }

    /// <summary>
    /// The task of another sweep point, which shares this one's samples where they are files: this object must outlive it.
    /// </summary>
    public TrainingTask With(ExperimentConfig config, Device device) => Data switch
    {
        NoisyMnist images => this with { Data = images.Share(config.Data) },
        TensorData arrays when config.Data.IsArrays => this with { Data = arrays.Share() },
        _ => Open(config, device),
    };

    /// <inheritdoc/>
    public void Dispose() => Data.Dispose();
}
