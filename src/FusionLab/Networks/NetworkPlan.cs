using FusionLab.Data;
using static TorchSharp.torch;

namespace FusionLab.Networks;

/// <summary>All layers of one network, before any tensor exists.</summary>
/// <param name="Config">The description.</param>
/// <param name="Modalities">The input channels.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="Branches">The layers before the fusion layer, one list per modality.</param>
/// <param name="Fusion">The layer that takes all branches together.</param>
/// <param name="Trunk">The layers after it.</param>
internal sealed record NetworkPlan(
    NetworkConfig Config,
    IReadOnlyList<Modality> Modalities,
    int Outputs,
    IReadOnlyList<IReadOnlyList<LayerSpec>> Branches,
    LayerSpec Fusion,
    IReadOnlyList<LayerSpec> Trunk)
{
    /// <summary>Weights and biases of one replica.</summary>
    public long ParameterCount => Layers.Sum(layer => layer.ParameterCount);

    /// <summary>
    /// Numbers that all layers give for one sample of one replica: what training memory grows with. The fusion layer counts once more
    /// for each modality, whose contributions exist until they are summed.
    /// </summary>
    public long ActivationCount => Layers.Sum(layer => layer.Outputs * layer.MapArea) + (Branches.Count * Fusion.Outputs * Fusion.MapArea);

    /// <summary>Multiplications that one sample takes through all layers of one replica: what a step's time grows with.</summary>
    public long ProductCount => Layers.Sum(layer => layer.MapArea * layer.Outputs * layer.FanIn);

    private IEnumerable<LayerSpec> Layers => Branches.SelectMany(branch => branch).Append(Fusion).Concat(Trunk);

    /// <summary>Plans the network of a config for some modalities and outputs.</summary>
    /// <param name="config">The description, validated.</param>
    /// <param name="modalities">The input channels.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <exception cref="ConfigException">It makes no network for these modalities.</exception>
    public static NetworkPlan Create(NetworkConfig config, IReadOnlyList<Modality> modalities, int outputs) => config switch
    {
        CnnConfig cnn => CreateCnn(cnn, modalities, outputs),
        FissionConfig fission => CreateFission(fission, modalities, outputs),
        _ => CreateMlp(config, modalities, outputs),
    };

    private static NetworkPlan CreateMlp(NetworkConfig config, IReadOnlyList<Modality> modalities, int outputs)
    {
        if (config.BranchDepths is { } depths && depths.Count != modalities.Count)
        {
            throw new ConfigException(
                "network.branchDepths", $"has {depths.Count} entries for {modalities.Count} modalities; "
                + $"give one depth for each of {string.Join(", ", modalities.Select(modality => modality.Name))}.");
        }

        var kinds = (config as MlpConfig)?.Branches;
        if (kinds?.Keys.FirstOrDefault(name => modalities.All(modality => modality.Name != name)) is { } unknown)
        {
            throw new ConfigException(
                $"network.branches.{unknown}",
                $"is a branch of no modality; they are {string.Join(", ", modalities.Select(modality => modality.Name))}.");
        }

        bool bias = config.Bias;
        double gain = Math.Sqrt(modalities.Count);
        var branches = new IReadOnlyList<LayerSpec>[modalities.Count];
        var fusionInputs = new long[modalities.Count];
        foreach (var (m, modality) in modalities.Index())
        {
            var kind = kinds?.GetValueOrDefault(modality.Name);
            if (kind is CnnBranchConfig cnn)
            {
                (branches[m], fusionInputs[m]) = CreateCnnBranch(config, cnn, modality);
                continue;
            }

            var own = kind as MlpBranchConfig;
            int layers = kind is IdentityBranchConfig ? 0 : own?.Layers ?? (config.BranchDepths?[m] ?? config.FusionDepth) - 1;
            int width = own?.Width ?? config.Width;
            branches[m] = Chain($"branches.{modality.Name}", modality.Features, layers, width, width, gain: 1);
            fusionInputs[m] = layers > 0 ? width : modality.Features;
        }

        int shared = config.Depth - config.FusionDepth;
        var fusion = new LayerSpec("fusion", shared == 0 ? outputs : config.Width, fusionInputs, null, bias, gain);
        var trunk = Chain("trunk", config.Width, shared, config.Width, outputs, gain);
        return new NetworkPlan(config, modalities, outputs, branches, fusion, trunk);

        // Fully connected layers one after the other, all of one width but the last.
        LayerSpec[] Chain(string name, long inputs, int layers, int width, long last, double gain) =>
            [.. Enumerable.Range(0, layers).Select(i => new LayerSpec(
                $"{name}.{i}", i == layers - 1 ? last : width, [i == 0 ? inputs : width], null, bias, gain))];
    }

    /// <summary>Plans the convolutions of one modality of a fully connected network.</summary>
    /// <returns>The convolutions, and the fields of the pooled maps.</returns>
    private static (LayerSpec[] Layers, long Features) CreateCnnBranch(NetworkConfig config, CnnBranchConfig cnn, Modality modality)
    {
        string path = $"network.branches.{modality.Name}";
        if (modality.Shape.Count is not (2 or 3) || modality.LooksChannelsLast)
        {
            throw new ConfigException(
                path, $"is a cnn, which needs pictures [height, width] or [channels, height, width], but the samples have the shape "
                + $"[{string.Join(", ", modality.Shape)}]; {(modality.Shape.Count == 3
                    ? "put their channels first, as .transpose(0, 3, 1, 2) does" : "choose \"mlp\" or \"identity\"")}.");
        }

        int count = cnn.Convolutions ?? config.FusionDepth - 1;
        if (count == 0)
        {
            throw new ConfigException(
                path, "is a cnn, but network.fusionDepth is 1, where branches have no layers of their own; choose 2 or more, or give it "
                + "convolutions.");
        }

        var map = (Height: modality.Shape[^2], Width: modality.Shape[^1]);
        var layers = new LayerSpec[count];
        for (int i = 0; i < count; i++)
        {
            if (cnn.Kernel > Math.Min(map.Height, map.Width))
            {
                throw new ConfigException(
                    path, $"has a {cnn.Kernel}×{cnn.Kernel} convolution on a {Size(map)} map (number {i + 1} of {count}); "
                    + "use fewer convolutions or a smaller kernel.");
            }

            map = (map.Height - cnn.Kernel + 1, map.Width - cnn.Kernel + 1);
            long inputs = i > 0 ? cnn.Channels : modality.Shape.Count == 3 ? modality.Shape[0] : 1;
            layers[i] = new LayerSpec($"branches.{modality.Name}.{i}", cnn.Channels, [inputs], cnn.Kernel, config.Bias, 1)
            {
                MapArea = map.Height * map.Width,
            };
        }

        return cnn.Pooling <= Math.Min(map.Height, map.Width)
            ? (layers, cnn.Channels * (map.Height / cnn.Pooling) * (map.Width / cnn.Pooling))
            : throw new ConfigException(
                path, $"has a {cnn.Pooling}×{cnn.Pooling} max-pooling on a {Size(map)} map; "
                + "use fewer or smaller convolutions, or less pooling.");
    }

    /// <summary>
    /// The paper's mirror image of late fusion: one hidden layer over the whole input, its units shared out among output branches.
    /// </summary>
    private static NetworkPlan CreateFission(FissionConfig config, IReadOnlyList<Modality> modalities, int outputs)
    {
        bool bias = config.Bias;
        var hidden = new LayerSpec("fusion", (long)outputs * config.Width, [.. modalities.Select(m => m.Features)], null, bias, 1);
        var heads = Enumerable.Range(0, outputs).Select(o => new LayerSpec($"heads.{o}", 1, [config.Width], null, bias, 1));
        return new NetworkPlan(config, modalities, outputs, [.. modalities.Select(_ => Array.Empty<LayerSpec>())], hidden, [.. heads]);
    }

    /// <summary>A convolutional network (appendix I), the sizes of its feature maps followed from image to output.</summary>
    private static NetworkPlan CreateCnn(CnnConfig config, IReadOnlyList<Modality> modalities, int outputs)
    {
        double gain = Math.Sqrt(modalities.Count);
        var branches = new List<LayerSpec>[modalities.Count];
        var fusionInputs = new long[modalities.Count];
        var maps = new (long Height, long Width)[modalities.Count];
        foreach (var (m, modality) in modalities.Index())
        {
            if (modality.Shape.Count != 3)
            {
                throw new ConfigException(
                    $"A cnn needs images [channels, height, width], but modality \"{modality.Name}\" has samples of shape "
                    + $"[{string.Join(", ", modality.Shape)}]; choose network.kind \"mlp\" or image data.");
            }

            (fusionInputs[m], maps[m]) = (modality.Shape[0], (modality.Shape[1], modality.Shape[2]));
            branches[m] = [];
            for (int i = 0; i < config.FusionDepth - 1; i++)
            {
                branches[m].Add(Convolve($"branches.{modality.Name}.{i}", i + 1, [fusionInputs[m]], ref maps[m], 1));
                fusionInputs[m] = config.Channels;
            }

            if (maps[m] != maps[0])
            {
                throw new ConfigException(
                    $"Layer {config.FusionDepth} fuses by channel, but modality \"{modalities[0].Name}\" reaches it with a map of "
                    + $"{Size(maps[0])} and \"{modality.Name}\" with {Size(maps[m])}; give the modalities images of one size.");
            }
        }

        var map = maps[0];
        var fusion = Convolve("fusion", config.FusionDepth, fusionInputs, ref map, gain);
        var trunk = new List<LayerSpec>();
        for (int i = 0; i < config.Convolutions - config.FusionDepth; i++)
        {
            trunk.Add(Convolve($"trunk.{i}", config.FusionDepth + 1 + i, [config.Channels], ref map, gain));
        }

        if (config.Pooling > Math.Min(map.Height, map.Width))
        {
            throw new ConfigException(
                $"network.pooling: {config.Pooling}×{config.Pooling} max-pooling on a {Size(map)} map; "
                + "use fewer or smaller convolutions, or less pooling.");
        }

        long features = config.Channels * (map.Height / config.Pooling) * (map.Width / config.Pooling);
        trunk.Add(new LayerSpec("output", outputs, [features], null, config.Bias, gain));
        return new NetworkPlan(config, modalities, outputs, branches, fusion, trunk);

        LayerSpec Convolve(string name, int layer, IReadOnlyList<long> inputs, ref (long Height, long Width) map, double gain)
        {
            if (config.Kernel > Math.Min(map.Height, map.Width))
            {
                throw new ConfigException(
                    $"Layer {layer}: {config.Kernel}×{config.Kernel} convolution on a {Size(map)} map; "
                    + "use fewer convolutions (network.convolutions) or a smaller network.kernel.");
            }

            map = (map.Height - config.Kernel + 1, map.Width - config.Kernel + 1);
            return new LayerSpec(name, config.Channels, inputs, config.Kernel, config.Bias, gain)
            {
                MapArea = map.Height * map.Width,
            };
        }
    }

    private static string Size((long Height, long Width) map) => $"{map.Height}×{map.Width}";
}

