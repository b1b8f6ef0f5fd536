using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>One training batch for <c>R</c> replicas, each with its own samples and its own corruption.</summary>
/// <param name="Inputs">One tensor a modality, <c>[R, N, ...modality shape]</c>, on the training device.</param>
/// <param name="Targets">Class numbers <c>[R, N]</c> (int64) or real targets <c>[R, N, outputs]</c>.</param>
public sealed record ReplicaBatch(IReadOnlyList<Tensor> Inputs, Tensor Targets) : IDisposable
{
    /// <summary>The number of samples each replica sees in this batch; the last batch of an epoch may be shorter.</summary>
    public long Samples => Targets.shape[1];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var input in Inputs)
        {
            input.Dispose();
        }

        Targets.Dispose();
    }
}
