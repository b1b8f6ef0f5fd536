using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>
/// Trains two-layer networks on samples of a toy task, where no simulation from correlations exists, and keeps their weights on
/// the way.
/// </summary>
internal static class ToyTraining
{
    /// <summary>Trains all seeds of a config together.</summary>
    /// <param name="config">A config of a toy task, full batch, without a sweep.</param>
    /// <param name="keepEvery">Epochs between two copies of the weights.</param>
    /// <param name="cancellation">Stops after the step under way.</param>
    /// <returns>One run a seed, in their order.</returns>
    /// <exception cref="DivergedException">A network diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static IReadOnlyList<ToyRun> Run(ExperimentConfig config, int keepEvery, CancellationToken cancellation = default)
    {
        var device = TorchRuntime.Prepare(config);

        // All replicas learn from the same samples, as in the paper; seeds differ in their initial weights.
        using var data = ToyData.Create(config.Data, config.Seeds[0], device, config.Train.Precision.DataType());
        using var network = FusionNetworks.Create(
            config.Network, data.Modalities, data.Outputs, config.Seeds, device, config.Train.Precision.NetworkType());
        using var trainer = new Trainer(data, network, config.Train, config.Seeds);
        var watch = new HiddenUnitsWatch(network, keepEvery, config.Train.Epochs);
        var result = trainer.Run(watch, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return [.. result.Replicas.Zip(watch.Units, (replica, units) => new ToyRun(replica.Seed, replica.History, units))];
    }
}
