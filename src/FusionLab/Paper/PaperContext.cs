using FusionLab.Config;
using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Paper;

/// <summary>How the paper's items are made: from which configs, and whether in full.</summary>
/// <param name="ConfigFolder">The folder of the paper's configs.</param>
/// <param name="IsQuick">True for a reduced version: fewer seeds and points, which its figures say.</param>
/// <param name="Cancellation">Stops between networks.</param>
public sealed record PaperContext(string ConfigFolder, bool IsQuick, CancellationToken Cancellation = default)
{
    /// <summary>What <see cref="Options"/> begins with for a reduced version.</summary>
    internal const string QuickOption = " --quick";

    /// <summary>The folder below which items that train keep their run folders.</summary>
    public string Runs { get; init; } = "runs";

    /// <summary>Where to train; null leaves it to the configs.</summary>
    public string? Device { get; init; }

    /// <summary>CPU threads of training; null leaves it to the configs.</summary>
    public string? Threads { get; init; }

    /// <summary>How someone else (a signal) asks for a checkpoint while training goes on; null where no one does.</summary>
    public CheckpointRequest? CheckpointRequest { get; init; }

    /// <summary>Shows a training run while it goes on.</summary>
    public TrainingWatch Watch { get; init; } = (_, _, run) => run(null);

    /// <summary>Told, in one sentence each, what a reader must know before believing the numbers.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The options of the command line that say all this, each after a blank.</summary>
    internal string Options => string.Concat(
        IsQuick ? QuickOption : "", Device is null ? "" : $" --device {Device}", Threads is null ? "" : $" --threads {Threads}");

    /// <summary>What <see cref="Device"/> and <see cref="Threads"/> change in the config of a training run.</summary>
    internal IEnumerable<string> TrainingAssignments =>
        [.. Device is null ? [] : new[] { $"device={Device}" }, .. Threads is null ? [] : new[] { $"threads={Threads}" }];

    /// <summary>Loads one of the paper's configs.</summary>
    /// <param name="name">Its file's name without <c>.json</c>.</param>
    /// <param name="assignments">Values to change: <c>path=value</c>.</param>
    /// <exception cref="ConfigException">There is no such file, or a value is wrong.</exception>
    public ExperimentConfig Load(string name, params IEnumerable<string> assignments)
    {
        string file = Path.Combine(ConfigFolder, $"{name}.json");
        return File.Exists(file)
            ? ConfigLoader.Load(file, assignments)
            : throw new ConfigException($"The paper's config {file} is missing; start in the folder that holds configs/.");
    }

    /// <summary>The first list of assignments in full, the second for the reduced version.</summary>
    public IEnumerable<string> InFullOrQuick(IEnumerable<string> full, IEnumerable<string> quick) => IsQuick ? quick : full;

    /// <summary>Simulates all networks of a config.</summary>
    public LinearReport Simulate(ExperimentConfig config) => LinearLaboratory.Run(config, cancellation: Cancellation);

    /// <summary>Simulates a config of one network.</summary>
    /// <param name="config">A config with one seed and no sweep.</param>
    /// <param name="snapshotSteps">Steps after which all weights are kept.</param>
    public LinearResult SimulateOne(ExperimentConfig config, IReadOnlyList<long>? snapshotSteps = null) =>
        LinearLaboratory.Run(config, snapshotSteps: snapshotSteps, cancellation: Cancellation).Rows[0].Result;

    /// <summary>The remark below a figure of the reduced version; null in full.</summary>
    /// <param name="what">What was reduced, such as "two seeds instead of five".</param>
    public string? ReducedNote(string what) => IsQuick ? $"Reduced version (--quick): {what}." : null;
}
