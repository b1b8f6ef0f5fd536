using static TorchSharp.torch;

namespace FusionLab.Training.Checkpoints;

/// <summary>A moment of training, complete.</summary>
/// <param name="State">The numbers.</param>
/// <param name="Tensors">
/// <c>replica.N/NAME</c>: the weights of replica N, also of replicas that have left; <c>momentum/NAME</c> and
/// <c>master/NAME</c>: the optimizer's state for the live replicas together, shaped like the network's parameter.
/// </param>
public sealed record Checkpoint(CheckpointState State, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
