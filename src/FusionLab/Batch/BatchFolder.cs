using System.Security.Cryptography;
using System.Text;
using FusionLab.Config;
using FusionLab.Runs;

namespace FusionLab.Batch;

/// <summary>How far a run of a batch has come.</summary>
public enum RunState
{
    /// <summary>It has not begun.</summary>
    Waiting,

    /// <summary>It is in Slurm's queue.</summary>
    Queued,

    /// <summary>A process works on it.</summary>
    Running,

    /// <summary>It was stopped, or its process died; it can go on.</summary>
    Interrupted,

    /// <summary>It ended without a result.</summary>
    Failed,

    /// <summary>Its result is on disk.</summary>
    Completed,
}

/// <summary>Why a run ended without a result.</summary>
/// <param name="ExitCode">The exit code that the run alone would have had.</param>
/// <param name="Message">The reason, as a sentence.</param>
public sealed record RunFailure(int ExitCode, string Message);

/// <summary>A run of a batch as its folder shows it.</summary>
/// <param name="Run">The run.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Epoch">The epoch of its last evaluation; null where there is none, or where each point of its sweep has its own.</param>
/// <param name="Accuracy">The accuracy then, the mean over the replicas still training; null likewise, and for regression.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
public sealed record RunStatus(PlannedRun Run, RunState State, double? Epoch, double? Accuracy, RunFailure? Failure);

/// <summary>plan.json: the runs of a batch in their order, which never changes. Later calls may add runs.</summary>
/// <param name="Job">The name of its jobs in Slurm.</param>
/// <param name="Runs">The runs.</param>
public sealed record BatchPlan(string Job, IReadOnlyList<PlannedRun> Runs);

/// <summary>The folder of a batch: plan.json, and a run folder for each of its runs.</summary>
public sealed class BatchFolder
{
    private BatchFolder(string path, BatchPlan plan) => (Path, Plan) = (System.IO.Path.GetFullPath(path), plan);

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>The plan.</summary>
    public BatchPlan Plan { get; }

    /// <summary>One row a replica of all runs.</summary>
    public string Results => File("results.csv");

    /// <summary>All runs on one page.</summary>
    public string Comparison => File("comparison.html");

    /// <summary>The script of Slurm's jobs.</summary>
    public string Script => File("slurm.sh");

    /// <summary>The folder of a batch for which nobody names one: the same runs get the same folder, so that they go on there.</summary>
    /// <param name="runs">The runs.</param>
    public static string DefaultPath(IEnumerable<PlannedRun> runs) =>
        System.IO.Path.Combine("runs", "batch", Digest(string.Concat(runs.Select(run => $"{run.Name} {run.Hash}\n"))));

    /// <summary>Opens the folder of a batch to look into it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="DataException">There is no plan.json, or it is damaged.</exception>
    public static BatchFolder Open(string path)
    {
        string plan = PlanFile(path);
        return new BatchFolder(path, System.IO.File.Exists(plan)
            ? RunJson.Read<BatchPlan>(plan) ?? throw new DataException($"{plan} is damaged; repeat the command that made it.")
            : throw new DataException($"There is no {plan}; give the folder of a batch."));
    }

    /// <summary>
    /// Makes the folder, or adds runs to it; each run's folder gets its config.json, from which it can be carried out. A folder that
    /// was begun with another config, or that holds something else, is a clash: then nothing is written.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="runs">The runs, with their configs.</param>
    /// <exception cref="FusionLabException">Folders clash, or cannot be written; the message lists all problems.</exception>
    public static BatchFolder Enter(string path, IReadOnlyList<PlannedRun> runs)
    {
        PlannedRun[] before = System.IO.File.Exists(PlanFile(path)) ? [.. Open(path).Plan.Runs] : [];
        var later = runs.ExceptBy(before.Select(run => run.Name), run => run.Name);
        var merged = before.Select(old => runs.FirstOrDefault(run => run.Name == old.Name) ?? old).Concat(later);
        var folder = new BatchFolder(path, new BatchPlan($"fusionlab-{Digest(System.IO.Path.GetFullPath(path))}", [.. merged]));
        BatchPlanner.ThrowIfAny([.. runs.Select(folder.FindClash).OfType<FusionLabException>()], "Nothing was started");
        try
        {
            foreach (var run in runs)
            {
                Directory.CreateDirectory(folder.FolderOf(run));
                AtomicFile.WriteText(folder.ConfigOf(run), ConfigJson.Write(run.Config!));
            }

            AtomicFile.WriteText(PlanFile(path), RunJson.Write(folder.Plan));
        }
        catch (Exception reason) when (OutputException.IsCausedBy(reason))
        {
            throw OutputException.Explain($"The batch's folder {folder.Path}", reason, Remedy.OtherFolder);
        }

        return folder;
    }

