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
    private readonly LinearLayer[][] branches;
    private readonly LinearLayer fusion;
    private readonly LinearLayer[] trunk;

    internal FusionMlp(NetworkBlueprint blueprint)
        : base(blueprint)
    {
        var plan = blueprint.Plan;
        LinearLayer Build(LayerSpec spec) => Add(new LinearLayer(spec, blueprint));
        branches = [.. plan.Branches.Select(branch => branch.Select(Build).ToArray())];
        fusion = Build(plan.Fusion);
        trunk = [.. plan.Trunk.Select(Build)];
    }

    /// <summary>The bias of the outputs <c>[R, O]</c>, or null.</summary>
    internal Parameter? OutputBias => trunk.Length > 0 ? trunk[^1].Bias : fusion.Bias;

    /// <summary>The hidden units of a two-layer network whose branches are of equal depth; null for every other network.</summary>
    internal IReadOnlyList<HiddenGroup>? HiddenGroups => (Config.Depth, Config.FusionDepth, Config.BranchDepths) switch
    {
        (2, 1, null) => [new([.. Modalities.Select((_, m) => (m, fusion.Block(m)))], fusion.Bias, trunk[0].Block(0))],
        (2, 2, null) => [.. Modalities.Select((_, m) =>
            new HiddenGroup([(m, branches[m][0].Block(0))], branches[m][0].Bias, fusion.Block(m)))],
        _ => null,
    };

    /// <inheritdoc/>
    /// <returns><c>[R, H, N]</c>, or <c>[R, O, N]</c> when the fusion layer is the last.</returns>
    public override Tensor Branch(int modality, Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = input.flatten(2).transpose(1, 2);                                  // [R or 1, D, N], a view
        foreach (var layer in branches[modality])
        {
            hidden = layer.Apply(hidden).Activate_(Config);                             // [R, H, N]
        }

        return fusion.Contribution(modality, hidden).MoveToOuterDisposeScope();         // [R, H, N]
    }

    /// <inheritdoc/>
    public override Tensor Head(IReadOnlyList<Tensor> contributions)
    {
        using var scope = NewDisposeScope();
        var hidden = fusion.AddBias_(Sum(contributions));                               // [R, H, N]
        foreach (var layer in trunk)
        {
            hidden = layer.Apply(hidden.Activate_(Config));                             // [R, H, N], at last [R, O, N]
        }

        return hidden.transpose(1, 2).contiguous().MoveToOuterDisposeScope();           // [R, N, O]
    }

    /// <summary>
    /// The total weight of each modality, <c>W_m^tot = Π_{j&gt;L_f} W^j · Π_{i≤L_f} W_m^i</c>: what the network multiplies the
    /// modality's input by. Of networks without activation only; biases take no part.
    /// </summary>
    /// <returns>One tensor <c>[R, O, D]</c> a modality, without gradient; the caller disposes them.</returns>
    /// <exception cref="InvalidOperationException">The network has an activation.</exception>
    public IReadOnlyList<Tensor> TotalWeights()
    {
        if (Config.Activation != Activation.Linear)
        {
            throw new InvalidOperationException($"Total weights exist only without activation; this network has '{Config.Activation}'.");
        }

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var totals = new Tensor[Modalities.Count];
        for (int m = 0; m < totals.Length; m++)
        {
            var total = fusion.Block(m).clone();                                        // [R, H, I]
            foreach (var layer in branches[m].Reverse())
            {
                total = total.bmm(layer.Block(0));                                      // [R, H, D]
            }

            foreach (var layer in trunk)
            {
                total = layer.Block(0).bmm(total);                                      // [R, O, D]
            }

            totals[m] = total.MoveToOuterDisposeScope();
        }

        return totals;
    }
}
