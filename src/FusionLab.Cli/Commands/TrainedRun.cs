using FusionLab.Cli.Progress;
using FusionLab.Cli.Results;
using FusionLab.Experiments;
using FusionLab.Experiments.Configuration;

namespace FusionLab.Cli.Commands;

/// <summary>Trains what a config describes, one run folder a sweep point, and prints what came of it.</summary>
/// <param name="terminal">Where to write.</param>
/// <param name="options">How to carry the runs out.</param>
/// <param name="quiet">Whether to show no progress.</param>
internal sealed class TrainedRun(Terminal terminal, RunOptions options, bool quiet)
{
    /// <summary>Trains a config.</summary>
    /// <param name="config">The config, with or without a sweep.</param>
    /// <param name="cancel">Stops after the step under way; a checkpoint is saved.</param>
    /// <returns>The exit code.</returns>
    public int Execute(ExperimentConfig config, CancellationToken cancel)
    {
        var points = SweepGrid.Expand(config);
        if (config.Sweep is null)
        {
            return Train(points[0].Config, out var outcome, cancel) ? 0 : Interrupted(outcome, outcome.Folder.Path);
        }

        string folder = SweepResult.Folder(config, options.Resume);
        var outcomes = new List<RunOutcome>();
        foreach (var point in points)
        {
            string below = Path.Combine(folder, SweepResult.PointFolder(outcomes.Count));
            if (!Train(point.Config with { Out = below }, out var outcome, cancel))
            {
                return Interrupted(outcome, folder);
            }

            outcomes.Add(outcome);
        }

        SweepResult.Print(points, outcomes, terminal);
        return 0;
    }

    /// <summary>Trains one config and prints its result.</summary>
    /// <returns>False when it was interrupted.</returns>
    private bool Train(ExperimentConfig config, out RunOutcome outcome, CancellationToken cancel)
    {
        var display = new RunDisplay(terminal, config.Data.Modalities ?? [], quiet);
        outcome = display.Watch(observer => ExperimentRunner.Run(config, options with { Warn = display.Warn }, observer, cancel));
        RunResult.Print(outcome.Summary, outcome.Folder.Path, config.Train.Threshold, terminal);
        return outcome.Summary.Status != "interrupted";
    }

    private int Interrupted(RunOutcome outcome, string folder)
    {
        terminal.Error.WriteLine(FormattableString.Invariant(
            $"Interrupted after epoch {outcome.Summary.Epochs}; a checkpoint is saved. The same command with --out {folder} --resume continues."));
        return Failure.Interrupted;
    }
}
