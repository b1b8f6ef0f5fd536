using FusionLab.Cli.Progress;
using FusionLab.Cli.Results;
using FusionLab.Config;
using FusionLab.Runs;

namespace FusionLab.Cli.Commands;

/// <summary>Trains what a config describes, and prints what came of it.</summary>
/// <param name="terminal">Where to write.</param>
/// <param name="options">How to carry the run out.</param>
/// <param name="quiet">Whether to show no progress.</param>
internal sealed class TrainedRun(Terminal terminal, RunOptions options, bool quiet)
{
    /// <summary>Trains a config.</summary>
    /// <param name="config">The config, with or without a sweep.</param>
    /// <param name="cancel">Stops after the step under way; a checkpoint is saved.</param>
    /// <returns>The exit code.</returns>
    public int Execute(ExperimentConfig config, CancellationToken cancel) =>
        config.Sweep is null ? Train(config, cancel) : TrainSweep(config, cancel);

    private int Train(ExperimentConfig config, CancellationToken cancel)
    {
        var display = new RunDisplay(terminal, config.Data.Modalities ?? [], quiet);
        var outcome = display.Watch(observer => ExperimentRunner.Run(config, Told(display), observer, cancel));
        RunResult.Print(outcome.Summary, outcome.Folder.Path, config.Train.Threshold, terminal);
        return outcome.Summary.Status == RunSummary.Interrupted
            ? Interrupted(FormattableString.Invariant($"after epoch {outcome.Summary.Epochs}"), outcome.Folder)
            : 0;
    }

    private int TrainSweep(ExperimentConfig config, CancellationToken cancel)
    {
        var display = new RunDisplay(terminal, SweepGrid.Expand(config)[0].Config.Data.Modalities ?? [], quiet);
        var outcome = display.Watch(observer => SweepRunner.Run(config, Told(display), observer, cancel));
        SweepTable.Print(outcome.Summary, outcome.Folder.Path, terminal);
        return outcome.Summary.Status == RunSummary.Interrupted ? Interrupted("within the sweep", outcome.Folder) : 0;
    }

    private RunOptions Told(RunDisplay display) => options with { Say = display.Say, Warn = display.Warn };

    private int Interrupted(string where, RunFolder folder)
    {
        terminal.Error.WriteLine(
            $"Interrupted {where}; a checkpoint is saved. The same command with --out {folder.Path} --resume continues.");
        return Failure.Interrupted;
    }
}
