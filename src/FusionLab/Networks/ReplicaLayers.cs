// Shapes: R replicas, N samples; O outputs, I inputs of one block, k kernel; D input and H output features of a linear layer;
// C input and K output channels and the h × w map of a convolution.
using FusionLab.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>
/// One layer of all replicas: a weight <c>[R, O, I]</c> (or <c>[R, O, I, k, k]</c>) for each block of inputs, and a bias
/// <c>[R, O]</c>. The fusion layer has one block per modality, because the sum of the blocks' results equals one layer over the
/// concatenated inputs, needs no concatenation, and lets the branches be computed apart.
/// </summary>
internal abstract class ReplicaLayer : nn.Module
{
    private const string BiasKey = "bias";
    private readonly string[] _blockNames;

    protected ReplicaLayer(LayerSpec spec, NetworkBlueprint blueprint)
        : base(spec.Name)
    {
        Spec = spec;
        _blockNames = spec.Inputs.Count == 1 ? ["weight"] : [.. spec.Inputs.Select((_, block) => $"weight_{block}")];
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        int replicas = blueprint.Replicas.Count;
        var blocks = spec.Inputs.Select(inputs => empty([replicas, .. spec.BlockShape(inputs)], blueprint.Type)).ToArray();
        var bias = spec.HasBias ? empty([replicas, spec.Outputs], blueprint.Type) : null;
        for (int r = 0; r < replicas; r++)
        {
            var (seed, init) = blueprint.Replicas[r];
            CopyToBlocks(blocks, r, Initialization.DrawWeight(init, seed, spec));
            bias?.select(0, r).copy_(Initialization.DrawBias(init, seed, spec));
        }

        for (int block = 0; block < blocks.Length; block++)
        {
            Set(_blockNames[block], blocks[block].to(blueprint.Device));
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
    public Parameter Block(int block) => get_parameter(_blockNames[block])!;

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
        Tensor[] blocks = [.. _blockNames.Select((_, block) => Block(block).select(0, replica))];
        var weight = blocks is [var only] ? only.clone() : cat(blocks, 1); // cat of one tensor is a view of it
        var exported = new List<(string, Tensor)> { (Spec.WeightName, weight.MoveToOuterDisposeScope()) };
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
        CopyToBlocks([.. _blockNames.Select((_, block) => Block(block))], replica, values[Spec.WeightName]);
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

/// <summary>
/// A fully connected layer of all replicas. Activations are feature-major, <c>[R, H, N]</c>: the product is then
/// <c>W x</c> as in the paper, the weights' gradients come out contiguous in the weights' own layout (so that no step copies
/// them), and samples shared by all replicas take one large product.
/// </summary>
internal sealed class LinearLayer(LayerSpec spec, NetworkBlueprint blueprint) : ReplicaLayer(spec, blueprint)
{
    /// <summary>What multiplies matrices; null: torch.</summary>
    public MatrixProduct? Product { get; set; }

    /// <summary>The layer with its bias.</summary>
    /// <param name="input"><c>[R, D, N]</c>, or <c>[1, D, N]</c> for all replicas.</param>
    /// <param name="activation">
    /// The network whose activation is to be applied to the input first, in place or on the way into the product; null: none.
    /// </param>
    public Tensor Apply(Tensor input, NetworkConfig? activation = null) => Apply(input, 0, (int)Block(0).shape[0], activation);

    /// <summary>The layer of some neighbouring replicas, with its bias.</summary>
    /// <param name="input"><c>[count, D, N]</c>, or <c>[1, D, N]</c> for all of them.</param>
    /// <param name="first">The first replica.</param>
    /// <param name="count">How many.</param>
    /// <param name="activation">As above.</param>
    /// <returns><c>[count, H, N]</c>.</returns>
    public Tensor Apply(Tensor input, int first, int count, NetworkConfig? activation = null) =>
        Multiply(Slice(Block(0), first, count), input, Bias is null ? null : Slice(Bias, first, count), activation);

    /// <summary>One block's part of the layer, without the bias.</summary>
    /// <param name="block">The block.</param>
    /// <param name="input"><c>[R, D, N]</c>, or <c>[1, D, N]</c> for all replicas.</param>
    /// <param name="activation">As above.</param>
    /// <returns><c>[R, H, N]</c>.</returns>
    public Tensor Contribution(int block, Tensor input, NetworkConfig? activation = null) => Multiply(Block(block), input, null, activation);

    /// <summary>Adds the bias, if there is one, to the sum of the blocks' parts, in place.</summary>
    /// <param name="sum"><c>[R, H, N]</c>.</param>
    public Tensor AddBias_(Tensor sum) => Bias is null ? sum : sum.add_(Bias.unsqueeze(2), HeldScalars.One);

    private Tensor Multiply(Tensor weight, Tensor input, Tensor? bias, NetworkConfig? activation)
    {
        var (replicas, outputs, inputs) = (weight.shape[0], weight.shape[1], weight.shape[2]);
        bool isShared = input.shape[0] != replicas;
        if (Product?.Takes(isShared ? replicas * outputs : outputs, inputs, input.shape[2]) == true)
        {
            float slope = activation is null ? 1 : Activation.SlopeBelow(activation);
            return isShared
                ? LinearFunction.Apply(Product, weight.reshape(1, -1, inputs), input, bias?.reshape(1, -1), slope).view(replicas, outputs, -1)
                : LinearFunction.Apply(Product, weight, input, bias, slope);
        }

        input = activation is null ? input : input.Activate_(activation);
        var product = isShared ? MultiplyShared(weight, input) : weight.bmm(input);                // [R, H, N]
        return bias is null ? product : product.add_(bias.unsqueeze(2), HeldScalars.One);
    }

    // A view, unless the optimizer keeps each replica's weights together.
    private static Tensor MultiplyShared(Tensor weight, Tensor input) =>
        weight.reshape(-1, weight.shape[2]).mm(input.squeeze(0)).view(weight.shape[0], weight.shape[1], -1);
}

/// <summary>A convolution of all replicas, one after the other: stride 1, no padding.</summary>
internal sealed class ConvLayer(LayerSpec spec, NetworkBlueprint blueprint) : ReplicaLayer(spec, blueprint)
{
    /// <summary>The layer of one replica.</summary>
    /// <param name="input"><c>[N, C, h, w]</c>.</param>
    /// <param name="block">The block of the weight.</param>
    /// <param name="replica">The replica.</param>
    /// <param name="withBias">Whether to add the bias.</param>
    /// <returns><c>[N, K, h−k+1, w−k+1]</c>.</returns>
    public Tensor Apply(Tensor input, int block, int replica, bool withBias) =>
        Convolve(input, Block(block).select(0, replica), replica, withBias);

    /// <summary>All blocks of one replica at once, with the bias.</summary>
    /// <param name="input">The blocks' inputs side by side, <c>[N, ΣC, h, w]</c>.</param>
    /// <param name="replica">The replica.</param>
    /// <returns><c>[N, K, h−k+1, w−k+1]</c>.</returns>
    public Tensor ApplyConcatenated(Tensor input, int replica) =>
        Convolve(input, cat([.. Spec.Inputs.Select((_, block) => Block(block).select(0, replica))], 1), replica, withBias: true);

    private Tensor Convolve(Tensor input, Tensor weight, int replica, bool withBias) =>
        nn.functional.conv2d(input, weight, withBias ? Bias?.select(0, replica) : null);          // weight [K, C, k, k]
}