/// <summary>One layer of one network, as PyTorch would hold it.</summary>
/// <param name="Name">The layer's name in the equivalent PyTorch module, such as <c>branches.a.0</c>.</param>
/// <param name="Outputs">Output features or channels.</param>
/// <param name="Inputs">
/// Input features or channels, one number per block: the fusion layer has a block for each modality, other layers have one.
/// </param>
/// <param name="Kernel">Height and width of the kernel of a convolution; null for a fully connected layer.</param>
/// <param name="HasBias">Whether the layer adds a bias.</param>
/// <param name="Gain">How much larger than a pre-fusion layer the "deep" initialization makes it: 1 or √M.</param>
internal sealed record LayerSpec(string Name, long Outputs, IReadOnlyList<long> Inputs, int? Kernel, bool HasBias, double Gain)
{
    /// <summary>
    /// Places where the layer computes its outputs: the area of a convolution's feature map, 1 for a fully connected layer.
    /// </summary>
    public long MapArea { get; init; } = 1;

    /// <summary>The weight's name in the equivalent PyTorch module.</summary>
    public string WeightName => $"{Name}.weight";

    /// <summary>The bias's name there.</summary>
    public string BiasName => $"{Name}.bias";

    /// <summary>The weight of one replica over all blocks: <c>[out, in]</c> or <c>[out, in, k, k]</c>.</summary>
    public long[] WeightShape => BlockShape(Inputs.Sum());

