namespace FusionLab.Training;

/// <summary>Everything but tensors that training needs to continue as if it had never stopped: the checkpoint's JSON file.</summary>
/// <param name="ConfigJson">What determines the run's numbers: its config without what changes none.</param>
/// <param name="Epoch">Epochs completed.</param>
/// <param name="Batch">Batches of the next epoch already trained on.</param>
/// <param name="Step">Steps taken.</param>
/// <param name="Replicas">All replicas, in the order of the seeds.</param>
/// <param name="LossSums">For each live replica, loss times samples since its last evaluation.</param>
/// <param name="LossSamples">Samples since the last evaluation.</param>
/// <param name="Timing">The timing of the epochs completed.</param>
/// <param name="TrainSeconds">Seconds of training in the epoch begun.</param>
/// <param name="EvaluateSeconds">Seconds of evaluation in the epoch begun.</param>
public sealed record CheckpointState(
    string ConfigJson, int Epoch, int Batch, long Step, IReadOnlyList<ReplicaState> Replicas, IReadOnlyList<double> LossSums,
    long LossSamples, IReadOnlyList<EpochTiming> Timing, double TrainSeconds, double EvaluateSeconds);
