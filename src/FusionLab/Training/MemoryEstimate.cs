using FusionLab.Data;

namespace FusionLab.Training;

/// <summary>Estimates the memory that training one replica takes, to choose how many train together.</summary>
public static class MemoryEstimate
{
    /// <summary>The bytes of one replica: weights, gradients and optimizer state, and what a step keeps for the backward pass.</summary>
    /// <param name="parameters">Weights and biases of one replica.</param>
    /// <param name="activations">Values that all layers of one replica give for one sample.</param>
    /// <param name="modalities">The input channels.</param>
    /// <param name="samples">Samples a replica and step.</param>
    /// <param name="slices">Slices in which these pass through the network.</param>
    /// <param name="config">Momentum and precision.</param>
    /// <remarks>
    /// An activation is counted three times: kept for the backward pass, its gradient, and one workspace. The same goes for
    /// inputs, which are drawn, corrupted and converted.
    /// </remarks>
    public static long BytesPerReplica(
        long parameters, long activations, IReadOnlyList<Modality> modalities, long samples, long slices, TrainConfig config)
    {
        int size = config.Precision switch { Precision.Fp64 => 8, Precision.Bf16 => 2, _ => 4 };
        long perParameter = (2 * size) + (config.Momentum > 0 ? Math.Max(size, 4) : 0) + (config.Precision == Precision.Bf16 ? 4 : 0);
        long perSample = 3 * ((size * activations / slices) + (4 * modalities.Sum(modality => modality.Features)));
        return (long)Int128.Min(long.MaxValue, ((Int128)perParameter * parameters) + ((Int128)samples * perSample));
    }
}