    /// <summary>The folder of a run.</summary>
    public string FolderOf(PlannedRun run) => File(run.Name);

    /// <summary>Keeps other processes from carrying out the same batch on this machine until it is disposed, or the process ends.</summary>
    /// <exception cref="ConfigException">Another process does.</exception>
    internal IDisposable Hold() => FolderLock.TryTake(File(".running"))
        ?? throw new ConfigException($"Another process carries out the batch in {Path}.")
        {
            Advice = "wait until it ends",
            Remedy = Remedy.OtherFolder,
        };

    /// <summary>Whether a run's result is on disk, of the config and the data that are planned.</summary>
    public bool IsFinished(PlannedRun run) => FindState(run) == RunState.Completed
        && (run.DataSha256 is not { } data || RunJson.Read<RunEnvironment>(RunFolder.Open(FolderOf(run)).Environment)?.Dataset.Sha256 == data);

    /// <summary>Looks how far a run has come.</summary>
    public RunStatus Inspect(PlannedRun run)
    {
        var state = FindState(run);
        var history = CsvTable.TryRead(System.IO.Path.Combine(FolderOf(run), "metrics.csv"), [])?.ReadHistory().History ?? [];
        double? epoch = history.LastOrDefault()?.Epoch;
        double? accuracy = history.Where(row => row.Epoch == epoch).Average(row => row.Accuracy);
        return new RunStatus(run, state, epoch, accuracy, state == RunState.Failed ? ReadFailure(FolderOf(run)) : null);
    }

    private RunState FindState(PlannedRun run)
    {
        string folder = FolderOf(run);
        return FolderLock.IsTaken(RunFolder.At(folder).Lock) ? RunState.Running
            : ReadFailure(folder) is not null ? RunState.Failed
            : RunJson.Read<RunResult>(System.IO.Path.Combine(folder, "summary.json"))?.Status == RunResult.Completed ? RunState.Completed
            : System.IO.File.Exists(System.IO.Path.Combine(folder, "log.txt")) ? RunState.Interrupted
            : RunState.Waiting;
    }

    /// <summary>Notes in a run's folder why it failed, or that it did not.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="failure">The failure; null removes an earlier one.</param>
    public static void WriteFailure(string folder, RunFailure? failure)
    {
        string file = FailureFile(folder);
        if (failure is null)
        {
            System.IO.File.Delete(file);
        }
        else
        {
            AtomicFile.WriteText(file, RunJson.Write(failure));
        }
    }

    /// <summary>Reads why a run failed; null where it did not.</summary>
    public static RunFailure? ReadFailure(string folder) => RunJson.Read<RunFailure>(FailureFile(folder));

    private static string FailureFile(string folder) => System.IO.Path.Combine(folder, "failure.json");

    private static string PlanFile(string path) => System.IO.Path.Combine(path, "plan.json");

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];

    private string ConfigOf(PlannedRun run) => System.IO.Path.Combine(FolderOf(run), "config.json");

    private string File(string name) => System.IO.Path.Combine(Path, name);

    private FusionLabException? FindClash(PlannedRun run)
    {
        if (!System.IO.File.Exists(ConfigOf(run)))
        {
            return System.IO.Path.Exists(FolderOf(run))
                ? new ConfigException($"{FolderOf(run)} is there already, and holds no run.") { Remedy = Remedy.OtherFolder }
                : null;
        }

        try
        {
            var differences = ConfigDifference.Find(
                ConfigJson.WriteDeterminants(ConfigJson.Read(ConfigOf(run))), ConfigJson.WriteDeterminants(run.Config!));
            return differences.Count == 0 ? null : new ConfigException(
                $"{FolderOf(run)} was begun with another config ({string.Join("; ", differences)}).")
            {
                Advice = "restore that",
                Remedy = Remedy.OtherFolder,
            };
        }
        catch (DataException damage)
        {
            return damage;
        }
    }
}
