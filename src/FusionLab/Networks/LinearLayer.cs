// Shapes: R replicas, D input features, H output features, N samples.
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>
/// A fully connected layer of all replicas. Activations are feature-major, <c>[R, H, N]</c>: the product is then
/// <c>W x</c> as in the paper, the weights' gradients come out contiguous in the weights' own layout (so that no step copies
/// them), and samples shared by all replicas take one large product.
/// </summary>
internal sealed class LinearLayer(LayerSpec spec, NetworkBlueprint blueprint) : ReplicaLayer(spec, blueprint)
{
    /// <summary>The layer with its bias.</summary>
    /// <param name="input"><c>[R, D, N]</c>, or <c>[1, D, N]</c> for all replicas.</param>
    public Tensor Apply(Tensor input) => Apply(input, 0, (int)Block(0).shape[0]);

    /// <summary>The layer of some neighbouring replicas, with its bias.</summary>
    /// <param name="input"><c>[count, D, N]</c>, or <c>[1, D, N]</c> for all of them.</param>
    /// <param name="first">The first replica.</param>
    /// <param name="count">How many.</param>
    /// <returns><c>[count, H, N]</c>.</returns>
    public Tensor Apply(Tensor input, int first, int count)
    {
        var weight = Slice(Block(0), first, count);                                                // [count, H, D]
        var bias = Bias is null ? null : Slice(Bias, first, count).unsqueeze(2);                   // [count, H, 1]
        var product = input.shape[0] == count ? weight.bmm(input) : MultiplyShared(weight, input); // [count, H, N]
        return bias is null ? product : product.add_(bias, HeldScalars.One);
    }

    /// <summary>One block's part of the layer, without the bias.</summary>
    /// <param name="block">The block.</param>
    /// <param name="input"><c>[R, D, N]</c>, or <c>[1, D, N]</c> for all replicas.</param>
    /// <returns><c>[R, H, N]</c>.</returns>
    public Tensor Contribution(int block, Tensor input)
    {
        var weight = Block(block);
        return input.shape[0] == weight.shape[0] ? weight.bmm(input) : MultiplyShared(weight, input);
    }

    /// <summary>Adds the bias, if there is one, to the sum of the blocks' parts, in place.</summary>
    /// <param name="sum"><c>[R, H, N]</c>.</param>
    public Tensor AddBias_(Tensor sum) => Bias is null ? sum : sum.add_(Bias.unsqueeze(2), HeldScalars.One);

    private static Tensor MultiplyShared(Tensor weight, Tensor input) =>
        weight.view(-1, weight.shape[2]).mm(input.squeeze(0)).view(weight.shape[0], weight.shape[1], -1);
}
