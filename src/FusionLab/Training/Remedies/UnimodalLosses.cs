// Shapes: R replicas, M modalities.
using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Training.Remedies;

/// <summary>
/// Adds to the loss of all modalities together that of each one alone, <c>L + λ Σ_m L_m</c>, so that every branch has a gradient of its
/// own as long as its modality alone does not answer. It is the uniform baseline of gradient blending (Wang, Tran and Feiszli, What
/// Makes Training Multi-modal Classification Networks Hard?, CVPR 2020).
/// </summary>
/// <remarks>
/// There every modality has a head of its own. Here L_m is the loss of the one head that all share, with blanks from all other
/// branches: the unimodal accuracy that FusionLab measures is then what is trained, and a network without this remedy has the same
/// weights. No gradient of L_m goes into the branches that see blanks. Recorded losses are those of all modalities together.
/// </remarks>
internal sealed class UnimodalLosses : IRemedy
{
    private readonly Tensor _weights;

    /// <summary>Creates the remedy.</summary>
    /// <param name="own">The config of each replica that has this remedy.</param>
    /// <param name="network">The network.</param>
    public UnimodalLosses(IReadOnlyList<UnimodalLossesConfig?> own, FusionNetwork network) =>
        _weights = RemedySet.ToTensor(own.Select(config => config?.Weight ?? 0), network);

    /// <inheritdoc/>
    public Tensor? Observe(RemedyPass pass)
    {
        var losses = stack([.. Enumerable.Range(0, pass.Modalities).Select(m => pass.ComputeLosses(pass.Unimodal(m)))]);
        return losses.sum(dim: 0).mul(_weights);                                                         // [M, R] -> [R]
    }

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();
}
