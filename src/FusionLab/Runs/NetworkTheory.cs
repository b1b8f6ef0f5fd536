using FusionLab.Data;
using FusionLab.Linear;
using FusionLab.Networks;
using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>A configured network as the theory sees it: linear, without biases, descending on the full batch.</summary>
internal static class NetworkTheory
{
    /// <summary>Translates a network.</summary>
    /// <param name="network">The network, resolved.</param>
    /// <param name="train">How it is trained.</param>
    /// <param name="modalities">The number of its inputs.</param>
    /// <exception cref="ConfigException">The theory has nothing to say about it; the message says why.</exception>
    public static LinearFusion Of(NetworkConfig network, TrainConfig train, int modalities)
    {
        if (modalities < 2)
        {
            throw new ConfigException("data has 1 modality; the theory predicts which of two or more is learned first.");
        }

        var (branches, shared) = Depths(network, modalities);
        int width = network.Kind == NetworkConfig.Cnn ? network.Channels : network.Width;
        double rate = train.LearningRate / TimeFactor(network, train.Loss);
        return network.Init! switch
        {
            { Kind: InitConfig.Deep } init => LinearFusion.WithNorm(branches, shared, width, rate, init.Scale!.Value),
            { Kind: InitConfig.Normal } init => LinearFusion.WithDeviation(branches, shared, width, rate, init.Scale!.Value),
            _ => LinearFusion.WithPyTorchDefault(branches, shared, width, rate),
        };
    }

    /// <summary>The layers of every branch up to the fusion, and those after it.</summary>
    /// <param name="network">The network, resolved.</param>
    /// <param name="modalities">
    /// The number of its inputs; of a fission network, of its outputs, which stand for them (see <see cref="Fission"/>).
    /// </param>
    public static (IReadOnlyList<int> Branches, int Shared) Depths(NetworkConfig network, int modalities)
    {
        var branches = network.Kind == NetworkConfig.Fission ? [.. Enumerable.Repeat(network.Depth, modalities)]
            : network.BranchDepths ?? [.. Enumerable.Repeat(network.FusionDepth, modalities)];
        return (branches, network.Depth - branches.Max());
    }

    /// <summary>The correlations a network learns from; of a fission network, those of its mirror image.</summary>
    /// <param name="network">The network, resolved.</param>
    /// <param name="task">The task.</param>
    /// <param name="seed">The replica's seed.</param>
    public static TaskStatistics StatisticsOf(NetworkConfig network, IToyTask task, ulong seed) =>
        network.Kind == NetworkConfig.Fission ? Fission.OutputsAsModalities(task.Statistics(seed)) : task.Statistics(seed);

    /// <summary>How many times as slow as the linear network on the squared loss.</summary>
    private static double TimeFactor(NetworkConfig network, LossKind loss) =>
        (network is { Activation: Activation.Relu, Depth: 2 } ? RelatedNetworks.ReluTimeFactor : 1)
        * (loss == LossKind.Logistic ? RelatedNetworks.LogisticTimeFactor : RelatedNetworks.ExponentialTimeFactor);
}
