using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Reports;
using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Paper;

/// <summary>
/// One column of Table 1: networks that differ in their fusion layer alone, trained on noisy MNIST. Table 1 and figures 7 and 14
/// train the same cells, so that none is trained twice.
/// </summary>
/// <remarks>
/// Each replica trains until it has learned both modalities, and at least for the number of epochs that its config names (about a
/// fourth more than replicas need), so that curves and their mean show what follows; the time ratio does not depend on that number.
/// </remarks>
/// <param name="Label">The paper's name for it.</param>
/// <param name="Full">Every entry as the paper trained it.</param>
internal sealed record NoisyMnistColumn(string Label, IReadOnlyList<NoisyMnistCell> Full)
{
    private static readonly int[] s_depths = [1, 2, 3, 4, 5];
    private static readonly int[] s_quickDepths = [1, 3, 5];

    /// <summary>Why the full entries are not run; null when they are.</summary>
    public string? WhyReduced { get; init; }

    /// <summary>A smaller version run in their place; empty when they are run, or nothing is.</summary>
    public IReadOnlyList<NoisyMnistCell> Reduced { get; init; } = [];

    /// <summary>What the smaller version leaves out, in words.</summary>
    public string? Reduction { get; init; }

    /// <summary>What is run.</summary>
    public IReadOnlyList<NoisyMnistCell> Cells => WhyReduced is null ? Full : Reduced;

    /// <summary>The fully connected networks.</summary>
    public static NoisyMnistColumn Mlp(PaperContext context)
    {
        // Batches of a fifth of the size, from a fifth of the samples: as many steps an epoch as in full.
        string[] smaller = ["seeds=1..2", "data.trainSamples=12000", "data.testSamples=2000", "train.batchSize=200", "train.epochs=40"];
        return new NoisyMnistColumn("MLP", Load(context, "mlp"))
        {
            WhyReduced = context.IsQuick ? DescribeQuick(context) : null,
            Reduced = context.IsQuick ? LoadReduced(context, "mlp", s_quickDepths, smaller) : [],
            Reduction = "12,000 of 60,000 training samples in batches of 200, two seeds instead of five, three of five fusion layers",
        };
    }

    /// <summary>
    /// The convolutional networks: in full on a GPU, where they take minutes, and where that is asked for, since two cores take
    /// ten to thirty hours (an epoch of one of the 25 replicas takes 30 to 120 s there, and they train for about 1,000 epochs in all).
    /// </summary>
    public static NoisyMnistColumn Cnn(PaperContext context)
    {
        var full = Load(context, "cnn");
        string? why = context.IsQuick ? $"{DescribeQuick(context)}, without convolutional networks"
            : !context.IsFull && Devices.Parse(full[0].Config.Device).type != TorchSharp.DeviceType.CUDA
                ? $"takes ten hours or more without a GPU; {context.FullOption} runs it all the same"
            : null;

        // The same number of steps an epoch, each with a tenth of the samples and ten times the rate: learning takes a tenth of the
        // steps.
        string[] smaller =
        [
            "seeds=1..2", "data.trainSamples=6000", "data.testSamples=500", "train.batchSize=100", "train.learningRate=0.02",
            "train.epochs=40", "train.minEpochs=4", "train.evaluateEvery=15",
        ];
        return new NoisyMnistColumn("CNN", full)
        {
            WhyReduced = why,
            Reduced = why is null || context.IsQuick ? [] : LoadReduced(context, "cnn", s_depths, smaller),
            Reduction = "6,000 of 60,000 training samples in batches of 100, learning rate 0.02 instead of 0.002, "
                + "two seeds instead of five; evaluated every 15 steps",
        };
    }

