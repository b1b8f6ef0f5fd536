using FusionLab.Data;

namespace FusionLab.Networks;

/// <summary>The layers of a convolutional network (appendix I), with the sizes of its feature maps followed from image to output.</summary>
internal static class CnnPlan
{
    /// <summary>The plan that a config makes for these images and outputs.</summary>
    /// <exception cref="ConfigException">A modality is no image, or a layer does not fit the map before it.</exception>
    public static FusionPlan Of(NetworkConfig config, IReadOnlyList<Modality> modalities, int outputs)
    {
        bool bias = config.Bias!.Value;
        var branches = new List<LayerSpec>[modalities.Count];
        var fusionInputs = new long[modalities.Count];
        var maps = new (long Height, long Width)[modalities.Count];
        for (int m = 0; m < modalities.Count; m++)
        {
            (fusionInputs[m], maps[m]) = Image(modalities[m]);
            branches[m] = [];
            for (int i = 0; i < config.FusionDepth - 1; i++)
            {
                maps[m] = Convolve(maps[m], config.Kernel, i + 1);
                branches[m].Add(Convolution($"branches.{modalities[m].Name}.{i}", [fusionInputs[m]], maps[m], 1));
                fusionInputs[m] = config.Channels;
            }

            if (maps[m] != maps[0])
            {
                throw new ConfigException(
                    $"Layer {config.FusionDepth} fuses by channel, but modality \"{modalities[0].Name}\" reaches it with a map of "
                    + $"{Size(maps[0])} and \"{modalities[m].Name}\" with {Size(maps[m])}; give the modalities images of one size.");
            }
        }

        double gain = Math.Sqrt(modalities.Count);
        var map = Convolve(maps[0], config.Kernel, config.FusionDepth);
        var fusion = Convolution("fusion", fusionInputs, map, gain);
        var trunk = new List<LayerSpec>();
        for (int i = 0; i < config.Convolutions - config.FusionDepth; i++)
        {
            map = Convolve(map, config.Kernel, config.FusionDepth + 1 + i);
            trunk.Add(Convolution($"trunk.{i}", [config.Channels], map, gain));
        }

        if (config.Pooling > Math.Min(map.Height, map.Width))
        {
            throw new ConfigException(
                $"network.pooling: {config.Pooling}×{config.Pooling} max-pooling on a {Size(map)} map; "
                + "use fewer or smaller convolutions, or less pooling.");
        }

        long features = config.Channels * (map.Height / config.Pooling) * (map.Width / config.Pooling);
        trunk.Add(new LayerSpec("output", outputs, [features], null, bias, gain));
        return new FusionPlan(branches, fusion, trunk);

        LayerSpec Convolution(string name, IReadOnlyList<long> inputs, (long Height, long Width) output, double gain) =>
            new(name, config.Channels, inputs, config.Kernel, bias, gain) { MapArea = output.Height * output.Width };
    }

    private static (long Channels, (long Height, long Width) Map) Image(Modality modality) => modality.Shape.Count == 3
        ? (modality.Shape[0], (modality.Shape[1], modality.Shape[2]))
        : throw new ConfigException(
            $"A cnn needs images [channels, height, width], but modality \"{modality.Name}\" has samples of shape "
            + $"[{string.Join(", ", modality.Shape)}]; choose network.kind \"mlp\" or image data.");

    private static (long Height, long Width) Convolve((long Height, long Width) map, int kernel, int layer) =>
        kernel <= Math.Min(map.Height, map.Width)
        ? (map.Height - kernel + 1, map.Width - kernel + 1)
        : throw new ConfigException(
            $"Layer {layer}: {kernel}×{kernel} convolution on a {Size(map)} map; "
            + "use fewer convolutions (network.convolutions) or a smaller network.kernel.");

    private static string Size((long Height, long Width) map) => $"{map.Height}×{map.Width}";
}
