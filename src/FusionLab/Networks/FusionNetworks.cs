using FusionLab.Data;
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>Builds networks from their descriptions.</summary>
public static class FusionNetworks
{
    /// <summary>Builds one replica a seed, initialized from streams that only its seed and the parameters' names decide.</summary>
    /// <param name="config">The description.</param>
    /// <param name="modalities">The input channels.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="seeds">The replicas' seeds.</param>
    /// <param name="device">Where the parameters live; null is the CPU.</param>
    /// <param name="dtype">The parameters' precision.</param>
    /// <exception cref="ConfigException">The description makes no network, or none for these modalities.</exception>
    public static FusionNetwork Create(
        NetworkConfig config,
        IReadOnlyList<Modality> modalities,
        int outputs,
        IReadOnlyList<ulong> seeds,
        Device? device = null,
        ScalarType dtype = ScalarType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfZero(modalities.Count, nameof(modalities));
        ArgumentOutOfRangeException.ThrowIfZero(seeds.Count, nameof(seeds));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        config = config.Resolve();
        var plan = FusionPlan.Of(config, modalities, outputs);
        return config.Kind switch
        {
            NetworkConfig.Cnn => new FusionCnn(config, plan, modalities, outputs, seeds, device ?? CPU, dtype),
            NetworkConfig.Fission => new FissionNetwork(config, plan, modalities, outputs, seeds, device ?? CPU, dtype),
            _ => new FusionMlp(config, plan, modalities, outputs, seeds, device ?? CPU, dtype),
        };
    }

    /// <summary>The weights and biases of one replica, counted without building it.</summary>
    /// <param name="config">The description.</param>
    /// <param name="modalities">The input channels.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <exception cref="ConfigException">The description makes no network, or none for these modalities.</exception>
    public static long CountParameters(NetworkConfig config, IReadOnlyList<Modality> modalities, int outputs) =>
        FusionPlan.Of(config.Resolve(), modalities, outputs).ParameterCount;

    /// <summary>Numbers that all layers of one replica give for one sample: what training memory grows with.</summary>
    /// <param name="config">The description.</param>
    /// <param name="modalities">The input channels.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <exception cref="ConfigException">The description makes no network, or none for these modalities.</exception>
    public static long CountActivations(NetworkConfig config, IReadOnlyList<Modality> modalities, int outputs) =>
        FusionPlan.Of(config.Resolve(), modalities, outputs).ActivationCount;
}
