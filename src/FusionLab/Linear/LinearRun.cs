namespace FusionLab.Linear;

/// <summary>What one simulated linear network did. Times are in steps (= epochs), interpolated between consecutive steps.</summary>
public sealed record LinearRun
{
    /// <summary>The replica's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How it ended.</summary>
    public required LinearRunStatus Status { get; init; }

    /// <summary>The steps taken.</summary>
    public required long Steps { get; init; }

    /// <summary>The recorded trajectory, the first and the last step included.</summary>
    public required IReadOnlyList<TrajectoryPoint> Trajectory { get; init; }

    /// <summary>When which modality was learned, and what happened in between.</summary>
    public required LearningStages Stages { get; init; }

    /// <summary>Weight matrices at the requested steps.</summary>
    public required IReadOnlyList<WeightSnapshot> Snapshots { get; init; }

    /// <summary>The largest hidden dimension that was simulated; the width where nothing was reduced.</summary>
    public required int HiddenDimensions { get; init; }

    /// <summary>
    /// The largest difference between the total weights of the reduced network and of a coarser reduction, as a share of the
    /// largest total weight; 0 where the reduction is exact or was not used.
    /// </summary>
    public required double ReductionResidual { get; init; }
}

/// <summary>All weight matrices after one step.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Weights">The matrices.</param>
public sealed record WeightSnapshot(long Step, LinearWeights Weights);
