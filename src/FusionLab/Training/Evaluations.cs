using FusionLab.Networks;

namespace FusionLab.Training;

/// <summary>Measures the replicas between two steps and keeps a row of each in its history.</summary>
internal sealed class Evaluations(FusionNetwork network, IEvaluator evaluator, TrainingState state, StepRunner steps, Laps laps)
{
    /// <summary>Measures every replica in the batch; the loss is the mean over the steps since the last time.</summary>
    public void Record(IRunEvents observer)
    {
        double[] losses = steps.Meter.Means();
        laps.Trained();
        var scores = evaluator.Evaluate(network);
        laps.Evaluated();
        double epoch = state.Epoch + (double)state.Batch / steps.BatchesPerEpoch;
        var rows = state.Live.Select((replica, index) => new Evaluation(
            replica.Number,
            replica.Seed,
            epoch,
            state.Step,
            replica.Replica.RateAfter(state.Epoch),
            losses[index],
            scores[index].Accuracy,
            scores[index].Unimodal)).ToList();
        foreach (var (replica, row) in state.Live.Zip(rows))
        {
            replica.History.Add(row);
        }

        steps.Meter.Reset();
        observer.Evaluated(rows);
    }
}
