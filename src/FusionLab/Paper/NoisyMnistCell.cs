using FusionLab.Config;

namespace FusionLab.Paper;

/// <summary>One entry of Table 1, as it is trained here.</summary>
/// <param name="Config">The config with all changes.</param>
/// <param name="CommandLine">What one would type to train it alone.</param>
internal sealed record NoisyMnistCell(ExperimentConfig Config, string CommandLine)
{
    /// <summary>The layer at which the branches join.</summary>
    public int FusionDepth => Config.Network.FusionDepth;

    /// <summary>The entry's published value.</summary>
    public PaperMean Published => Config.Paper!.TimeRatio!;

    /// <summary>Loads a cell from the config of its network.</summary>
    /// <param name="context">Where configs are, and where to train.</param>
    /// <param name="network"><c>mlp</c> or <c>cnn</c>.</param>
    /// <param name="fusionDepth">The layer at which the branches join.</param>
    /// <param name="changes">Values to change: <c>path=value</c>.</param>
    public static NoisyMnistCell Load(PaperContext context, string network, int fusionDepth, params IEnumerable<string> changes)
    {
        string name = $"mnist_{network}_lf{fusionDepth}";
        string[] all = [.. changes, .. context.TrainingAssignments];
        return new NoisyMnistCell(context.Load(Path.Combine("..", name), all), string.Join(' ', [$"configs/{name}.json", .. all]));
    }
}
