using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// Decides how many samples of a batch pass through the network together within one step. On a CPU, feature maps that fit the
/// caches make a step of a CNN nearly twice as fast as maps that do not; gradients add up over the slices to the same numbers, to
/// rounding. A GPU takes the whole batch.
/// </summary>
internal static class StepSlices
{
    /// <summary>
    /// What all layers may leave behind for the backward pass, in bytes, of the replicas that are computed at once. Measured on two
    /// cores with 32 MB of third-level cache: 8 to 14 slices of a CNN's batch of 1000 are equally fast.
    /// </summary>
    private const long MostBytes = 64L << 20;

    /// <summary>
    /// How many numbers a slice leaves behind for each of the weights at least, so that adding up gradients costs little.
    /// </summary>
    private const long LeastPerWeight = 4;

    /// <summary>The samples of each slice of a batch.</summary>
    /// <param name="network">The network.</param>
    /// <param name="samples">Samples in the batch.</param>
    /// <returns>One number a slice; they add up to the batch and differ by one at most.</returns>
    public static long[] Of(FusionNetwork network, long samples)
    {
        var weight = network.parameters().First();
        long parameters = network.ReplicasTogether * network.ParametersPerReplica;
        long count = Count(weight.device, samples, Activations(network), parameters, weight.dtype);
        return [.. Enumerable.Range(0, (int)count).Select(slice => ((slice + 1) * samples / count) - (slice * samples / count))];
    }

    /// <summary>How many samples pass through a network together at most where no gradients add up; a GPU sets no limit.</summary>
    /// <param name="network">The network.</param>
    public static long Most(FusionNetwork network)
    {
        var weight = network.parameters().First();
        return weight.device_type == DeviceType.CPU ? Most(Activations(network), weight.dtype) : long.MaxValue;
    }

    /// <summary>The number of slices.</summary>
    /// <param name="device">The training device.</param>
    /// <param name="samples">Samples in the batch.</param>
    /// <param name="activations">Numbers that all layers give for one sample, of the replicas computed at once.</param>
    /// <param name="parameters">Their weights and biases.</param>
    /// <param name="type">The type of these numbers.</param>
    public static long Count(Device device, long samples, long activations, long parameters, ScalarType type)
    {
        if (device.type != DeviceType.CPU)
        {
            return 1;
        }

        long most = Most(activations, type);
        long least = Math.Max(1, LeastPerWeight * parameters / Math.Max(1, activations));
        return Math.Clamp((samples + most - 1) / most, 1, Math.Max(1, samples / least));
    }

    private static long Activations(FusionNetwork network) => network.ReplicasTogether * network.ActivationsPerReplica;

    private static long Most(long activations, ScalarType type) =>
        Math.Max(1, MostBytes / Math.Max(1, activations * (type == ScalarType.Float64 ? 8 : 4)));
}
