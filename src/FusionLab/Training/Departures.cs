using FusionLab.Networks;

namespace FusionLab.Training;

/// <summary>Lets replicas leave the batch, those that are done and those whose loss is not finite; the others do not notice.</summary>
internal sealed class Departures(FusionNetwork network, TrainingState state, StepRunner steps)
{
    /// <summary>Lets replicas go that have diverged since the last look; waits for the device.</summary>
    public void LetDivergedGo(IRunEvents observer)
    {
        if (state.Live.Count == 0 || steps.Guard.Diverged() is not { Count: > 0 } diverged)
        {
            return;
        }

        foreach (var (index, step) in diverged)
        {
            var replica = state.Live[index];
            int epoch = (int)((step - 1) / steps.BatchesPerEpoch);
            replica.Divergence = new Divergence(replica.Number, replica.Seed, epoch + 1, step, replica.Replica.RateAfter(epoch));
        }

        LetGo([.. diverged.Select(bad => state.Live[bad.Index])], observer);
    }

    /// <summary>Lets replicas go that have met their stop condition.</summary>
    public void LetFinishedGo(IRunEvents observer) =>
        LetGo([.. state.Live.Where(replica => replica.Replica.Stop.IsMet(replica.History, replica.Replica.Threshold))], observer);

    private void LetGo(List<ReplicaRecord> leaving, IRunEvents observer)
    {
        if (leaving.Count == 0)
        {
            return;
        }

        foreach (var replica in leaving)
        {
            replica.Weights = network.ExportReplica(state.Live.IndexOf(replica));
        }

        int[] kept = [.. Enumerable.Range(0, state.Live.Count).Where(index => !leaving.Contains(state.Live[index]))];
        state.Remove(leaving);
        if (kept.Length > 0)
        {
            steps.Keep(kept);
        }

        foreach (var replica in leaving)
        {
            observer.ReplicaLeft(replica.Result(isFinished: true));
        }
    }
}
