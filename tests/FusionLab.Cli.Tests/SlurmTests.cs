using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace FusionLab.Tests.Cli;

/// <summary>A real Slurm of two nodes on this machine, for the tests of one class.</summary>
public sealed class SlurmCluster : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SlurmCluster()
    {
        if (Machine.Lacks(Need.Slurm) is null)
        {
            Environment.SetEnvironmentVariable("SLURM_CONF", Path.Combine(_folder.Path, "slurm.conf"));
            Environment.SetEnvironmentVariable("SLURM_TEST_PORT", $"{20000 + (3 * (Environment.ProcessId % 9000))}");
            Do("start");
        }
    }

    /// <summary>Calls tests/slurm/slurm.sh on the cluster's folder.</summary>
    public void Do(string what) => Call(Path.Combine(RepositoryFiles.Root, "tests", "slurm", "slurm.sh"), what, _folder.Path);

    /// <summary>Calls a tool of Slurm.</summary>
    public static string Call(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}{error.Result}");
        return output;
    }

    public void Dispose()
    {
        if (Machine.Lacks(Need.Slurm) is null)
        {
            Do("stop");
        }

        _folder.Dispose();
    }
}

[Trait("Category", "Slurm")]
public sealed class SlurmTests(SlurmCluster cluster) : IClassFixture<SlurmCluster>, IDisposable
{
    private const int Kill = 9, User1 = 10, Terminate = 15;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(8);

    private readonly SmallBatch _batch = new(count: 12);

    [NeedsFact(Need.Slurm)]
    public void A_batch_gives_the_results_of_one_machine_whatever_happens_to_its_tasks()
    {
        string[] command = ["batch", Lengthen("run01", 60), Lengthen("run02", 60), .. _batch.Configs.Skip(2), "--devices", "cpu"];
        string job = Submit([.. command, "--jobs", "4"]);
        WaitFor(() => Rows("run01") > 1, "an epoch of the first run");
        SlurmCluster.Call("scontrol", "requeue", $"{job}_0");
        Assert.Contains(", 0 to do", CommandRun.Execute([.. command, "--engine", "slurm", "--out", _batch.Out]).Error); // what is queued is not submitted again
        WaitFor(() => Rows("run02") > 1, "an epoch of the second run");
        Send(FindTask("run02"), Kill);
        cluster.Do("restart");
        WaitFor(() => IsQueueEmpty(job), "the end of the job");
        Assert.Contains("1 interrupted, 11 completed", CommandRun.Execute("batch", "status", _batch.Out).Out);

        job = Submit(command);
        WaitFor(() => IsQueueEmpty(job), "the end of the second job");

        Assert.Contains("Restarts=0", Describe(job, 1));
        Assert.Equal(0, CommandRun.Execute("batch", "collect", _batch.Out).ExitCode);
        _batch.EqualsSingleRuns(_batch.Out);
        Assert.All(["run01", "run02"], run => Assert.Matches(@"from epoch [1-9]", Log(run)));
        string local = _batch.At("local");
        Assert.Equal(0, CommandRun.Execute([.. command, "--jobs", "2", "--out", local, "--quiet"]).ExitCode);
        Assert.Equal(File.ReadAllText(Path.Combine(local, "results.csv")), File.ReadAllText(Path.Combine(_batch.Out, "results.csv")));
    }

    [NeedsFact(Need.Slurm)]
    public void A_run_that_comes_near_its_time_limit_goes_back_into_the_queue_and_on_from_its_checkpoint()
    {
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, CommandRun.Execute(_batch.Configs[0], "train.epochs=50", "--out", _batch.At("trial"), "--device", "cpu", "--quiet").ExitCode);
        string config = Lengthen("run01", (int)(50 * 80 / clock.Elapsed.TotalSeconds)); // 80 s, of which the limit leaves 40 at most

        string job = Submit("batch", config, "--devices", "cpu", "--time", "1", "--sbatch", "signal=B:USR1@20");
        WaitFor(() => IsQueueEmpty(job), "the end of the job");

