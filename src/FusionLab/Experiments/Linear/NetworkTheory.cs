using FusionLab.Networks;
using FusionLab.Theory;
using FusionLab.Training;

namespace FusionLab.Experiments.Linear;

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

        if (network.Kind == NetworkConfig.Fission)
        {
            throw new ConfigException("network.kind is \"fission\"; the theory is of fusion networks.");
        }

        var branches = network.BranchDepths ?? [.. Enumerable.Repeat(network.FusionDepth, modalities)];
        int shared = network.Depth - branches.Max();
        int width = network.Kind == NetworkConfig.Cnn ? network.Channels : network.Width;
        double rate = train.LearningRate / TimeFactor(network, train.Loss);
        return network.Init! switch
        {
            { Kind: InitConfig.Deep } init => LinearFusion.WithNorm(branches, shared, width, rate, init.Scale!.Value),
            { Kind: InitConfig.Normal } init => LinearFusion.WithDeviation(branches, shared, width, rate, init.Scale!.Value),
            _ => LinearFusion.WithPyTorchDefault(branches, shared, width, rate),
        };
    }

    /// <summary>How many times as slow as the linear network on the squared loss.</summary>
    private static double TimeFactor(NetworkConfig network, LossKind loss) =>
        (network is { Activation: Activation.Relu, Depth: 2 } ? RelatedNetworks.ReluTimeFactor : 1)
        * (loss == LossKind.Logistic ? RelatedNetworks.LogisticTimeFactor : RelatedNetworks.ExponentialTimeFactor);
}
