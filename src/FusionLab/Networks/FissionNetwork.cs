// Shapes: R replicas, N samples, H width of one output branch, O outputs.
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>
/// The mirror image of late fusion: one hidden layer over the whole input, whose units are shared out among output branches;
/// branch <c>o</c> is one layer from its own <c>H</c> units to output <c>o</c>.
/// </summary>
/// <remarks>
/// The paper's authors have two output branches of one output each; here there are as many as outputs. Several modalities
/// enter as one concatenated input, so that training and evaluation treat it as an early-fusion network (L = 2, L_f = 1).
/// </remarks>
public sealed class FissionNetwork : FusionNetwork
{
    private readonly LinearLayer _hiddenLayer;
    private readonly LinearLayer[] _heads;

    internal FissionNetwork(NetworkBlueprint blueprint)
        : base(blueprint)
    {
        LinearLayer Build(LayerSpec spec) => Add(new LinearLayer(spec, blueprint));
        _hiddenLayer = Build(Plan.Fusion);
        _heads = [.. Plan.Trunk.Select(Build)];
    }

    /// <inheritdoc/>
    /// <returns><c>[R, O·H, N]</c>.</returns>
    public override Tensor Branch(int modality, Tensor input)
    {
        using var scope = NewDisposeScope();
        return _hiddenLayer.Contribution(modality, input.flatten(2).transpose(1, 2)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Head(IReadOnlyList<Tensor> contributions)
    {
        using var scope = NewDisposeScope();
        var hidden = _hiddenLayer.AddBias_(Sum(contributions)).Activate_(Config);                   // [R, O·H, N]
        var outputs = _heads.Select((head, o) => head.Apply(hidden.narrow(1, o * Config.Width, Config.Width)));
        return cat([.. outputs], 1).transpose(1, 2).contiguous().MoveToOuterDisposeScope();        // [R, N, O]
    }
}
