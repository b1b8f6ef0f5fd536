using FusionLab.Networks;

namespace FusionLab.Training;

/// <summary>Writes checkpoints when they are due: after so many epochs or minutes, or on request.</summary>
internal sealed class CheckpointWriter(
    TrainerOptions options, CheckpointConfig config, FusionNetwork network, TrainingState state, StepRunner steps, Laps laps)
{
    private long last = options.Clock.GetTimestamp();

    /// <summary>Starts counting the minutes.</summary>
    public void Start() => last = options.Clock.GetTimestamp();

    /// <summary>True when a checkpoint should be written now; a request is answered by this once.</summary>
    public bool IsDue() => options.Checkpoints is not null && (options.Request?.Take() == true || IsDueByEpochs() || IsDueByMinutes());

    /// <summary>Writes a checkpoint, where there is a store.</summary>
    public void Save(IRunEvents observer)
    {
        if (options.Checkpoints is not { } store)
        {
            return;
        }

        laps.Trained();
        using var checkpoint = new Checkpoint(
            state.Capture(options.ConfigJson, steps.Meter, laps), TensorState.Capture(state, network, steps.Sgd));
        observer.CheckpointSaved(store.Save(checkpoint));
        last = options.Clock.GetTimestamp();
        laps.Start(laps.TrainSeconds, laps.EvaluateSeconds);
    }

    /// <summary>Puts everything back to where a checkpoint was made.</summary>
    /// <exception cref="ConfigException">It belongs to another run; the message names the difference.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        var saved = checkpoint.State;
        state.RequireSameRun(saved, options.ConfigJson);
        state.Restore(saved);
        if (state.Live.Count is var live && live > 0 && live < state.All.Count)
        {
            steps.Keep([.. state.Live.Select(replica => state.All.ToList().IndexOf(replica))]);
        }

        if (checkpoint.HasWeights)
        {
            TensorState.Restore(checkpoint, state, network, steps.Sgd);
        }

        if (live > 0)
        {
            steps.Meter.Restore(saved.LossSums, saved.LossSamples);
        }

        laps.Start(saved.TrainSeconds, saved.EvaluateSeconds);
    }

    private bool IsDueByEpochs() => config.EveryEpochs is { } epochs && state.Batch == 0 && state.Epoch % epochs == 0;

    private bool IsDueByMinutes() =>
        config.EveryMinutes is { } minutes && options.Clock.GetElapsedTime(last).TotalMinutes >= minutes;
}
