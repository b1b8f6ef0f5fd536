using System.Globalization;
using System.Text.RegularExpressions;
using FusionLab.Config;

namespace FusionLab.Runs;

/// <summary>
/// A run folder while this process holds it; no other process writes there until this object is disposed, or the process ends. Which
/// folder a run gets, and whether it may go on there, is decided here. A run that is refused leaves every file as it was: nothing is
/// written before the folder is held and these questions are answered.
/// </summary>
internal sealed partial class RunFolderLock : IDisposable
{
    /// <summary>Folders of other configs that a refusal lists; of more, their number says enough.</summary>
    private const int MostListed = 5;

    private readonly FileStream _file;
    private readonly bool _isNew;

    private RunFolderLock(RunFolder folder, FileStream file, bool isNew) => (Folder, _file, _isNew) = (folder, file, isNew);

    /// <summary>The folder; its config.json is on disk: this run's, or where it is resumed, as the run left it.</summary>
    public RunFolder Folder { get; }

    /// <summary>Whether the folder holds a run that goes on; else a new one starts.</summary>
    public bool IsResumed { get; private init; }

    /// <summary>How the run was made so far; null for a new run, and where no one wrote it down.</summary>
    public RunEnvironment? Before { get; private init; }

    /// <summary>Takes the folder of a config's run, and writes config.json into a new one.</summary>
    /// <param name="config">The config, with or without a sweep.</param>
    /// <param name="options">The folder, whether to resume, and the clock.</param>
    /// <param name="environment">The data and the device.</param>
    /// <exception cref="ConfigException">
    /// The folder belongs to another run or process, there are only runs of other configs, or the run was begun on another type of device.
    /// </exception>
    /// <exception cref="DataException">The run was begun with other data, or its files are damaged.</exception>
    /// <exception cref="OutputException">The folder cannot be made, or cannot be written.</exception>
    public static RunFolderLock Take(ExperimentConfig config, RunOptions options, RunEnvironment environment)
    {
        string all = Path.Combine("runs", config.Name ?? "unnamed");
        var held = (options.Out ?? config.Out) is { } path ? Hold(RunFolder.At(path))
            : options.Resume && FindNewest(all, config) is { } newest ? Hold(newest)
            : HoldNext(all, options.Clock);
        try
        {
            bool isResumed = File.Exists(held.Folder.Config);
            if (isResumed && !options.Resume)
            {
                throw new ConfigException($"{held.Folder.Path} already holds a run.") { Remedy = Remedy.OtherFolderOrResume };
            }

            var before = isResumed ? RequireSameRun(held.Folder, config, environment) : null;
            if (!isResumed && held.Folder.Results.FirstOrDefault(Path.Exists) is { } other)
            {
                throw new ConfigException($"{other} is there already, and a run would overwrite it.") { Remedy = Remedy.OtherFolder };
            }

            if (!isResumed)
            {
                AtomicFile.WriteText(held.Folder.Config, ConfigJson.Write(config));
            }

            return new RunFolderLock(held.Folder, held._file, held._isNew) { IsResumed = isResumed, Before = before };
        }
        catch
        {
            held.GiveUp();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Lets the folder go; one that was made and is empty goes, too.</summary>
    private void GiveUp()
    {
        Dispose();
        if (_isNew && !Directory.EnumerateFileSystemEntries(Folder.Path).Any())
        {
            Directory.Delete(Folder.Path);
        }
    }

    /// <summary>Checks that a folder's run was begun with a config, with data and on a type of device.</summary>
    /// <returns>How it was made so far.</returns>
    private static RunEnvironment? RequireSameRun(RunFolder folder, ExperimentConfig config, RunEnvironment now)
    {
        if (FindDifferences(folder, config) is { Count: > 0 } differences)
        {
            throw new ConfigException($"{folder.Path} was begun with another config ({string.Join("; ", differences)}).")
            {
                Advice = "restore that",
                Remedy = Remedy.StartAnew,
            };
        }

        if (RunEnvironment.Read(folder.Environment) is not { } before)
        {
            return null;
        }

        if (before.Dataset.Sha256 is { } then && now.Dataset.Sha256 is { } present && then != present)
        {
            throw new DataException(
                $"{folder.Path} was begun with other data ({before.Dataset.Source}, checksum {then[..8]}; "
                + $"now {now.Dataset.Source}, checksum {present[..8]}).")
            {
                Advice = "restore those",
                Remedy = Remedy.StartAnew,
            };
        }

        return before.DeviceType == now.DeviceType ? before : throw new ConfigException(
            $"{folder.Path} was begun on {before.Device}, and {now.Device} draws other noise and rounds differently.")
        {
            Advice = $"continue it on {before.Device}",
            Remedy = Remedy.StartAnew,
        };
    }

    /// <summary>Finds the newest run of a config.</summary>
    /// <param name="all">The folder of the runs of one name.</param>
    /// <param name="config">The config.</param>
    /// <returns>Null where there is no run of this name at all.</returns>
    /// <exception cref="ConfigException">There are only runs of other configs.</exception>
    private static RunFolder? FindNewest(string all, ExperimentConfig config)
    {
        var others = new List<string>();
        var runs = (Directory.Exists(all) ? Directory.GetDirectories(all) : []).Select(RunFolder.At).Where(run => File.Exists(run.Config));
        foreach (var run in runs.OrderByDescending(FindBeginning))
        {
            string difference;
            try
            {
                difference = string.Join(", ", FindDifferences(run, config));
            }
            catch (DataException damage)
            {
                difference = damage.Message.TrimEnd('.');
            }

            if (difference.Length == 0)
            {
                return run;
            }

            others.Add($"{Path.GetFileName(run.Path)} ({difference})");
        }

        return others.Count == 0 ? null : throw new ConfigException(
            $"{all} holds runs of other configs only: {string.Join("; ", others.Take(MostListed))}"
            + (others.Count > MostListed ? $"; and {others.Count - MostListed} more" : ""))
        {
            Advice = "restore one of these configs",
            Remedy = Remedy.StartAnew,
        };
    }

    private static IReadOnlyList<string> FindDifferences(RunFolder folder, ExperimentConfig config) =>
        ConfigDifference.Find(
            ConfigJson.WriteDeterminants(ConfigJson.Read(folder.Config)), ConfigJson.WriteDeterminants(config), mayTrainLonger: true);

    /// <summary>
    /// When a run began, for their order: by the timestamp and number in the folder's name, or else by the time of its config.json.
    /// </summary>
    private static (string Time, int Number) FindBeginning(RunFolder run)
    {
        var name = DefaultName().Match(Path.GetFileName(run.Path));
        if (!name.Success)
        {
            return (Timestamp(File.GetLastWriteTime(run.Config)), 0);
        }

        var number = name.Groups["number"];
        return (name.Groups["time"].Value, number.Success ? int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) : 1);
    }

    private static string Timestamp(DateTime time) => time.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);

