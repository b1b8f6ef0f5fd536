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
    /// <summary>The folder below which items that train keep their run folders.</summary>
    public string Runs { get; init; } = "runs";

    /// <summary>Where to train; null leaves it to the configs.</summary>
    public string? Device { get; init; }

    /// <summary>CPU threads of training; null leaves it to the configs.</summary>
    public string? Threads { get; init; }

    /// <summary>Requests a checkpoint while training goes on, as a signal handler does; null where nothing does.</summary>
    public CheckpointRequest? CheckpointRequest { get; init; }

    /// <summary>Shows a training run while it goes on.</summary>
    public TrainingWatch Watch { get; init; } = (_, _, run) => run(null);

    /// <summary>Receives warnings, one sentence each, that a reader needs before trusting the numbers.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The command-line options that repeat this context, each after a blank.</summary>
    internal string Options => string.Concat(
        IsQuick ? " --quick" : "", Device is null ? "" : $" --device {Device}", Threads is null ? "" : $" --threads {Threads}");

    /// <summary>The changes that <see cref="Device"/> and <see cref="Threads"/> make to the config of a training run.</summary>
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

    /// <summary>Returns the first list of assignments in full, the second in the reduced version.</summary>
    public IEnumerable<string> InFullOrQuick(IEnumerable<string> full, IEnumerable<string> quick) => IsQuick ? quick : full;

    /// <summary>The remark below a figure; null where it would say nothing.</summary>
    /// <param name="reduction">What the reduced version leaves out, such as "two seeds instead of five"; not said in full.</param>
    /// <param name="always">What is said in both versions. Null for nothing.</param>
    public string? Note(string reduction, string? always = null) =>
        !IsQuick ? always : $"{(always is null ? "" : always + " ")}Reduced version (--quick): {reduction}.";

    /// <summary>Simulates all networks of a config.</summary>
    public RunResult Simulate(ExperimentConfig config) => SimulateRun.Simulate(config, cancellation: Cancellation);

    /// <summary>Simulates a config of one network.</summary>
    /// <param name="config">A config with one seed and no sweep.</param>
    /// <param name="snapshotSteps">Steps after which all weights are kept.</param>
    public LinearResult SimulateOne(ExperimentConfig config, IReadOnlyList<long>? snapshotSteps = null) =>
        SimulateRun.Simulate(config, snapshotSteps: snapshotSteps, cancellation: Cancellation).Replicas[0].Simulation!;
}

/// <summary>Runs one training of an item and shows its progress.</summary>
/// <param name="name">The run's name.</param>
/// <param name="modalities">Its modalities.</param>
/// <param name="run">Trains and reports to the events it is given; null reports to nothing.</param>
/// <returns>What <paramref name="run"/> gives.</returns>
public delegate RunResult TrainingWatch(string name, IReadOnlyList<string> modalities, Func<IRunEvents?, RunResult> run);
