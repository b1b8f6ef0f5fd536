namespace FusionLab.Training;

/// <summary>What training has given.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Epochs">Epochs completed by the replicas that trained longest.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Replicas">One entry a replica, in the order of the seeds.</param>
/// <param name="Timing">Where the time went, epoch by epoch.</param>
public sealed record TrainingResult(
    TrainingStatus Status, int Epochs, long Steps, IReadOnlyList<ReplicaResult> Replicas, IReadOnlyList<EpochTiming> Timing);
