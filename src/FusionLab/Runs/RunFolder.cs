using System.Globalization;
using FusionLab.Config;
using FusionLab.Training;
using Serilog;
using Serilog.Core;

namespace FusionLab.Runs;

/// <summary>The folder in which one run explains itself, file by file. Creating one never touches an earlier run.</summary>
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

    /// <summary>Checkpoints.</summary>
    public string Checkpoint => File("checkpoint");

    /// <summary>The folder of one point of a trained sweep.</summary>
    /// <param name="name">The point's name: 01, 02, …</param>
    public string Point(string name) => File(name);

    /// <summary>Makes a new folder for a run.</summary>
    /// <param name="name">The run's name.</param>
    /// <param name="path">The folder to use; null for <c>runs/NAME/TIMESTAMP</c> below the current folder.</param>
    /// <param name="clock">Gives the timestamp.</param>
    /// <exception cref="ConfigException">The folder holds a run already, or cannot be written.</exception>
    public static RunFolder Create(string name, string? path, TimeProvider clock)
    {
        if (path is null)
        {
            string stamp = clock.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
            string wanted = System.IO.Path.Combine("runs", name, stamp);
            path = wanted;
            for (int i = 2; Directory.Exists(path); i++)
            {
                path = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{i}");
            }
        }

        var folder = new RunFolder(FullPath(path));
        if (System.IO.File.Exists(folder.Config))
        {
            throw new ConfigException($"{folder.Path} already holds a run.") { Remedy = Remedy.OtherFolderOrResume };
        }

        return folder.MadeWritable();
    }

    /// <summary>Opens the folder of a run that stopped, or makes it where there is none yet.</summary>
    /// <param name="name">The run's name.</param>
    /// <param name="path">The folder; null for the newest of <c>runs/NAME</c>.</param>
    /// <param name="clock">Gives the timestamp of a new folder.</param>
    /// <exception cref="ConfigException">The folder cannot be written.</exception>
    public static RunFolder Resume(string name, string? path, TimeProvider clock)
    {
        string all = System.IO.Path.Combine("runs", name);
        path ??= Directory.Exists(all) ? Directory.GetDirectories(all).Order(StringComparer.Ordinal).LastOrDefault() : null;
        return path is null ? Create(name, null, clock) : new RunFolder(FullPath(path)).MadeWritable();
    }

    /// <summary>
    /// Makes the folder of a config's run, or opens it to resume, and writes config.json. A run continues only with the config
    /// and the data it was begun with, and on the same type of device: this is found out before any of its files is touched.
    /// </summary>
    /// <param name="config">The config, with or without a sweep.</param>
    /// <param name="options">The folder, whether to resume, and the clock.</param>
    /// <param name="environment">The data and the device; null where the folder itself trains nothing.</param>
    /// <exception cref="ConfigException">The folder holds another run, or cannot be written.</exception>
    /// <exception cref="DataException">The run was begun with other data.</exception>
    public static RunFolder Enter(ExperimentConfig config, RunOptions options, RunEnvironment? environment = null)
    {
        string name = config.Name ?? "unnamed";
        string? path = options.Out ?? config.Out;
        var folder = options.Resume ? Resume(name, path, options.Clock) : Create(name, path, options.Clock);
        if (System.IO.File.Exists(folder.Config)
            && ConfigDifference.Find(ConfigJson.WriteDeterminants(ConfigJson.Read(folder.Config)), ConfigJson.WriteDeterminants(config))
                is { Count: > 0 } differences)
        {
            throw new ConfigException(
                $"{folder.Path} was begun with another config ({string.Join("; ", differences)}).")
            {
                Advice = "restore that",
                Remedy = Remedy.StartAnew,
            };
        }

        if (environment is not null && RunEnvironment.Read(folder.Environment) is { } begun)
        {
            RequireSame(folder, begun, environment);
        }

        if (!System.IO.File.Exists(folder.Config) && folder.Results.FirstOrDefault(System.IO.Path.Exists) is { } other)
        {
            throw new ConfigException($"{other} is there already, and a run would overwrite it.") { Remedy = Remedy.OtherFolder };
        }

        AtomicFile.WriteText(folder.Config, ConfigJson.Write(config));
        return folder;
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

        var folder = new RunFolder(System.IO.Path.GetFullPath(path));
        return System.IO.File.Exists(folder.Config)
            ? folder
            : throw new DataException($"{path} holds no config.json, so it is no run folder.");
    }

    /// <summary>
    /// Keeps the folder for this process until it is disposed, or the process ends: two that write its files and checkpoints would
    /// spoil each other's.
    /// </summary>
    /// <exception cref="ConfigException">Another process has it.</exception>
    internal IDisposable Lock()
    {
        try
        {
            return new FileStream(
                File(".running"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException reason)
        {
            throw new ConfigException($"Another process is writing to {Path}.", reason)
            {
                Advice = "wait until it ends",
                Remedy = Remedy.OtherFolder,
            };
        }
    }

    /// <summary>Opens the log.</summary>
    internal Logger OpenLog() => new LoggerConfiguration().WriteTo.File(Log, formatProvider: CultureInfo.InvariantCulture).CreateLogger();

    /// <summary>What a run writes over; config.json comes before all of it, so that without one these are not of a run.</summary>
    private IEnumerable<string> Results => [Environment, Metrics, Timing, Summary, Replicas, Points, Curves, Report, Checkpoint];

    /// <summary>Refuses to continue a run with other data or on another type of device.</summary>
    private static void RequireSame(RunFolder folder, RunEnvironment begun, RunEnvironment now)
    {
        if (begun.Dataset.Sha256 is { } then && now.Dataset.Sha256 is { } present && then != present)
        {
            throw new DataException(
                $"{folder.Path} was begun with other data ({begun.Dataset.Source}, checksum {then[..8]}; "
                + $"now {now.Dataset.Source}, checksum {present[..8]}).")
            {
                Advice = "restore those",
                Remedy = Remedy.StartAnew,
            };
        }

        if (begun.DeviceType != now.DeviceType)
        {
            throw new ConfigException(
                $"{folder.Path} was begun on {begun.Device}, and {now.Device} draws other noise and rounds differently.")
            {
                Advice = $"continue it on {begun.Device}",
                Remedy = Remedy.StartAnew,
            };
        }
    }

    private static string FullPath(string path)
    {
        try
        {
            return System.IO.Path.GetFullPath(path);
        }
        catch (ArgumentException reason)
        {
            throw new ConfigException($"The run folder \"{path}\" is no path.", reason) { Remedy = Remedy.OtherFolder };
        }
    }

    private RunFolder MadeWritable()
    {
        try
        {
            Directory.CreateDirectory(Path);
            string probe = File(".writable");
            System.IO.File.WriteAllText(probe, "");
            System.IO.File.Delete(probe);
            return this;
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"The run folder {Path} cannot be written ({reason.Message}).", reason)
            {
                Remedy = Remedy.OtherFolder,
            };
        }
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);
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