    /// <summary>The remark below a figure or table: what was reduced, and which images replaced MNIST. Null for no remark.</summary>
    /// <param name="runs">The column's runs.</param>
    public string? Note(IEnumerable<PaperRun> runs)
    {
        string[] sentences =
        [
            .. WhyReduced is not null && Cells.Count > 0 ? new[] { $"{Label} reduced: {Reduction}." } : [],
            .. runs.Select(run => run.Summary.Dataset!.Source).Where(source => source != "mnist").Distinct()
                .Select(source => $"Images: {source}, not MNIST."),
        ];
        return sentences.Length > 0 ? string.Join(' ', sentences) : null;
    }

    private static string DescribeQuick(PaperContext context) => $"{context.QuickOption} runs a reduced version";

    private static IReadOnlyList<NoisyMnistCell> Load(PaperContext context, string network) =>
        [.. s_depths.Select(depth => NoisyMnistCell.Load(context, network, depth))];

    private static IReadOnlyList<NoisyMnistCell> LoadReduced(
        PaperContext context, string network, IReadOnlyList<int> fusionDepths, IReadOnlyList<string> changes) =>
        [.. fusionDepths.Select(depth => NoisyMnistCell.Load(
            context, network, depth, [$"name=mnist_{network}_lf{depth}_reduced", .. changes]))];
}

/// <summary>One entry of Table 1, as it is trained here.</summary>
/// <param name="Config">The config with all changes.</param>
/// <param name="CommandLine">The command-line arguments that train it alone.</param>
internal sealed record NoisyMnistCell(ExperimentConfig Config, string CommandLine)
{
    /// <summary>The images and their corruption.</summary>
    public NoisyMnistConfig Data => (NoisyMnistConfig)Config.Data;

    /// <summary>The layer at which the branches join.</summary>
    public int FusionDepth => Config.Network.FusionDepth;

    /// <summary>The entry's published value.</summary>
    public PaperMean Published => Config.Paper!.TimeRatio!;

    /// <summary>Loads a cell from the config of its network.</summary>
    /// <param name="context">Where configs are, and where to train.</param>
    /// <param name="network"><c>mlp</c> or <c>cnn</c>.</param>
    /// <param name="fusionDepth">The layer at which the branches join.</param>
    /// <param name="changes">Values to change: <c>path=value</c>.</param>
    public static NoisyMnistCell Load(PaperContext context, string network, int fusionDepth, params IEnumerable<string> changes)
    {
        string name = $"mnist_{network}_lf{fusionDepth}";
        string[] all = [.. changes, .. context.TrainingAssignments];
        return new NoisyMnistCell(context.Load(Path.Combine("..", name), all), string.Join(' ', [$"configs/{name}.json", .. all]));
    }
}

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
            Report = RunReport.Write,
        };
        var result = context.Watch(cell.Config.Name!, cell.Data.Modalities!, observer =>
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
        && RunChecksums.FindChanged(folder).Count == 0 // else it is made again from its checkpoint
            ? new PaperRun(cell, folder, summary, RunFiles.Read(folder).History)
            : null;

    private static bool IsFreeFor(ExperimentConfig config, string folder)
    {
        string file = Path.Combine(folder, "config.json");
        return !File.Exists(file) || (ConfigJson.Hash(ConfigJson.Read(file)) == ConfigJson.Hash(config) && IsMadeAs(config, folder));
    }

    /// <summary>
    /// The hash does not cover which device and which images were found: a run on another type of device stays beside the new one, and a
    /// run on synthetic digits is no longer valid once MNIST is available.
    /// </summary>
    private static bool IsMadeAs(ExperimentConfig config, string folder)
    {
        var environment = RunJson.Read<RunEnvironment>(Path.Combine(folder, "environment.json"));
        if (environment is { Device: not null } && environment.DeviceType != Devices.NameType(config.Device))
        {
            return false;
        }

        string? used = environment?.Dataset?.Source;
        return config.Data is not NoisyMnistConfig { Source: "auto" } data || used != Substitute
            || new MnistStore().Resolve(data).Source == used;
    }
}
