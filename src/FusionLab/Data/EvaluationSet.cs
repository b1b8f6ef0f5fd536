using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>Samples on which every replica is evaluated: clean, in a fixed order, shared by all replicas.</summary>
/// <param name="Inputs">
/// One tensor a modality, <c>[T, ...modality shape]</c>. Modalities may share one tensor (the same clean image).
/// </param>
/// <param name="Targets">Class numbers <c>[T]</c> (int64) or real targets <c>[T, outputs]</c>.</param>
public sealed record EvaluationSet(IReadOnlyList<Tensor> Inputs, Tensor Targets)
{
    /// <summary>The number of samples.</summary>
    public long Samples => Targets.shape[0];
}
