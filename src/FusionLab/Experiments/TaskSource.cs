using FusionLab.Data;
using FusionLab.Data.Mnist;
using FusionLab.Experiments.Configuration;
using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Experiments;

/// <summary>The task of a config, ready on the training device.</summary>
/// <param name="Data">The samples.</param>
/// <param name="Info">Where they come from.</param>
/// <param name="Warnings">What a reader must know about them.</param>
internal sealed record TaskSource(IReplicaData Data, DatasetInfo Info, IReadOnlyList<string> Warnings) : IDisposable
{
    public static TaskSource Open(ExperimentConfig config, Device device)
    {
        var images = new MnistStore().Resolve(config.Data);
        var data = new NoisyMnist(images, config.Data, device, flatten: config.Network.Kind != NetworkConfig.Cnn);
        return new TaskSource(data, data.Info, data.Warnings);
    }

    public void Dispose() => Data.Dispose();
}
