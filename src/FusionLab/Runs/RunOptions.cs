using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>How a run is carried out; nothing here changes its numbers.</summary>
public sealed record RunOptions
{
    /// <summary>The run folder; null for the one that the config names, or else <c>runs/NAME/TIMESTAMP</c>.</summary>
    public string? Out { get; init; }

    /// <summary>Continue from the folder's checkpoint, where there is one.</summary>
    public bool Resume { get; init; }

    /// <summary>Replicas trained together; null leaves it to the device's memory.</summary>
    public int? ReplicasPerBatch { get; init; }

    /// <summary>The command line without the program, for environment.json; null where there is none.</summary>
    public string? CommandLine { get; init; }

    /// <summary>How someone else (a signal) asks for a checkpoint while training goes on; null where no one does.</summary>
    public CheckpointRequest? CheckpointRequest { get; init; }

    /// <summary>Told, in one sentence each, how the run is carried out, such as how many replicas train together.</summary>
    public Action<string>? Say { get; init; }

    /// <summary>Told, in one sentence each, what a reader must know before believing the numbers.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The clock of timestamps and timings.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
