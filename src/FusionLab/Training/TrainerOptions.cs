
namespace FusionLab.Training;

/// <summary>What a <see cref="Trainer"/> needs besides network, config and replicas; every default works.</summary>
public sealed record TrainerOptions
{
    /// <summary>What is measured; null measures unimodal accuracies for classes and the loss alone otherwise.</summary>
    public IEvaluator? Evaluator { get; init; }

    /// <summary>Where checkpoints go; null writes none.</summary>
    public CheckpointStore? Checkpoints { get; init; }

    /// <summary>How someone else asks for a checkpoint while training goes on; null where no one does.</summary>
    public CheckpointRequest? Request { get; init; }

    /// <summary>What determines the run's numbers, as JSON. It is kept in checkpoints, and a resume with another one is refused.</summary>
    public string ConfigJson { get; init; } = "{}";

    /// <summary>The clock of timings and of checkpoints by the minute.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
