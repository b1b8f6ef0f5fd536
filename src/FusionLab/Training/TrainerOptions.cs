using FusionLab.Training.Checkpoints;

namespace FusionLab.Training;

/// <summary>What a <see cref="Trainer"/> needs besides data, network, config and seeds; every default works.</summary>
public sealed record TrainerOptions
{
    /// <summary>The number of the first replica, where a run trains its replicas in several batches.</summary>
    public int FirstReplica { get; init; } = 1;

    /// <summary>A learning rate of its own for each replica; null gives all the config's.</summary>
    public IReadOnlyList<double>? LearningRates { get; init; }

    /// <summary>What is measured; null measures unimodal accuracies for classes and the loss alone otherwise.</summary>
    public IEvaluator? Evaluator { get; init; }

    /// <summary>Where checkpoints go; null writes none.</summary>
    public CheckpointStore? Checkpoints { get; init; }

    /// <summary>The whole resolved config as JSON. It is kept in checkpoints, and a resume with another one is refused.</summary>
    public string ConfigJson { get; init; } = "{}";

    /// <summary>The clock of timings and of checkpoints by the minute.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
