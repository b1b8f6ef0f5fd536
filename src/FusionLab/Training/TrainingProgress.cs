namespace FusionLab.Training;

/// <summary>Where training is after a step. Costs nothing to make: no number in it comes from the device.</summary>
/// <param name="Epoch">The current epoch, counted from 1.</param>
/// <param name="Batch">Steps taken in this epoch.</param>
/// <param name="BatchesPerEpoch">Steps in one epoch.</param>
/// <param name="Step">Steps taken in all.</param>
/// <param name="Replicas">Replicas still training.</param>
public readonly record struct TrainingProgress(int Epoch, int Batch, int BatchesPerEpoch, long Step, int Replicas);
