using FusionLab.Data;

namespace FusionLab.Training;

/// <summary>
/// One replica that is to be trained: its name in the batch, and all that it may have of its own there. What is not named here
/// (the network's shape, the loss, batch size, epochs, …) all replicas of a batch share.
/// </summary>
/// <param name="Number">Its position in the run, counted from 1.</param>
/// <param name="Seed">Its seed: initial weights, data order, noise.</param>
/// <param name="Data">
/// The task it learns from. Tasks of one batch have modalities, outputs and sample numbers of the same shape; for classes also
/// the same test samples.
/// </param>
/// <param name="LearningRate">The learning rate of its first epoch.</param>
/// <param name="Decay">The factor on its learning rate after every epoch.</param>
/// <param name="Stop">When it is done before the last epoch.</param>
/// <param name="Threshold">The unimodal accuracy that counts as learned.</param>
public sealed record TrainedReplica(
    int Number, ulong Seed, IReplicaData Data, double LearningRate, double Decay, StopCondition Stop, double Threshold)
{
    /// <summary>A replica with the values of a config.</summary>
    /// <param name="number">Its position in the run, counted from 1.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="data">The task it learns from.</param>
    /// <param name="config">How it is trained.</param>
    /// <exception cref="ConfigException">The config's stop condition makes no sense.</exception>
    public static TrainedReplica Of(int number, ulong seed, IReplicaData data, TrainConfig config) =>
        new(number, seed, data, config.LearningRate, config.Decay, StopCondition.Parse(config.StopWhen), config.Threshold);

    /// <summary>The learning rate after some epochs: a function of their number alone, so that a resumed run computes the same.</summary>
    /// <param name="epochs">Epochs completed.</param>
    public double RateAfter(int epochs) => LearningRate * Math.Pow(Decay, epochs);
}
