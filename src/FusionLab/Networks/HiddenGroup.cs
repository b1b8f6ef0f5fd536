using TorchSharp.Modules;

namespace FusionLab.Networks;

/// <summary>
/// The hidden units of a two-layer network that see the same modalities: all of them in early fusion, those of one branch in late
/// fusion.
/// </summary>
/// <param name="Inputs">The modalities they see, with the weights <c>[R, H, D]</c> from each.</param>
/// <param name="Bias">Their bias <c>[R, H]</c>, or null.</param>
/// <param name="Outputs">The weights <c>[R, O, H]</c> from them to the outputs.</param>
internal sealed record HiddenGroup(IReadOnlyList<(int Modality, Parameter Weight)> Inputs, Parameter? Bias, Parameter Outputs);
