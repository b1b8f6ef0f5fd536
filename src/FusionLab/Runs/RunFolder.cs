using System.Globalization;
using FusionLab.Training;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace FusionLab.Runs;

/// <summary>The folder in which one run explains itself, file by file.</summary>
public sealed class RunFolder
{
    private RunFolder(string path) => Path = path;

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>The config as resolved: defaults, file, environment and command line.</summary>
    public string Config => File("config.json");

    /// <summary>Code version, libtorch, device, threads and data checksums.</summary>
    public string Environment => File("environment.json");

    /// <summary>One row per evaluation and replica; holds no clock, so that two runs can be compared byte by byte.</summary>
    public string Metrics => File("metrics.csv");

    /// <summary>The same of the networks that see one modality alone; none without baselines.</summary>
    public string Baselines => File("baselines.csv");

    /// <summary>Seconds spent an epoch.</summary>
    public string Timing => File("timing.csv");

    /// <summary>The result.</summary>
    public string Summary => File("summary.json");

    /// <summary>The log.</summary>
    public string Log => File("log.txt");

    /// <summary>One row per network of a simulation or of a sweep: what it did, beside what every formula says of a simulated one.</summary>
    public string Replicas => File("replicas.csv");

    /// <summary>One row per point of a simulation or of a sweep: means over seeds, beside every formula where it was simulated.</summary>
    public string Points => File("points.csv");

    /// <summary>The training curves.</summary>
    public string Curves => File("curves.svg");

    /// <summary>The report.</summary>
    public string Report => File("report.html");

    /// <summary>TensorBoard's files; more than one where the run was resumed.</summary>
    public string Events => File(EventFile.Pattern);

    /// <summary>Checkpoints.</summary>
    public string Checkpoint => File("checkpoint");

    /// <summary>The folder of one point of a trained sweep.</summary>
    /// <param name="name">The point's name: 01, 02, …</param>
    public string Point(string name) => File(name);

    /// <summary>What a run writes over; config.json comes before all of it, so that without one these are not of a run.</summary>
    internal IEnumerable<string> Results => [Environment, Metrics, Baselines, Timing, Summary, Replicas, Points, Curves, Report, Checkpoint];

    /// <summary>Open while a process writes to the folder; see <see cref="RunFolderLock"/>.</summary>
    internal string Lock => File(".running");

    /// <summary>The folder at a path, whether it is there or not.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="ConfigException">It is no path.</exception>
    internal static RunFolder At(string path)
    {
        try
        {
            return new RunFolder(System.IO.Path.GetFullPath(path));
        }
        catch (ArgumentException reason)
        {
            throw new ConfigException($"The run folder \"{path}\" is no path.", reason) { Remedy = Remedy.OtherFolder };
        }
    }

    /// <summary>Opens the folder of a run to read it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DataException">There is no such folder, or it holds no run.</exception>
    public static RunFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new DataException($"There is no run folder {path}; give the folder of a run, such as runs/NAME/TIMESTAMP.");
        }

        var folder = At(path);
        return System.IO.File.Exists(folder.Config)
            ? folder
            : throw new DataException($"{path} holds no config.json, so it is no run folder.");
    }

    /// <summary>Opens the log.</summary>
    /// <param name="listener">Told when it cannot be written; nothing is thrown.</param>
    internal Logger OpenLog(ILoggingFailureListener listener) => new LoggerConfiguration()
        .WriteTo.Fallible(sinks => sinks.File(Log, formatProvider: CultureInfo.InvariantCulture), listener).CreateLogger();

    private string File(string name) => System.IO.Path.Combine(Path, name);
}

/// <summary>A file that a run can do without. When it cannot be written, the person is warned once, and the run gives it up.</summary>
/// <param name="path">The file.</param>
/// <param name="warn">Told so in one sentence.</param>
internal sealed class SideFile(string path, Action<string> warn) : ILoggingFailureListener
{
    private bool _isGivenUp;

    /// <summary>Writes to the file, unless it has been given up.</summary>
    /// <param name="write">Opens, writes or closes it.</param>
    public void Write(Action write)
    {
        if (_isGivenUp)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception reason) when (OutputException.IsCausedBy(reason))
        {
            GiveUp(reason);
        }
    }

    /// <inheritdoc/>
    public void OnLoggingFailed(
        object sender, LoggingFailureKind kind, string message, IReadOnlyCollection<LogEvent>? events, Exception? exception)
    {
        if (!_isGivenUp)
        {
            GiveUp(exception ?? new IOException(message));
        }
    }

    private void GiveUp(Exception reason)
    {
        _isGivenUp = true;
        warn($"{path} cannot be written ({OutputException.Describe(reason)}); the run goes on without it.");
    }
}

/// <summary>How a run is carried out; nothing here changes its numbers.</summary>
public sealed record RunOptions
{
    /// <summary>The run folder; null for the one that the config names, or else <c>runs/NAME/TIMESTAMP</c>.</summary>
    public string? Out { get; init; }

    /// <summary>Continue from the folder's checkpoint, where there is one.</summary>
    public bool Resume { get; init; }

    /// <summary>Replicas trained together; null leaves it to the device's memory.</summary>
    public int? ReplicasPerBatch { get; init; }

    /// <summary>How a person chooses <see cref="ReplicasPerBatch"/>, for sentences that propose a number; null proposes none.</summary>
    public string? ReplicasPerBatchOption { get; init; }

    /// <summary>Processes that share the device's memory, this one included.</summary>
    public int WorkersSharingDevice { get; init; } = 1;

    /// <summary>The command line without the program, for environment.json; null where there is none.</summary>
    public string? CommandLine { get; init; }

    /// <summary>How someone else (a signal) asks for a checkpoint while training goes on; null where no one does.</summary>
    public CheckpointRequest? CheckpointRequest { get; init; }

    /// <summary>Told, in one sentence each, how the run is carried out, such as how many replicas train together.</summary>
    public Action<string>? Say { get; init; }

    /// <summary>Told, in one sentence each, what a reader must know before believing the numbers.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Writes the report of a run folder whose results are on disk, also of each point of a sweep; null writes none.</summary>
    public Action<RunFolder>? Report { get; init; }

    /// <summary>The clock of timestamps and timings.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