    /// <summary>Numbers that each output sums over, all blocks together.</summary>
    public long FanIn => Inputs.Sum() * (Kernel ?? 1) * (Kernel ?? 1);

    /// <summary>Weights and biases of one replica.</summary>
    public long ParameterCount => Outputs * (FanIn + (HasBias ? 1 : 0));

    /// <summary>The layer's parameters as PyTorch names and shapes them.</summary>
    public IEnumerable<(string Name, long[] Shape)> Parameters =>
        HasBias ? [(WeightName, WeightShape), (BiasName, [Outputs])] : [(WeightName, WeightShape)];

    /// <summary>The weight of one replica for a block of so many inputs.</summary>
    public long[] BlockShape(long inputs) => Kernel is int k ? [Outputs, inputs, k, k] : [Outputs, inputs];
}

/// <summary>Everything a network is built from.</summary>
/// <param name="Plan">Its layers.</param>
/// <param name="Replicas">Each replica's seed and initialization, its defaults filled in.</param>
/// <param name="Device">Where the parameters live.</param>
/// <param name="Type">The parameters' precision.</param>
internal sealed record NetworkBlueprint(
    NetworkPlan Plan, IReadOnlyList<(ulong Seed, InitConfig Init)> Replicas, Device Device, ScalarType Type);
