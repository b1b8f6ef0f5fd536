// Shapes: R replicas.
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// PyTorch's stochastic gradient descent (momentum and weight decay, no dampening, no Nesterov) with a learning rate for
/// each replica: <c>g ← g + λw</c>, <c>b ← μb + g</c> (at first <c>b = g</c>), <c>w ← w − ηb</c>.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="momentum">μ, 0 for none.</param>
/// <param name="weightDecay">λ, 0 for none.</param>
/// <param name="layout">How the weights lie in memory.</param>
public sealed class ReplicaSgd(
    FusionNetwork network, double momentum = 0, double weightDecay = 0, OptimizerLayout layout = OptimizerLayout.Separate)
    : ReplicaOptimizer(network, weightDecay, ["momentum"], layout)
{
    private protected override void Descend(State state, Tensor gradient, double rate, Tensor? column, Tensor? stays)
    {
        var weight = state.Master;
        if (WeightDecay != 0)
        {
            using Scalar decay = Held(WeightDecay, weight.dtype);
            gradient.add_(weight, decay);
        }

        gradient = Mask(gradient, stays);
        if (momentum != 0)
        {
            gradient = Accumulate(state, gradient);
        }

        if (column is null)
        {
            using Scalar step = Held(-rate, weight.dtype);
            weight.add_(gradient, step);
        }
        else
        {
            weight.view(Replicas, -1).addcmul_(gradient.reshape(Replicas, -1), column, HeldScalars.MinusOne);
        }
    }

    /// <summary>b ← μb + g, at first b = g.</summary>
    private Tensor Accumulate(State state, Tensor gradient)
    {
        using Scalar kept = momentum;
        if (state.Kept[0] is { } sum)
        {
            sum.mul_(kept).add_(gradient, HeldScalars.One);
        }

        return state.Kept[0] ??= gradient.clone().DetachFromDisposeScope();
    }
}
