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
        ScalarType dtype = ScalarType.Float32) =>
        Create(config, modalities, outputs, [.. seeds.Select(seed => new ReplicaStart(seed))], device, dtype);

    /// <summary>Builds replicas that may each be initialized in a way of their own.</summary>
    /// <param name="config">The description.</param>
    /// <param name="modalities">The input channels.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="replicas">From where each replica starts.</param>
    /// <param name="device">Where the parameters live; null is the CPU.</param>
    /// <param name="dtype">The parameters' precision.</param>
    /// <exception cref="ConfigException">The description makes no network, or none for these modalities.</exception>
    public static FusionNetwork Create(
        NetworkConfig config,
        IReadOnlyList<Modality> modalities,
        int outputs,
        IReadOnlyList<ReplicaStart> replicas,
        Device? device = null,
        ScalarType dtype = ScalarType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfZero(modalities.Count, nameof(modalities));
        ArgumentOutOfRangeException.ThrowIfZero(replicas.Count, nameof(replicas));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        config = config.Resolve();
        var starts = replicas.Select(replica => (replica.Seed, replica.Init?.Resolve(config.Init!.Kind!) ?? config.Init!)).ToArray();
        var blueprint = new NetworkBlueprint(
            config, FusionPlan.Of(config, modalities, outputs), modalities, outputs, starts, device ?? CPU, dtype);
        return config.Kind switch
        {
            NetworkConfig.Cnn => new FusionCnn(blueprint),
            NetworkConfig.Fission => new FissionNetwork(blueprint),
            _ => new FusionMlp(blueprint),
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
