using FusionLab.Data;

namespace FusionLab.Networks;

/// <summary>All layers of one network, before any tensor exists.</summary>
/// <param name="Branches">The layers before the fusion layer, one list a modality.</param>
/// <param name="Fusion">The layer that takes all branches together.</param>
/// <param name="Trunk">The layers after it.</param>
internal sealed record FusionPlan(IReadOnlyList<IReadOnlyList<LayerSpec>> Branches, LayerSpec Fusion, IReadOnlyList<LayerSpec> Trunk)
{
    /// <summary>Weights and biases of one replica.</summary>
    public long ParameterCount => Layers.Sum(layer => layer.ParameterCount);

    /// <summary>
    /// Numbers that all layers give for one sample of one replica. The fusion layer counts once more for each modality, whose
    /// contributions exist until they are summed.
    /// </summary>
    public long ActivationCount => Layers.Sum(layer => layer.Outputs * layer.MapArea) + (Branches.Count * Fusion.Outputs * Fusion.MapArea);

    private IEnumerable<LayerSpec> Layers => Branches.SelectMany(branch => branch).Append(Fusion).Concat(Trunk);

    /// <summary>The plan that a config makes for these modalities and outputs.</summary>
    /// <param name="config">The description, already resolved.</param>
    /// <param name="modalities">The input channels.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <exception cref="ConfigException">The layers do not fit the modalities.</exception>
    public static FusionPlan Of(NetworkConfig config, IReadOnlyList<Modality> modalities, int outputs) => config.Kind switch
    {
        NetworkConfig.Cnn => CnnPlan.Of(config, modalities, outputs),
        NetworkConfig.Fission => Fission(config, modalities, outputs),
        _ => Mlp(config, modalities, outputs),
    };

    private static FusionPlan Mlp(NetworkConfig config, IReadOnlyList<Modality> modalities, int outputs)
    {
        if (config.BranchDepths is { } depths && depths.Count != modalities.Count)
        {
            throw new ConfigException(
                $"network.branchDepths has {depths.Count} entries for {modalities.Count} modalities; "
                + $"give one depth for each of {Names(modalities)}.");
        }

        bool bias = config.Bias!.Value;
        double gain = Math.Sqrt(modalities.Count);
        var branches = new List<LayerSpec>[modalities.Count];
        var fusionInputs = new long[modalities.Count];
        for (int m = 0; m < modalities.Count; m++)
        {
            branches[m] = [];
            fusionInputs[m] = modalities[m].Features;
            int layers = (config.BranchDepths?[m] ?? config.FusionDepth) - 1;
            for (int i = 0; i < layers; i++)
            {
                branches[m].Add(new LayerSpec($"branches.{modalities[m].Name}.{i}", config.Width, [fusionInputs[m]], null, bias, 1));
                fusionInputs[m] = config.Width;
            }
        }

        int shared = config.Depth - config.FusionDepth;
        var trunk = new LayerSpec[shared];
        for (int i = 0; i < shared; i++)
        {
            trunk[i] = new LayerSpec($"trunk.{i}", i == shared - 1 ? outputs : config.Width, [config.Width], null, bias, gain);
        }

        var fusion = new LayerSpec("fusion", shared == 0 ? outputs : config.Width, fusionInputs, null, bias, gain);
        return new FusionPlan(branches, fusion, trunk);
    }

    // The paper's mirror image of late fusion: one hidden layer over the whole input, its units shared out among output branches.
    private static FusionPlan Fission(NetworkConfig config, IReadOnlyList<Modality> modalities, int outputs)
    {
        bool bias = config.Bias!.Value;
        var hidden = new LayerSpec("fusion", (long)outputs * config.Width, [.. modalities.Select(m => m.Features)], null, bias, 1);
        var heads = Enumerable.Range(0, outputs).Select(o => new LayerSpec($"heads.{o}", 1, [config.Width], null, bias, 1));
        return new FusionPlan([.. modalities.Select(_ => Array.Empty<LayerSpec>())], hidden, [.. heads]);
    }

    private static string Names(IReadOnlyList<Modality> modalities) => string.Join(", ", modalities.Select(m => m.Name));
}
