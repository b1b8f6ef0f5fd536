// Shapes: R replicas, N samples, C channels, h × w map, F features after pooling, O outputs.
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>
/// Convolutional fusion networks (appendix I): convolutions with an activation each, fused by channel concatenation at
/// convolution <c>L_f</c>, then max-pooling and one fully connected layer.
/// </summary>
public sealed class FusionCnn : FusionNetwork
{
    private readonly ConvLayer[][] _branches;
    private readonly ConvLayer _fusion;
    private readonly ConvLayer[] _trunk;
    private readonly LinearLayer _output;
    private readonly int _pooling;

    internal FusionCnn(NetworkBlueprint blueprint)
        : base(blueprint)
    {
        ConvLayer Build(LayerSpec spec) => Add(new ConvLayer(spec, blueprint));
        _branches = [.. Plan.Branches.Select(branch => branch.Select(Build).ToArray())];
        _fusion = Build(Plan.Fusion);
        _trunk = [.. Plan.Trunk.SkipLast(1).Select(Build)];
        _output = Add(new LinearLayer(Plan.Trunk[^1], blueprint));
        _pooling = ((CnnConfig)Config).Pooling;
    }

    /// <summary>
    /// Whether maps lie in memory with their channels last, which tensor cores and a CPU's bf16 units take without a copy; the numbers are the
    /// same, to rounding.
    /// </summary>
    internal bool ChannelsLast { get; set; }

    /// <inheritdoc/>
    /// <remarks>
    /// Replicas as groups of one convolution would save launches, but oneDNN takes nearly twice as long over five groups as over five
    /// convolutions, cuDNN has fast kernels for few shapes of groups, and one replica's maps fit a CPU's caches.
    /// </remarks>
    internal override int ReplicasTogether => 1;

    /// <inheritdoc/>
    internal override Tensor? Hidden(int modality, Tensor input) => _branches[modality].Length == 0 ? null : Concatenate(replica =>
    {
        var maps = BeforeFusion(modality, Part(input, replica), replica);                              // [N, C, h, w]
        return AverageFields(maps).flatten(1).unsqueeze(0);                                                         // [1, N, F]
    });

    /// <inheritdoc/>
    /// <returns><c>[R, N, K, h, w]</c>.</returns>
    public override Tensor Branch(int modality, Tensor input) => Concatenate(replica =>
        _fusion.Apply(BeforeFusion(modality, Part(input, replica), replica), modality, replica, withBias: false).unsqueeze(0));

    /// <inheritdoc/>
    public override Tensor Head(IReadOnlyList<Tensor> contributions) => Concatenate(replica =>
    {
        var fused = Arrange(Sum([.. contributions.Select(contribution => Part(contribution, replica))])); // [N, K, h, w]
        if (_fusion.Bias is { } bias)
        {
            fused = fused.add_(bias.select(0, replica).view(1, -1, 1, 1), HeldScalars.One);
        }

        return AfterFusion(fused, replica);
    });

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> input) => Concatenate(replica =>
        AfterFusion(Fuse([.. input.Select(modality => Part(modality, replica))], replica), replica));

    private Tensor BeforeFusion(int modality, Tensor input, int replica)
    {
        var hidden = Arrange(input);                                                               // [N, C, h, w]
        foreach (var layer in _branches[modality])
        {
            hidden = layer.Apply(hidden, 0, replica, withBias: true).Activate_(Config);
        }

        return hidden;
    }

    // What Branch and Head do to fuse, in fewer passes over memory; raw images are concatenated, since they are small.
    private Tensor Fuse(IReadOnlyList<Tensor> inputs, int replica)
    {
        if (Config.FusionDepth == 1)
        {
            return _fusion.ApplyConcatenated(Arrange(cat([.. inputs], 1)), replica);
        }

        var fused = _fusion.Apply(BeforeFusion(0, inputs[0], replica), 0, replica, withBias: true);
        for (int m = 1; m < inputs.Count; m++)
        {
            var contribution = _fusion.Apply(BeforeFusion(m, inputs[m], replica), m, replica, withBias: false);
            fused = fused.add_(contribution, HeldScalars.One);
        }

        return fused;                                                                              // [N, K, h, w]
    }

    private Tensor AfterFusion(Tensor fused, int replica)
    {
        var hidden = fused.Activate_(Config);                                                      // [N, K, h, w]
        foreach (var layer in _trunk)
        {
            hidden = layer.Apply(hidden, 0, replica, withBias: true).Activate_(Config);
        }

        hidden = nn.functional.max_pool2d(hidden, [_pooling, _pooling]);
        hidden = hidden.flatten(1).t().unsqueeze(0);                                               // [1, F, N]
        return _output.Apply(hidden, replica, 1).transpose(1, 2).contiguous();                     // [1, N, O]
    }

    // Runs one replica after the other, keeping no more of each than its result.
    private Tensor Concatenate(Func<int, Tensor> run)
    {
        using var scope = NewDisposeScope();
        var parts = new Tensor[Replicas];
        for (int replica = 0; replica < parts.Length; replica++)
        {
            using var partScope = NewDisposeScope();
            parts[replica] = run(replica).MoveToOuterDisposeScope();
        }

        return (parts.Length == 1 ? parts[0] : cat(parts, 0)).MoveToOuterDisposeScope();
    }

    // One replica's part of [R, N, C, h, w], or of what all replicas share, [1, N, C, h, w].
    private static Tensor Part(Tensor all, int replica) => all.select(0, all.shape[0] == 1 ? 0 : replica);

    private Tensor Arrange(Tensor input)
    {
        if (!ChannelsLast)
        {
            return input;
        }

        var arranged = input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        long[] shape = arranged.shape;

        // With one channel both layouts are the same memory, and torch takes it for channels first unless the strides say otherwise.
        return shape[1] == 1 ? arranged.as_strided(shape, [shape[2] * shape[3], 1, shape[3], 1], arranged.storage_offset()) : arranged;
    }
}