        Assert.Matches("Restarts=[1-9]", Describe(job, 0));
        Assert.Contains("Slurm says that the time is nearly up: saving a checkpoint and requeuing.", File.ReadAllText(_batch.At("batch", "slurm-0.out")));
        Assert.Matches(@"from epoch [1-9]", Log("run01"));
        string single = _batch.At("single");
        Assert.Equal(0, CommandRun.Execute(config, "--out", single, "--device", "cpu", "--quiet").ExitCode);
        Assert.Equal(File.ReadAllBytes(Path.Combine(single, "metrics.csv")), File.ReadAllBytes(_batch.At("batch", "run01", "metrics.csv")));
    }

    [NeedsFact(Need.Slurm)]
    public void A_cancelled_run_stays_cancelled_and_a_failed_one_says_why()
    {
        string broken = _batch.Write("broken", File.ReadAllText(_batch.Configs[1]).Replace("run02", "broken").Replace("\"learningRate\": 0.02", "\"learningRate\": 1e30"));
        string[] command = ["batch", Lengthen("run01", 100_000), broken, "--devices", "cpu"];
        string job = Submit(command);
        WaitFor(() => Rows("run01") > 1 && IsQueueEmpty($"{job}_1"), "the failure, and an epoch of the other run");

        var cancel = CommandRun.Execute("batch", "cancel", _batch.Out);
        Assert.Equal(0, cancel.ExitCode);
        WaitFor(() => IsQueueEmpty(job), "the end of the job");

        Assert.Matches("JobState=CANCELLED.*Restarts=0", Describe(job, 0));
        Assert.Matches("JobState=FAILED.*Restarts=0.*ExitCode=4:0", Describe(job, 1));
        Assert.Contains("a checkpoint is saved", File.ReadAllText(_batch.At("batch", "slurm-0.out")));
        Assert.Contains("1 interrupted, 1 failed", CommandRun.Execute("batch", "status", _batch.Out).Out);
        var collect = CommandRun.Execute("batch", "collect", _batch.Out);
        Assert.Equal(4, collect.ExitCode);
        Assert.Contains("broken failed (exit code 4): ", collect.Error);
    }

    [NeedsTheory(Need.Slurm)]
    [InlineData(User1, Terminate)]
    [InlineData(Terminate, User1)]
    public void A_task_that_is_ended_and_near_its_limit_at_once_saves_and_is_not_requeued(int first, int second)
    {
        string job = Submit("batch", Lengthen("run01", 100_000), "network.width=1000", "--devices", "cpu");
        WaitFor(() => Rows("run01") > 1, "an epoch of the run");
        int task = FindTask("run01");
        Send(task, first);
        Send(task, second);
        WaitFor(() => IsQueueEmpty(job), "the end of the job");

        Assert.Matches("JobState=FAILED.*Restarts=0.*ExitCode=75:0", Describe(job, 0));
        Assert.Contains("Training ended: \"Interrupted\"", Log("run01"));
    }

    [NeedsFact(Need.Slurm)]
    public void What_Slurm_refuses_is_said_in_its_words()
    {
        var run = CommandRun.Execute("batch", _batch.Configs[0], "--engine", "slurm", "--partition", "nowhere", "--out", _batch.Out);

        Assert.Equal(6, run.ExitCode);
        Assert.Contains("Slurm does not take the batch: invalid partition specified: nowhere; ", run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("'sinfo' shows what this cluster offers", run.Error);
    }

    public void Dispose()
    {
        if (Machine.Lacks(Need.Slurm) is null)
        {
            SlurmCluster.Call("scancel", "--partition=main");
            WaitFor(() => SlurmCluster.Call("squeue", "--noheader").Trim().Length == 0, "the end of all jobs");
        }

        _batch.Dispose();
    }

    private string Submit(params string[] command)
    {
        var run = CommandRun.Execute([.. command, "--engine", "slurm", "--out", _batch.Out]);
        Assert.True(run.ExitCode == 0, run.Error);
        return Regex.Match(run.Out, @"job +(\d+)").Groups[1].Value;
    }

    /// <summary>Writes a config anew with another number of epochs.</summary>
    private string Lengthen(string name, int epochs) =>
        _batch.Write(name, Regex.Replace(File.ReadAllText(_batch.At($"{name}.json")), "\"epochs\": \\d+", $"\"epochs\": {epochs}"));

    private int Rows(string run) => SmallBatch.Rows(_batch.At("batch", run));

    private string Log(string run) => File.ReadAllText(_batch.At("batch", run, "log.txt"));

    /// <summary>The process of an array task.</summary>
    private int FindTask(string run) => Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit))
        .Where(id => ReadCommand(id!).EndsWith($"\0batch\0run\0{_batch.At("batch", run)}\0", StringComparison.Ordinal)).Select(int.Parse!).Single();

    private static string ReadCommand(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Whether a job, or an array task of it, is no longer in the queue.</summary>
    private static bool IsQueueEmpty(string job) => SlurmCluster.Call("squeue", "--noheader", "--array").Split('\n').All(line => !Regex.IsMatch(line, $@"^\s*{job}[_ ]"));

    /// <summary>What Slurm knows of an array task, in one line.</summary>
    private static string Describe(string job, int task) => SlurmCluster.Call("scontrol", "show", "job", "--oneliner", $"{job}_{task}");

    private static void WaitFor(Func<bool> hasHappened, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!hasHappened())
        {
            Assert.True(clock.Elapsed < s_patience, $"{what} did not come.");
            Thread.Sleep(200);
        }
    }

    private static void Send(int process, int signal) => Assert.Equal(0, SendSignal(process, signal));

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
