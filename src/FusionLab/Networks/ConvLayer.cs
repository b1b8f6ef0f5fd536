// Shapes: R replicas, C input channels, K output channels, N samples, h × w map.
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>A convolution of all replicas: stride 1, no padding. Replicas are groups, <c>[N, R·C, h, w]</c>.</summary>
internal sealed class ConvLayer(LayerSpec spec, NetworkBlueprint blueprint) : ReplicaLayer(spec, blueprint)
{
    /// <summary>The layer of some neighbouring replicas.</summary>
    /// <param name="input"><c>[N, count·C, h, w]</c>, or <c>[N, C, h, w]</c> for all of them.</param>
    /// <param name="block">The block of the weight.</param>
    /// <param name="first">The first replica.</param>
    /// <param name="count">How many.</param>
    /// <param name="withBias">Whether to add the bias.</param>
    /// <returns><c>[N, count·K, h−k+1, w−k+1]</c>.</returns>
    public Tensor Apply(Tensor input, int block, int first, int count, bool withBias) =>
        Convolve(input, Slice(Block(block), first, count), first, count, withBias);

    /// <summary>All blocks of some neighbouring replicas at once, with the bias.</summary>
    /// <param name="input">The blocks' inputs side by side, <c>[N, count·ΣC, h, w]</c>, or <c>[N, ΣC, h, w]</c> for all replicas.</param>
    /// <param name="first">The first replica.</param>
    /// <param name="count">How many.</param>
    /// <returns><c>[N, count·K, h−k+1, w−k+1]</c>.</returns>
    public Tensor ApplyConcatenated(Tensor input, int first, int count) =>
        Convolve(input, cat([.. Spec.Inputs.Select((_, block) => Slice(Block(block), first, count))], 2), first, count, withBias: true);

    private Tensor Convolve(Tensor input, Tensor weight, int first, int count, bool withBias)
    {
        var bias = withBias && Bias is not null ? Slice(Bias, first, count).flatten() : null;      // [count·K]
        long groups = input.shape[1] / weight.shape[2];                                            // 1 when the input is shared
        return nn.functional.conv2d(input, weight.flatten(0, 1), bias, groups: groups);            // weight [count·K, C, k, k]
    }
}
