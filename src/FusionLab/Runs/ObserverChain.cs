using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>Tells several observers in turn.</summary>
internal sealed class ObserverChain(params IReadOnlyList<ITrainingObserver> observers) : ITrainingObserver
{
    public void Started(TrainingStart start) => Tell(observer => observer.Started(start));

    public void StepTaken(TrainingProgress progress) => Tell(observer => observer.StepTaken(progress));

    public void Evaluated(IReadOnlyList<Evaluation> rows) => Tell(observer => observer.Evaluated(rows));

    public void EpochEnded(EpochTiming timing) => Tell(observer => observer.EpochEnded(timing));

    public void ReplicaLeft(ReplicaDeparture departure) => Tell(observer => observer.ReplicaLeft(departure));

    public void CheckpointSaved(string path) => Tell(observer => observer.CheckpointSaved(path));

    public void Ended(TrainingResult result) => Tell(observer => observer.Ended(result));

    private void Tell(Action<ITrainingObserver> what)
    {
        foreach (var observer in observers)
        {
            what(observer);
        }
    }
}
