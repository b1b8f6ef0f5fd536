using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>A trained network of one of the paper's items, as its run folder tells it.</summary>
/// <param name="Folder">The run folder.</param>
/// <param name="Summary">What it came to.</param>
/// <param name="History">The evaluations of all replicas.</param>
internal sealed record PaperRun(string Folder, RunSummary Summary, IReadOnlyList<Evaluation> History)
{
    private const string Substitute = "synthetic";

    /// <summary>Whether synthetic digits stood in for MNIST, which another call may find.</summary>
    public bool UsesSubstitute => Summary.Dataset.Source == Substitute;

    /// <summary>
    /// Trains a config below <see cref="PaperContext.Runs"/>, or takes the run that is there already. Items share runs in this
    /// way, and a run that was interrupted continues.
    /// </summary>
    /// <param name="context">How to train.</param>
    /// <param name="cell">What to train.</param>
    /// <exception cref="OperationCanceledException">It was interrupted; a checkpoint is saved.</exception>
    /// <exception cref="FusionLabException">The data or the device do not allow it, or every replica diverged.</exception>
    public static PaperRun Of(PaperContext context, NoisyMnistCell cell)
    {
        string folder = Folders(context, cell.Config).First(candidate => IsFreeFor(cell.Config, candidate));
        if (Finished(folder) is { } finished)
        {
            return finished;
        }

        var options = new RunOptions
        {
            Out = folder,
            Resume = true,
            CommandLine = cell.CommandLine,
            CheckpointRequest = context.CheckpointRequest,
            Warn = context.Warn,
        };
        var outcome = context.Watch(cell.Config.Name!, cell.Config.Data.Modalities!, observer =>
            ExperimentRunner.Run(cell.Config, options, observer, context.Cancellation));
        return outcome.Summary.Status == RunSummary.Interrupted
            ? throw new OperationCanceledException($"{cell.Config.Name} was interrupted after epoch {outcome.Summary.Epochs}.")
            : Finished(folder)!;
    }

    private static PaperRun? Finished(string folder) =>
        RunJson.Read<RunSummary>(Path.Combine(folder, "summary.json")) is { Status: RunSummary.Completed } summary
            ? new PaperRun(folder, summary, RunFiles.Read(folder).History)
            : null;

    /// <summary>Runs of equal name and different configs (a call with other threads, say) lie side by side.</summary>
    private static IEnumerable<string> Folders(PaperContext context, ExperimentConfig config)
    {
        string first = Path.Combine(context.Runs, config.Name!);
        return Enumerable.Range(2, int.MaxValue - 2).Select(i => $"{first}-{i}").Prepend(first);
    }

    private static bool IsFreeFor(ExperimentConfig config, string folder)
    {
        string file = Path.Combine(folder, "config.json");
        return !File.Exists(file) || (ConfigJson.Hash(ConfigJson.Read(file)) == ConfigJson.Hash(config) && HasImagesOf(config, folder));
    }

    /// <summary>
    /// The hash does not say which images were found: a run on the digits that stand in for MNIST is no longer good once MNIST is
    /// there.
    /// </summary>
    private static bool HasImagesOf(ExperimentConfig config, string folder)
    {
        string? used = RunJson.Read<RunEnvironment>(Path.Combine(folder, "environment.json"))?.Dataset.Source;
        return config.Data.Source != "auto" || used != Substitute || new MnistStore().Resolve(config.Data).Source == used;
    }
}
