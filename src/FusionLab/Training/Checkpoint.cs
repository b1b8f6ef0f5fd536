using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>A moment of training, complete.</summary>
/// <param name="State">The numbers.</param>
/// <param name="Tensors">
/// <c>replica.N/NAME</c>: the weights of replica N, also of replicas that have left; <c>momentum/NAME</c> and
/// <c>master/NAME</c>: the optimizer's state for the live replicas together, shaped like the network's parameter.
/// </param>
public sealed record Checkpoint(CheckpointState State, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
    /// <summary>False where training is over and the weights are kept elsewhere: results are left to load, nothing to go on from.</summary>
    public bool HasWeights => Tensors.Count > 0;

    /// <summary>The numbers of this checkpoint alone.</summary>
    public Checkpoint WithoutWeights() => new(State, new Dictionary<string, Tensor>());

    /// <summary>One replica's weights by PyTorch name; the checkpoint keeps and disposes them.</summary>
    /// <param name="replica">The replica's position in the run, counted from 1.</param>
    public IReadOnlyDictionary<string, Tensor> WeightsOf(int replica)
    {
        string prefix = $"replica.{replica}/";
        return Tensors.Where(named => named.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(named => named.Key[prefix.Length..], named => named.Value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
