using System.Globalization;
using FusionLab.Data;
using FusionLab.Networks;

namespace FusionLab.Training;

/// <summary>Refuses, before the first step, what cannot be trained.</summary>
internal static class TrainerChecks
{
    /// <summary>Checks that network, config and replicas belong together.</summary>
    /// <exception cref="ConfigException">The config is invalid, or asks for what the task or the device cannot do.</exception>
    /// <exception cref="ArgumentException">Network, replicas or precision do not belong together.</exception>
    public static void Require(FusionNetwork network, TrainConfig config, IReadOnlyList<TrainedReplica> replicas, bool hasEvaluator)
    {
        config.Validate();
        var weight = network.parameters().First();
        config.Precision.Require(weight.device);
        if (network.Replicas != replicas.Count)
        {
            throw new ArgumentException($"The network has {network.Replicas} replicas; as many are to be trained.", nameof(replicas));
        }

        if (weight.dtype != config.Precision.NetworkType())
        {
            throw new ArgumentException(
                $"Precision {config.Precision} needs a network of {config.Precision.NetworkType()}, not {weight.dtype}.", nameof(network));
        }

        var data = replicas[0].Data;
        if (replicas.FirstOrDefault(replica => !AreAlike(replica.Data, data)) is { } odd)
        {
            throw new ArgumentException(
                $"Replica {odd.Number} learns from a task that does not fit into one batch with that of replica {replicas[0].Number}.",
                nameof(replicas));
        }

        bool stopEarlier = replicas.Any(replica => replica.Stop != StopCondition.Never);
        int? classes = data.IsClassification ? data.Outputs : null;
        RequireTask(config, classes, hasEvaluator, stopEarlier, replicas.Min(replica => replica.Threshold));
    }

    /// <summary>Checks that a task has the targets and accuracies that training asks for.</summary>
    /// <param name="config">How to train.</param>
    /// <param name="classes">The number of classes; null where targets are real.</param>
    /// <param name="hasEvaluator">Whether anything measures accuracies where the task has none.</param>
    /// <param name="stopEarlier">Whether some replica is done before the last epoch.</param>
    /// <param name="threshold">The lowest accuracy that counts as learned.</param>
    /// <exception cref="ConfigException">It has not.</exception>
    public static void RequireTask(TrainConfig config, int? classes, bool hasEvaluator, bool stopEarlier, double threshold)
    {
        ReplicaLoss.Require(config.Loss, isClassification: classes is not null);
        if (classes is null && !hasEvaluator && stopEarlier)
        {
            throw new ConfigException($"train.stopWhen is {config.StopWhen}, but this task has no accuracies; use never.");
        }

        if (classes is { } count && threshold * count <= 1)
        {
            throw new ConfigException(string.Create(
                CultureInfo.InvariantCulture,
                $"train.threshold is {threshold}, an accuracy that guessing among {count} classes reaches; "
                + $"set it higher, such as {(1 + (1.0 / count)) / 2:0.##}."));
        }
    }

    private static bool AreAlike(IReplicaData one, IReplicaData other) =>
        ReferenceEquals(one, other)
        || (one.Outputs == other.Outputs && one.TrainSamples == other.TrainSamples && one.IsClassification == other.IsClassification
            && one.Modalities.Select(m => m.Features).SequenceEqual(other.Modalities.Select(m => m.Features))
            && (!one.IsClassification || ReferenceEquals(one.Test.Targets, other.Test.Targets)));
}
