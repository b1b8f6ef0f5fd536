// Shapes: R replicas, N samples, D features of one modality, H width, O outputs; C channels and the h × w map of a picture.
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>
/// Fully connected fusion networks of any depth, fusion depth and activation; the kinds "mlp", "linear" and "shallow".
/// Inside, activations are feature-major, <c>[R, H, N]</c> (see <see cref="LinearLayer"/>). Of an "mlp" some branches may be
/// convolutions, which run one replica after the other.
/// </summary>
public sealed class FusionMlp : FusionNetwork
{
    /// <summary>Each branch's layers: all fully connected, all convolutions, or none.</summary>
    private readonly ReplicaLayer[][] _branches;
    private readonly LinearLayer _fusion;
    private readonly LinearLayer[] _trunk;

    internal FusionMlp(NetworkBlueprint blueprint)
        : base(blueprint)
    {
        LinearLayer Build(LayerSpec spec) => Add(new LinearLayer(spec, blueprint));
        _branches = [.. Plan.Branches.Select(branch => branch.Select(spec =>
            spec.Kernel is null ? (ReplicaLayer)Build(spec) : Add(new ConvLayer(spec, blueprint))).ToArray())];
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
            return Config is MlpConfig { Branches: not null } ? null : (Config.Depth, Config.FusionDepth, Config.BranchDepths) switch
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
        return _branches[modality] switch
        {
            [] when IsIdentity(modality) => input.flatten(2).expand(Replicas, -1, -1).MoveToOuterDisposeScope(), // [R, N, D]
            [] => null,
            [ConvLayer, ..] => Convolve(modality, input, AverageFields).MoveToOuterDisposeScope(),            // [R, N, F]
            _ => BeforeFusion(modality, input).Hidden.Activate_(Config).transpose(1, 2).contiguous().MoveToOuterDisposeScope(), // [R, N, H]
        };
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

    private bool IsIdentity(int modality) =>
        (Config as MlpConfig)?.Branches?.GetValueOrDefault(Modalities[modality].Name) is IdentityBranchConfig;

    /// <summary>What the fusion layer sees of a modality, and the activation that is still to be applied to it: null for raw inputs.</summary>
    private (Tensor Hidden, NetworkConfig? Activation) BeforeFusion(int modality, Tensor input)
    {
        if (_branches[modality] is [ConvLayer, ..])
        {
            long pooling = ((CnnBranchConfig)((MlpConfig)Config).Branches![Modalities[modality].Name]).Pooling;
            return (Convolve(modality, input, maps => nn.functional.max_pool2d(maps, [pooling, pooling])).transpose(1, 2), null);
        }

        var hidden = input.flatten(2).transpose(1, 2);                                  // [R or 1, D, N], a view
        NetworkConfig? activation = null;
        foreach (LinearLayer layer in _branches[modality])
        {
            hidden = layer.Apply(hidden, activation);                                   // [R, H, N]
            activation = Config;
        }

        return (hidden, activation);
    }

    /// <summary>The convolutions of a branch, one replica after the other.</summary>
    /// <param name="modality">The branch.</param>
    /// <param name="input"><c>[R or 1, N, C, h, w]</c>, or without channels.</param>
    /// <param name="reduce">What happens to the maps <c>[N, C, h, w]</c> of the last one.</param>
    /// <returns><c>[R, N, F]</c>.</returns>
    private Tensor Convolve(int modality, Tensor input, Func<Tensor, Tensor> reduce)
    {
        var parts = new Tensor[Replicas];
        for (int replica = 0; replica < parts.Length; replica++)
        {
            using var scope = NewDisposeScope();
            var maps = input.select(0, input.shape[0] == 1 ? 0 : replica);
            maps = maps.dim() == 3 ? maps.unsqueeze(1) : maps;                          // [N, C, h, w]
            foreach (ConvLayer layer in _branches[modality])
            {
                maps = layer.Apply(maps, 0, replica, withBias: true).Activate_(Config);
            }

            parts[replica] = reduce(maps).flatten(1).MoveToOuterDisposeScope();
        }

        return stack(parts);
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
