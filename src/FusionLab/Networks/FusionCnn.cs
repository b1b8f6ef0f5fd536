// Shapes: R replicas, N samples, C channels, h × w map, F features after pooling, O outputs.
using TorchSharp;
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
        ReplicasAsGroups = blueprint.Device.type != DeviceType.CPU;
    }

    /// <summary>
    /// Whether all replicas go through each convolution together, as groups (one launch instead of R, on a GPU), or one after
    /// the other: on a CPU, oneDNN takes nearly twice as long over five groups as over five convolutions, and one replica's
    /// maps fit its caches.
    /// </summary>
    internal bool ReplicasAsGroups { get; set; }

    internal override int ReplicasTogether => ReplicasAsGroups ? Replicas : 1;

    /// <inheritdoc/>
    /// <returns><c>[R, N, C, h, w]</c>.</returns>
    public override Tensor Branch(int modality, Tensor input) => Concatenate(first =>
    {
        var hidden = _fusion.Apply(BeforeFusion(modality, Part(input, first), first), modality, first, ReplicasTogether, withBias: false);
        long[] shape = [hidden.shape[0], ReplicasTogether, Plan.Fusion.Outputs, .. hidden.shape[2..]];
        return hidden.view(shape).transpose(0, 1);
    });

    /// <inheritdoc/>
    internal override Tensor? Hidden(int modality, Tensor input) => _branches[modality].Length == 0 ? null : Concatenate(first =>
    {
        var maps = BeforeFusion(modality, Part(input, first), first);                                  // [N, R·C, h, w]
        var fields = nn.functional.adaptive_avg_pool2d(maps, [Math.Min(4, maps.shape[2]), Math.Min(4, maps.shape[3])]);
        return fields.view([fields.shape[0], ReplicasTogether, -1]).transpose(0, 1);                    // [R, N, F]
    });

    /// <inheritdoc/>
    public override Tensor Head(IReadOnlyList<Tensor> contributions) => Concatenate(first =>
    {
        var fused = ToGroups(Sum([.. contributions.Select(contribution => Part(contribution, first))]));   // [N, R·C, h, w]
        if (_fusion.Bias is { } bias)
        {
            fused = fused.add_(bias.narrow(0, first, ReplicasTogether).reshape(1, -1, 1, 1), HeldScalars.One);
        }

        return AfterFusion(fused, first);
    });

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> input) => Concatenate(first =>
        AfterFusion(Fuse([.. input.Select(modality => Part(modality, first))], first), first));

    private Tensor BeforeFusion(int modality, Tensor input, int first)
    {
        var hidden = ToGroups(input);                                                              // [N, R·C, h, w]
        foreach (var layer in _branches[modality])
        {
            hidden = layer.Apply(hidden, 0, first, ReplicasTogether, withBias: true).Activate_(Config);
        }

        return hidden;
    }

    // What Branch and Head do to fuse, in fewer passes over memory; raw images are concatenated, since they are small.
    private Tensor Fuse(IReadOnlyList<Tensor> inputs, int first)
    {
        if (Config.FusionDepth == 1)
        {
            return _fusion.ApplyConcatenated(ToGroups(cat([.. inputs], 2)), first, ReplicasTogether);
        }

        var fused = _fusion.Apply(BeforeFusion(0, inputs[0], first), 0, first, ReplicasTogether, withBias: true);
        for (int m = 1; m < inputs.Count; m++)
        {
            var contribution = _fusion.Apply(BeforeFusion(m, inputs[m], first), m, first, ReplicasTogether, withBias: false);
            fused = fused.add_(contribution, HeldScalars.One);
        }

        return fused;                                                                              // [N, R·C, h, w]
    }

    private Tensor AfterFusion(Tensor fused, int first)
    {
        var hidden = fused.Activate_(Config);                                                      // [N, R·C, h, w]
        foreach (var layer in _trunk)
        {
            hidden = layer.Apply(hidden, 0, first, ReplicasTogether, withBias: true).Activate_(Config);
        }

        hidden = nn.functional.max_pool2d(hidden, [_pooling, _pooling]);
        hidden = hidden.reshape(hidden.shape[0], ReplicasTogether, -1).permute(1, 2, 0);           // [R, F, N]
        return _output.Apply(hidden, first, ReplicasTogether).transpose(1, 2).contiguous();         // [R, N, O]
    }

    // Runs all replicas at once or one by one, keeping no more of one replica than its result.
    private Tensor Concatenate(Func<int, Tensor> run)
    {
        using var scope = NewDisposeScope();
        var parts = new Tensor[Replicas / ReplicasTogether];
        for (int i = 0; i < parts.Length; i++)
        {
            using var partScope = NewDisposeScope();
            parts[i] = run(i).MoveToOuterDisposeScope();
        }

        return (parts.Length == 1 ? parts[0] : cat(parts, 0)).MoveToOuterDisposeScope();
    }

    private Tensor Part(Tensor all, int first) => ReplicasAsGroups || all.shape[0] == 1 ? all : all.narrow(0, first, 1);

    // A view when there is one replica, or when the tensor comes out of grouped convolutions; else a copy.
    private static Tensor ToGroups(Tensor input) => input.transpose(0, 1).flatten(1, 2);
}
