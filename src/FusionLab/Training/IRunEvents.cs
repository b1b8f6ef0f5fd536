namespace FusionLab.Training;

/// <summary>
/// What watches a run: progress displays, the files of a run folder, logs. Calls come from the thread that trains, in order of
/// time; an exception thrown by a watcher ends training. Every method does nothing unless it is implemented.
/// </summary>
public interface IRunEvents
{
    /// <summary>Training starts, or continues from a checkpoint.</summary>
    void Started(TrainingStart start) { }

    /// <summary>One step was taken (on CUDA: queued).</summary>
    void StepTaken(TrainingProgress progress) { }

    /// <summary>The replicas were evaluated: one row for each replica that is still training.</summary>
    void Evaluated(IReadOnlyList<Evaluation> rows) { }

    /// <summary>An epoch is over.</summary>
    void EpochEnded(EpochTiming timing) { }

    /// <summary>A replica leaves before the last epoch: it met its stop condition, or it diverged.</summary>
    void ReplicaLeft(ReplicaResult replica) { }

    /// <summary>A checkpoint was written and verified.</summary>
    void CheckpointSaved(string path) { }

    /// <summary>Training is over, by itself or by cancellation.</summary>
    void Ended(TrainingResult result) { }
}

/// <summary>Where training starts or continues.</summary>
/// <param name="Epochs">Epochs at most.</param>
/// <param name="BatchesPerEpoch">Steps in one epoch.</param>
/// <param name="CompletedEpochs">Epochs already trained: 0, or more after a resume.</param>
/// <param name="Steps">Steps already taken.</param>
/// <param name="Replicas">The numbers of all replicas.</param>
/// <param name="Seeds">Their seeds.</param>
/// <param name="Rows">The evaluations made before the resume, in the order they were made.</param>
/// <param name="Timing">The timing of the epochs before the resume.</param>
public sealed record TrainingStart(
    int Epochs, int BatchesPerEpoch, int CompletedEpochs, long Steps, IReadOnlyList<int> Replicas,
    IReadOnlyList<ulong> Seeds, IReadOnlyList<Evaluation> Rows, IReadOnlyList<EpochTiming> Timing)
{
    /// <summary>Whether replicas may be done before the last epoch, so that no one knows how long training takes.</summary>
    public bool MayStopEarly { get; init; }

    /// <summary>Replicas of the run or sweep whose training is over already.</summary>
    public int ReplicasBefore { get; init; }

    /// <summary>Replicas of the run or sweep in all; 0: those of this start.</summary>
    public int ReplicasInAll { get; init; }
}

/// <summary>Where training is after a step. No number in it is fetched from the device.</summary>
/// <param name="Epoch">The current epoch, counted from 1.</param>
/// <param name="Batch">Steps taken in this epoch.</param>
/// <param name="BatchesPerEpoch">Steps in one epoch.</param>
/// <param name="Step">Steps taken in all.</param>
/// <param name="Replicas">Replicas still training.</param>
public readonly record struct TrainingProgress(int Epoch, int Batch, int BatchesPerEpoch, long Step, int Replicas);

/// <summary>Where the time of one epoch went: a row of timing.csv.</summary>
/// <param name="Epoch">The epoch, counted from 1; 0 is the evaluation before training.</param>
/// <param name="TrainSeconds">Seconds spent on steps.</param>
/// <param name="EvaluateSeconds">Seconds spent on evaluations.</param>
public sealed record EpochTiming(int Epoch, double TrainSeconds, double EvaluateSeconds);

/// <summary>How training ended.</summary>
public enum TrainingStatus
{
    /// <summary>Every replica trained all epochs, met its stop condition, or (not all of them) diverged.</summary>
    Completed,

    /// <summary>Training was cancelled; with a checkpoint store it can be resumed.</summary>
    Interrupted,

    /// <summary>Every replica diverged.</summary>
    Diverged,
}

/// <summary>What training has given.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Epochs">Epochs completed by the replicas that trained longest.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Replicas">One entry per replica, in the order of the seeds.</param>
/// <param name="Timing">Where the time went, epoch by epoch.</param>
public sealed record TrainingResult(
    TrainingStatus Status, int Epochs, long Steps, IReadOnlyList<ReplicaResult> Replicas, IReadOnlyList<EpochTiming> Timing);
