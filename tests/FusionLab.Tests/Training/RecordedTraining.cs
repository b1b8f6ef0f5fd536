using FusionLab.Training;

namespace FusionLab.Tests.Training;

/// <summary>Writes down what a trainer tells, and calls back after steps.</summary>
internal sealed class RecordedTraining(Action<TrainingProgress>? afterStep = null) : IRunEvents
{
    public List<string> Calls { get; } = [];

    public List<Evaluation> Rows { get; } = [];

    public List<EpochTiming> Timing { get; } = [];

    public List<ReplicaResult> Left { get; } = [];

    public TrainingStart? Start { get; private set; }

    public TrainingResult? Result { get; private set; }

    public void Started(TrainingStart start)
    {
        Start = start;
        Calls.Add("started");
    }

    public void StepTaken(TrainingProgress progress)
    {
        Calls.Add($"step {progress.Step}");
        afterStep?.Invoke(progress);
    }

    public void Evaluated(IReadOnlyList<Evaluation> rows)
    {
        Rows.AddRange(rows);
        Calls.Add($"evaluated at {rows[0].Step}");
    }

    public void EpochEnded(EpochTiming timing)
    {
        Timing.Add(timing);
        Calls.Add($"epoch {timing.Epoch}");
    }

    public void ReplicaLeft(ReplicaResult replica)
    {
        Left.Add(replica);
        Calls.Add($"replica {replica.Replica} left");
    }

    public void CheckpointSaved(string path) => Calls.Add("checkpoint");

    public void Ended(TrainingResult result)
    {
        Result = result;
        Calls.Add("ended");
    }
}
