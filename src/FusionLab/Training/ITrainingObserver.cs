
namespace FusionLab.Training;

/// <summary>
/// Watches training: progress bars, run folders, logs. Calls come from the training thread, in order of time; what an
/// observer throws ends training.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>Training starts, or continues from a checkpoint.</summary>
    void Started(TrainingStart start) { }

    /// <summary>One step was taken (on CUDA: queued).</summary>
    void StepTaken(TrainingProgress progress) { }

    /// <summary>An evaluation was made: one row for each replica still in the batch.</summary>
    void Evaluated(IReadOnlyList<Evaluation> rows) { }

    /// <summary>An epoch is over.</summary>
    void EpochEnded(EpochTiming timing) { }

    /// <summary>A replica leaves before the last epoch.</summary>
    void ReplicaLeft(ReplicaDeparture departure) { }

    /// <summary>A checkpoint was written and verified.</summary>
    void CheckpointSaved(string path) { }

    /// <summary>Training is over; also called when every replica diverged, before <see cref="DivergedException"/> is thrown.</summary>
    void Ended(TrainingResult result) { }
}
