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
    public static IReadOnlyList<string> ModalityNames(ExperimentConfig config) => config.Data is ToyConfig toy
        ? [.. ToyTasks.Create(toy, config.Seeds[0]).Modalities.Select(modality => modality.Name)]
        : ((ClassificationConfig)config.Data).Modalities!;

    public static TrainingTask Open(ExperimentConfig config, Device device)
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
                var (arrays, info, warnings) = ArrayTask.Open(own, device, asImages: convolutional, type);
                return new TrainingTask(arrays, info, warnings);
            case NoisyMnistConfig noisy:
                var images = new MnistStore().Resolve(noisy);
                return new TrainingTask(new NoisyMnist(images, noisy, device, flatten: !convolutional), images.Info, images.Warnings);
            default:
                throw new NotSupportedException($"There is no way to open {config.Data.Kind} data yet: add it here.");
        }
    }

    /// <summary>
    /// The task of another sweep point, which shares this one's samples where they are files: this object must outlive it.
    /// </summary>
    public TrainingTask With(ExperimentConfig config, Device device) => (Data, config.Data) switch
    {
        (NoisyMnist images, NoisyMnistConfig noisy) => this with { Data = images.Share(noisy) },
        (TensorData arrays, ArraysConfig) => this with { Data = arrays.Share() },
        _ => Open(config, device),
    };

    /// <inheritdoc/>
    public void Dispose() => Data.Dispose();
}
