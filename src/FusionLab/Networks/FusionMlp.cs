// Shapes: R replicas, N samples, D features of one modality, H width, O outputs.
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>
/// Fully connected fusion networks of any depth, fusion depth and activation; the kinds "mlp", "linear" and "shallow".
/// Inside, activations are feature-major, <c>[R, H, N]</c> (see <see cref="LinearLayer"/>).
/// </summary>
public sealed class FusionMlp : FusionNetwork
{
    private readonly LinearLayer[][] _branches;
    private readonly LinearLayer _fusion;
    private readonly LinearLayer[] _trunk;

    internal FusionMlp(NetworkBlueprint blueprint)
        : base(blueprint)
    {
        LinearLayer Build(LayerSpec spec) => Add(new LinearLayer(spec, blueprint));
        _branches = [.. Plan.Branches.Select(branch => branch.Select(Build).ToArray())];
        _fusion = Build(Plan.Fusion);
        _trunk = [.. Plan.Trunk.Select(Build)];
    }

    /// <summary>The bias of the outputs <c>[R, O]</c>, or null.</summary>
    internal Parameter? OutputBias => _trunk.Length > 0 ? _trunk[^1].Bias : _fusion.Bias;

    /// <summary>The hidden units of a two-layer network whose branches are of equal depth; null for every other network.</summary>
    internal IReadOnlyList<HiddenGroup>? HiddenGroups
    {
        get
        {
            int[] widths = [.. Modalities.Select(modality => (int)modality.Features)];
            return (Config.Depth, Config.FusionDepth, Config.BranchDepths) switch
            {
                (2, 1, null) => [Group(0, widths.Sum(), [.. widths.Select((_, m) => _fusion.Block(m))], _fusion.Bias, _trunk[0].Block(0))],
                (2, 2, null) => [.. widths.Select((width, m) =>
                    Group(widths.Take(m).Sum(), width, [_branches[m][0].Block(0)], _branches[m][0].Bias, _fusion.Block(m)))],
                _ => null,
            };

            HiddenGroup Group(int first, int width, Parameter[] weights, Parameter? bias, Parameter outputs) => bias is null
                ? new([.. Enumerable.Range(first, width)], weights, outputs)
                : new([.. Enumerable.Range(first, width), widths.Sum()], [.. weights, bias], outputs);
        }
    }

    /// <inheritdoc/>
    /// <returns><c>[R, H, N]</c>, or <c>[R, O, N]</c> when the fusion layer is the last.</returns>
    public override Tensor Branch(int modality, Tensor input)
    {
        using var scope = NewDisposeScope();
        var (hidden, activation) = BeforeFusion(modality, input);
        return _fusion.Contribution(modality, hidden, activation).MoveToOuterDisposeScope();              // [R, H, N]
    }

    /// <inheritdoc/>
    internal override Tensor? Hidden(int modality, Tensor input)
    {
        using var scope = NewDisposeScope();
        return _branches[modality].Length == 0
            ? null
            : BeforeFusion(modality, input).Hidden.Activate_(Config).transpose(1, 2).contiguous().MoveToOuterDisposeScope(); // [R, N, H]
    }

    /// <inheritdoc/>
    public override Tensor Head(IReadOnlyList<Tensor> contributions)
    {
        using var scope = NewDisposeScope();
        var hidden = _fusion.AddBias_(Sum(contributions));                               // [R, H, N]
        foreach (var layer in _trunk)
        {
            hidden = layer.Apply(hidden, Config);                                       // [R, H, N], at last [R, O, N]
        }

        return hidden.transpose(1, 2).contiguous().MoveToOuterDisposeScope();           // [R, N, O]
    }

    /// <summary>What the fusion layer sees of a modality, and the activation that is still to be applied to it: null for raw inputs.</summary>
    private (Tensor Hidden, NetworkConfig? Activation) BeforeFusion(int modality, Tensor input)
    {
        var hidden = input.flatten(2).transpose(1, 2);                                  // [R or 1, D, N], a view
        NetworkConfig? activation = null;
        foreach (var layer in _branches[modality])
        {
            hidden = layer.Apply(hidden, activation);                                   // [R, H, N]
            activation = Config;
        }

        return (hidden, activation);
    }
}

/// <summary>
/// The hidden units of a two-layer network that see the same features: all of them in early fusion, those of one branch in late
/// fusion.
/// </summary>
/// <param name="Rows">
/// The features they see, among those of all modalities in order and a last one that is 1, whose weight is the bias.
/// </param>
/// <param name="Inputs">The weights <c>[R, H, D]</c> of each modality that they see, and the bias <c>[R, H]</c> if they have one.</param>
/// <param name="Outputs">The weights <c>[R, O, H]</c> from them to the outputs.</param>
internal sealed record HiddenGroup(IReadOnlyList<int> Rows, IReadOnlyList<Parameter> Inputs, Parameter Outputs);
