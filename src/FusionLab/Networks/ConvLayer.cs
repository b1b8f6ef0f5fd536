// Shapes: R replicas, C input channels, K output channels, N samples, h × w map.
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>A convolution of all replicas: stride 1, no padding. Replicas are groups, <c>[N, R·C, h, w]</c>.</summary>
internal sealed class ConvLayer(LayerSpec spec, IReadOnlyList<ulong> seeds, InitConfig init, Device device, ScalarType dtype)
    : ReplicaLayer(spec, seeds, init, device, dtype)
{
    /// <summary>The layer of some neighbouring replicas.</summary>
    /// <param name="input"><c>[N, count·C, h, w]</c>, or <c>[N, C, h, w]</c> for all of them.</param>
    /// <param name="block">The block of the weight.</param>
    /// <param name="first">The first replica.</param>
    /// <param name="count">How many.</param>
    /// <param name="withBias">Whether to add the bias.</param>
    /// <returns><c>[N, count·K, h−k+1, w−k+1]</c>.</returns>
    public Tensor Apply(Tensor input, int block, int first, int count, bool withBias)
    {
        var weight = Slice(Block(block), first, count).flatten(0, 1);                              // [R·K, C, k, k]
        var bias = withBias && Bias is not null ? Slice(Bias, first, count).flatten() : null;      // [R·K]
        long groups = input.shape[1] / Spec.Inputs[block];                                         // 1 when the input is shared
        return nn.functional.conv2d(input, weight, bias, groups: groups);
    }
}
