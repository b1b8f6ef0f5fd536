// Shapes: R replicas, W values of one replica's parameter.
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// PyTorch's AdamW (Loshchilov and Hutter 2019; no AMSGrad) with a learning rate for each replica: <c>w ← (1 − ηλ) w</c>,
/// <c>m ← β₁m + (1 − β₁) g</c>, <c>v ← β₂v + (1 − β₂) g²</c>, and in step <c>t</c>
/// <c>w ← w − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)</c>.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="config">β₁, β₂ and ε.</param>
/// <param name="weightDecay">λ, 0 for none.</param>
/// <param name="layout">How the weights lie in memory.</param>
public sealed class ReplicaAdamW(
    FusionNetwork network, AdamWConfig config, double weightDecay = 0, OptimizerLayout layout = OptimizerLayout.Separate)
    : ReplicaOptimizer(network, weightDecay, ["mean", "square"], layout)
{
    private protected override void Descend(State state, Tensor gradient, double rate, Tensor? column, Tensor? stays)
    {
        var weight = state.Master;
        gradient = Mask(gradient, stays);
        var mean = state.Kept[0] ??= zeros_like(weight).DetachFromDisposeScope();
        var square = state.Kept[1] ??= zeros_like(weight).DetachFromDisposeScope();
        using Scalar keptMean = config.Beta1, newMean = 1 - config.Beta1, keptSquare = config.Beta2, newSquare = 1 - config.Beta2;
        mean.mul_(keptMean).add_(gradient, newMean);
        square.mul_(keptSquare).addcmul_(gradient, gradient, newSquare);

        double meanCorrection = 1 - Math.Pow(config.Beta1, Steps);
        using Scalar root = Math.Sqrt(1 - Math.Pow(config.Beta2, Steps)), epsilon = config.Epsilon;
        var deviation = square.sqrt().div_(root).add_(epsilon);
        if (column is null)
        {
            using Scalar shrink = Held(1 - (rate * WeightDecay), weight.dtype), step = Held(-rate / meanCorrection, weight.dtype);
            weight.mul_(shrink).addcdiv_(mean, deviation, step);
        }
        else
        {
            using Scalar minusDecay = Held(-WeightDecay, weight.dtype), perRate = -1 / meanCorrection;
            var rows = weight.view(Replicas, -1);                                                  // [R, W]
            rows.addcmul_(rows, column, minusDecay);
            rows.addcmul_(mean.view(Replicas, -1).div(deviation.view(Replicas, -1)), column, perRate);
        }
    }
}
