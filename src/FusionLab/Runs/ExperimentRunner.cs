using FusionLab.Config;
using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>Executes one config: data, networks, training, and a run folder that explains itself.</summary>
public static class ExperimentRunner
{
    /// <summary>Executes a config. Config and environment are on disk before the first step.</summary>
    /// <param name="config">The config, validated; without a sweep (see <see cref="SweepRunner"/>).</param>
    /// <param name="options">How to carry it out.</param>
    /// <param name="observer">Who watches training; null for no one.</param>
    /// <param name="cancellation">Interrupts the run after the step under way; a checkpoint is written.</param>
    /// <returns>The result and its folder.</returns>
    /// <exception cref="FusionLabException">The config, the data or the device do not allow the run, or training diverged.</exception>
    public static RunOutcome Run(
        ExperimentConfig config, RunOptions options, ITrainingObserver? observer = null, CancellationToken cancellation = default)
    {
        var device = TorchRuntime.Prepare(config);
        TrainingChecks.Require(config);
        using var task = TaskSource.Open(config, device);
        using var session = new RunSession(config, task, device, options);
        PlannedReplica[] planned = [.. config.Seeds.Select(seed => new PlannedReplica(config, task.Data, seed))];
        var watchers = observer is null ? new ObserverChain(session.Files) : new ObserverChain(session.Files, observer);
        var replicas = new JointTraining(planned, ConfigJson.WriteDeterminants(config), session.Folder.Checkpoint, device, options)
            .Run(watchers, session.Say, session.Warn, cancellation);
        var outcome = session.Finish(replicas);
        return outcome.Summary.Status == RunSummary.Diverged
            ? throw new DivergedException(Divergence.OfAll([.. replicas.Select(replica => replica.Divergence!)]))
            : outcome;
    }
}
