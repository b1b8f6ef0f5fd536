namespace FusionLab.Training;

/// <summary>A replica that leaves the batch before the last epoch.</summary>
/// <param name="Replica">The replica's position in the run, counted from 1.</param>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Epochs">Epochs it has completed.</param>
/// <param name="Divergence">What went wrong; null when it met its stop condition.</param>
public sealed record ReplicaDeparture(int Replica, ulong Seed, int Epochs, Divergence? Divergence);
