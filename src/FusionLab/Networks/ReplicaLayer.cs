// Shapes: R replicas, O outputs, I inputs of one block, k kernel.
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>
/// One layer of all replicas: a weight <c>[R, O, I]</c> (or <c>[R, O, I, k, k]</c>) for each block of inputs, and a bias
/// <c>[R, O]</c>. The fusion layer has one block a modality, because the sum of the blocks' results equals one layer over the
/// concatenated inputs, needs no concatenation, and lets the branches be computed apart.
/// </summary>
internal abstract class ReplicaLayer : nn.Module
{
    private const string BiasKey = "bias";
    private readonly string[] blockNames;

    protected ReplicaLayer(LayerSpec spec, NetworkBlueprint blueprint)
        : base(spec.Name)
    {
        Spec = spec;
        blockNames = spec.Inputs.Count == 1 ? ["weight"] : [.. spec.Inputs.Select((_, block) => $"weight_{block}")];
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        int replicas = blueprint.Replicas.Count;
        var blocks = spec.Inputs.Select(inputs => empty([replicas, .. spec.BlockShape(inputs)], blueprint.Type)).ToArray();
        var bias = spec.HasBias ? empty([replicas, spec.Outputs], blueprint.Type) : null;
        for (int r = 0; r < replicas; r++)
        {
            var (seed, init) = blueprint.Replicas[r];
            CopyToBlocks(blocks, r, init.DrawWeight(new RandomStream(seed, $"init/{spec.WeightName}"), spec));
            bias?.select(0, r).copy_(init.DrawBias(new RandomStream(seed, $"init/{spec.BiasName}"), spec));
        }

        for (int block = 0; block < blocks.Length; block++)
        {
            Set(blockNames[block], blocks[block].to(blueprint.Device));
        }

        if (bias is not null)
        {
            Set(BiasKey, bias.to(blueprint.Device));
        }
    }

    /// <summary>What the layer is in one network.</summary>
    public LayerSpec Spec { get; }

    /// <summary>The bias <c>[R, O]</c>, or null.</summary>
    public Parameter? Bias => Spec.HasBias ? get_parameter(BiasKey)! : null;

    /// <summary>The weight <c>[R, O, I, …]</c> of one block.</summary>
    public Parameter Block(int block) => get_parameter(blockNames[block])!;

    /// <summary>Drops all replicas but the given ones.</summary>
    public void Keep(Tensor replicas)
    {
        using var noGradient = no_grad();
        foreach (var (name, parameter) in named_parameters(false).ToArray())
        {
            using var scope = NewDisposeScope();
            Set(name, parameter.index_select(0, replicas));
            parameter.Dispose();
        }
    }

    /// <summary>
    /// One replica's weight over all blocks and its bias, as PyTorch names and shapes them; copies that the caller disposes.
    /// </summary>
    public IReadOnlyList<(string Name, Tensor Value)> Export(int replica)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var exported = new List<(string, Tensor)>
        {
            (Spec.WeightName, cat([.. blockNames.Select((_, block) => Block(block).select(0, replica))], 1).MoveToOuterDisposeScope()),
        };
        if (Bias is { } bias)
        {
            exported.Add((Spec.BiasName, bias.select(0, replica).clone().MoveToOuterDisposeScope()));
        }

        return exported;
    }

    /// <summary>Overwrites one replica's weight and bias.</summary>
    public void Import(int replica, IReadOnlyDictionary<string, Tensor> values)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        CopyToBlocks([.. blockNames.Select((_, block) => Block(block))], replica, values[Spec.WeightName]);
        Bias?.select(0, replica).copy_(values[Spec.BiasName]);
    }

    /// <summary>The part of a parameter that belongs to some neighbouring replicas; the parameter itself when it is all of them.</summary>
    protected static Tensor Slice(Tensor parameter, int first, int count) =>
        count == parameter.shape[0] ? parameter : parameter.narrow(0, first, count);

    private void CopyToBlocks(IReadOnlyList<Tensor> blocks, int replica, Tensor weight)
    {
        long start = 0;
        for (int block = 0; block < blocks.Count; block++)
        {
            blocks[block].select(0, replica).copy_(weight.narrow(1, start, Spec.Inputs[block]));
            start += Spec.Inputs[block];
        }
    }

    private void Set(string name, Tensor value)
    {
        var parameter = new Parameter(value);
        parameter.DetachFromDisposeScope();
        ConditionallyRegisterParameter(name, parameter);
    }
}
