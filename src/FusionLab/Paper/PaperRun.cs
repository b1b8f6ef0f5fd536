using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Reports;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>A trained network of one of the paper's items, read from its run folder.</summary>
/// <param name="Cell">What was trained.</param>
/// <param name="Folder">The run folder.</param>
/// <param name="Summary">The results of the run.</param>
/// <param name="History">The evaluations of all replicas.</param>
internal sealed record PaperRun(NoisyMnistCell Cell, string Folder, RunResult Summary, IReadOnlyList<Evaluation> History)
{
    private const string Substitute = "synthetic";

    /// <summary>Whether synthetic digits replaced MNIST, which another call may find.</summary>
    public bool UsesSubstitute => Summary.Dataset!.Source == Substitute;

    /// <summary>
    /// Trains a config below <see cref="PaperContext.Runs"/>, or takes the run that is there already. Items share runs in this
    /// way, and a run that was interrupted continues.
    /// </summary>
    /// <param name="context">How to train.</param>
    /// <param name="cell">What to train.</param>
    /// <exception cref="OperationCanceledException">It was interrupted; a checkpoint is saved.</exception>
    /// <exception cref="FusionLabException">The data or the device do not allow it, or every replica diverged.</exception>
    public static PaperRun LoadOrTrain(PaperContext context, NoisyMnistCell cell)
    {
        // Runs of equal name and different configs (a call with other threads, say) lie side by side.
        string folder = Path.Combine(context.Runs, cell.Config.Name!);
        for (int i = 2; !IsFreeFor(cell.Config, folder); i++)
        {
            folder = Path.Combine(context.Runs, $"{cell.Config.Name}-{i}");
        }

        if (Load(cell, folder) is { } finished)
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
        var result = context.Watch(cell.Config.Name!, cell.Config.Data.Modalities!, observer =>
            TrainRun.Run(cell.Config, options, observer, context.Cancellation));
        return result.Status == RunResult.Interrupted
            ? throw new OperationCanceledException($"{cell.Config.Name} was interrupted after epoch {result.Epochs}.")
            : Load(cell, folder)!;
    }

    /// <summary>What a reader must know about the runs behind an item: what was run, on what, how long.</summary>
    public static IReadOnlyList<ReportFact> Facts(IEnumerable<PaperRun> runs)
    {
        PaperRun[] all = [.. runs];
        double minutes = all.Sum(run => run.Summary.Seconds ?? 0) / 60;
        int replicas = all.Sum(run => run.Summary.Replicas.Count);
        return all.Length == 0 ? [] :
        [
            new ReportFact("Images", Distinct(run => run.Summary.Dataset!.Source)),
            new ReportFact("Device", Distinct(run => run.Summary.Device)),
            new ReportFact("Training", $"{minutes:F1} min for {replicas} replicas"),
            new ReportFact("Runs", string.Join(", ", all.Select(run => run.Folder))),
        ];

        string Distinct(Func<PaperRun, string?> fact) => string.Join(", ", all.Select(fact).Distinct());
    }

    /// <summary>Loads a run; null where it has not finished.</summary>
    private static PaperRun? Load(NoisyMnistCell cell, string folder) =>
        RunJson.Read<RunResult>(Path.Combine(folder, "summary.json")) is { Status: RunResult.Completed, Dataset: not null } summary
            ? new PaperRun(cell, folder, summary, RunFiles.Read(folder).History)
            : null;

    private static bool IsFreeFor(ExperimentConfig config, string folder)
    {
        string file = Path.Combine(folder, "config.json");
        return !File.Exists(file) || (ConfigJson.Hash(ConfigJson.Read(file)) == ConfigJson.Hash(config) && HasImagesOf(config, folder));
    }

    /// <summary>
    /// The hash does not cover which images were found: a run on synthetic digits is no longer valid once MNIST is available.
    /// </summary>
    private static bool HasImagesOf(ExperimentConfig config, string folder)
    {
        string? used = RunJson.Read<RunEnvironment>(Path.Combine(folder, "environment.json"))?.Dataset.Source;
        return config.Data.Source != "auto" || used != Substitute || new MnistStore().Resolve(config.Data).Source == used;
    }
}
