using System.Globalization;
using FusionLab.Networks;

namespace FusionLab.Runs;

/// <summary>What a file of weights says of its network: all that the names and shapes of the weights leave open.</summary>
internal static class WeightsMetadata
{
    /// <summary>Describes a network, by the names its config has for these things.</summary>
    /// <param name="network">The network's description.</param>
    /// <param name="modalities">The modalities' names, in the order of the fusion layer's blocks.</param>
    public static Dictionary<string, string> Describe(NetworkConfig network, IEnumerable<string> modalities)
    {
        var resolved = network.Resolve();
        var description = new Dictionary<string, string>
        {
            ["kind"] = resolved.Kind,
            ["depth"] = Text(resolved.Depth),
            ["fusionDepth"] = Text(resolved.FusionDepth),
            ["modalities"] = string.Join(',', modalities),
            ["activation"] = resolved.Activation!,
        };
        if (resolved.BranchDepths is { } depths)
        {
            description["branchDepths"] = string.Join(',', depths);
        }

        if (resolved.Activation == Activation.LeakyRelu)
        {
            description["slope"] = Text(resolved.Slope);
        }

        if (resolved.Kind == NetworkConfig.Cnn)
        {
            description["pooling"] = Text(resolved.Pooling);
        }

        return description;
    }

    /// <summary>Refuses a file of another network. A file that says nothing of itself, as PyTorch's do, passes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="given">The file's metadata.</param>
    /// <param name="needed">What <see cref="Describe"/> says of the network to fill.</param>
    /// <exception cref="DataException">They disagree; the message names the first difference.</exception>
    public static void Check(string file, IReadOnlyDictionary<string, string> given, IReadOnlyDictionary<string, string> needed)
    {
        foreach (var (key, value) in needed)
        {
            if (given.TryGetValue(key, out string? other) && other != value)
            {
                throw new DataException(
                    $"{file} holds a network of {key} {other}, but the config describes one of {key} {value}; "
                    + "import it with the config it was trained with.");
            }
        }
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