    /// <summary>Makes a folder that no one has: the timestamp, or where that is taken, the timestamp with the next number.</summary>
    private static RunFolderLock HoldNext(string all, TimeProvider clock)
    {
        string wanted = Path.Combine(all, Timestamp(clock.GetLocalNow().DateTime));
        for (int number = 1; ; number++)
        {
            var folder = RunFolder.At(number == 1 ? wanted : string.Create(CultureInfo.InvariantCulture, $"{wanted}-{number}"));
            if (Path.Exists(folder.Path) || TryHold(folder) is not { } held)
            {
                continue;
            }

            if (Directory.EnumerateFileSystemEntries(folder.Path).Take(2).Count() == 1)
            {
                return held; // nothing but the lock
            }

            held.Dispose(); // another process has come and gone meanwhile
        }
    }

    private static RunFolderLock Hold(RunFolder folder) => TryHold(folder)
        ?? throw new ConfigException($"Another process is writing to {folder.Path}.")
        {
            Advice = "wait until it ends",
            Remedy = Remedy.OtherFolder,
        };

    /// <summary>Holds a folder, which is made where there is none.</summary>
    /// <returns>Null where another process holds it.</returns>
    private static RunFolderLock? TryHold(RunFolder folder)
    {
        bool isNew = !Directory.Exists(folder.Path);
        try
        {
            Directory.CreateDirectory(folder.Path);
            return FolderLock.TryTake(folder.Lock) is { } file ? new RunFolderLock(folder, file, isNew) : null;
        }
        catch (Exception reason) when (OutputException.IsCausedBy(reason))
        {
            throw OutputException.Explain($"The run folder {folder.Path}", reason, Remedy.OtherFolder);
        }
    }

    [GeneratedRegex(@"^(?<time>\d{8}-\d{6})(-(?<number>\d{1,9}))?$")]
    private static partial Regex DefaultName();
}
