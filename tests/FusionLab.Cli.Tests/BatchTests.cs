using System.Runtime.InteropServices;

namespace FusionLab.Tests.Cli;

public sealed class BatchTests : IDisposable
{
    private readonly SmallBatch _batch = new(count: 3);

    [NeedsFact(Need.Linux)]
    public void A_killed_worker_takes_no_other_run_along_and_its_run_goes_on_from_its_checkpoint()
    {
        string[] command = ["batch", .. _batch.Configs, "train.epochs=8", "--devices", "cpu", "--jobs", "2", "--out", _batch.Out];
        using (var run = ProgramRun.Start(command))
        {
            run.WaitUntil(() => SmallBatch.Rows(_batch.At("batch", "run01")) > 3, "an epoch of the first run");
            Kill(run.Children()[0]);

            Assert.Equal(0, run.Wait());
            Assert.Single(Lines(run.Error, "is tried once more: Its worker was killed by signal 9"));
            Assert.Equal(3, Lines(run.Error, " done in ").Length);
        }

        Assert.Contains(_batch.Configs, config => File.ReadLines(Log(config)).Any(line => line.Contains("Training 2 replicas from epoch") && !line.Contains("epoch 0,")));
        foreach (string config in _batch.Configs)
        {
            string name = Path.GetFileNameWithoutExtension(config), single = _batch.At("single", name);
            Assert.Equal(0, CommandRun.Execute(config, "train.epochs=8", "--out", single, "--device", "cpu", "--quiet").ExitCode);
            Assert.Equal(File.ReadAllBytes(Path.Combine(single, "metrics.csv")), File.ReadAllBytes(_batch.At("batch", name, "metrics.csv")));
        }

        AssertSecondCallDoesNothing(command);
    }

    [NeedsFact(Need.Linux)]
    public void A_run_whose_worker_dies_twice_is_reported_and_the_others_are_done()
    {
        string endless = _batch.Write("endless", File.ReadAllText(_batch.Configs[0]).Replace("run01", "endless").Replace("\"epochs\": 3", "\"epochs\": 100000"));
        using var run = ProgramRun.Start("batch", endless, _batch.Configs[1], "--devices", "cpu", "--out", _batch.Out);
        run.WaitUntil(() => SmallBatch.Rows(_batch.At("batch", "endless")) > 1, "the first run");
        int first = run.Children()[0];
        Kill(first);
        run.WaitUntil(() => run.Children() is [var next, ..] && next != first, "the second worker");
        Kill(run.Children()[0]);

        Assert.Equal(1, run.Wait());
        Assert.Contains("endless failed (exit code 1): Its worker was killed by signal 9", run.Error);
        Assert.Contains("run02 done in", run.Error);
    }

    [NeedsFact(Need.Signals)]
    public void Ctrl_C_stops_all_runs_with_checkpoints_and_a_second_call_goes_on()
    {
        string[] command = ["batch", .. _batch.Configs, "--devices", "cpu", "--jobs", "2", "--out", _batch.Out];
        using (var run = ProgramRun.Start(command))
        {
            run.WaitUntil(() => SmallBatch.Rows(_batch.At("batch", "run01")) > 1, "an epoch of the first run");
            run.Send("SIGINT");

            Assert.Equal(75, run.Wait());
            Assert.Contains($"The same command with --out {_batch.Out} goes on.", run.Error);
        }

        Assert.Equal(0, CommandRun.Execute(command).ExitCode);
        _batch.EqualsSingleRuns(_batch.Out);
    }

    [NeedsFact(Need.Linux)]
    public void Workers_whose_batch_was_killed_stop_with_checkpoints()
    {
        using var run = ProgramRun.Start("batch", _batch.Configs[0], "train.epochs=1000", "--devices", "cpu", "--out", _batch.Out);
        run.WaitUntil(() => SmallBatch.Rows(_batch.At("batch", "run01")) > 1, "an epoch of the run");
        int worker = run.Children()[0];
        run.Send("SIGKILL");
        run.Wait();

        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{worker}"), TimeSpan.FromMinutes(2)), "The worker goes on.");
        Assert.Contains("Training ended: \"Interrupted\"", File.ReadAllText(Log(_batch.Configs[0])));
    }

    [Fact]
    public void A_run_that_fails_is_reported_and_not_tried_again()
    {
        string broken = _batch.Write("broken", """
            { "name": "broken", "seeds": "1", "data": { "source": "synthetic", "trainSamples": 200, "testSamples": 100 },
              "network": { "depth": 3, "fusionDepth": 2, "width": 8 }, "train": { "learningRate": 1e30, "epochs": 3, "batchSize": 50 } }
            """);

        var run = CommandRun.Execute("batch", broken, _batch.Configs[0], "--devices", "cpu", "--out", _batch.Out);

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("[1/2] broken failed: ", run.Error);
        Assert.Contains("broken failed (exit code 4): ", run.Error);
        Assert.Contains("  log: ", run.Error);
        Assert.DoesNotContain("tried once more", run.Error);
        Assert.Contains("run01", run.Out);
        var status = CommandRun.Execute("batch", "status", _batch.Out);
        Assert.Contains("1 failed, 1 completed", status.Out);
    }

    [Fact]
    public void All_problems_are_listed_and_nothing_is_started()
    {
        string deep = _batch.Write("deep", """{ "network": { "depth": 2, "fusionDepth": 3 }, "data": { "source": "synthetic" } }""");
        string twin = _batch.Write("twin", """{ "name": "run01", "data": { "source": "synthetic" } }""");

        var run = CommandRun.Execute("batch", deep, _batch.Configs[0], twin, "--out", _batch.Out);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: Nothing was started, for 2 reasons:\n", run.Error);
        Assert.Contains($"  {deep}", run.Error);
        Assert.Contains($"  {_batch.Configs[0]} and {twin} would share the folder run01; give each another \"name\".", run.Error);
        Assert.False(Directory.Exists(_batch.Out));
    }

    [Fact]
    public void A_folder_that_was_begun_with_another_config_is_a_clash()
    {
        Assert.Equal(0, CommandRun.Execute("batch", _batch.Configs[0], "train.epochs=1", "--devices", "cpu", "--out", _batch.Out).ExitCode);
        Directory.CreateDirectory(_batch.At("batch", "run02"));

        var run = CommandRun.Execute(["batch", .. _batch.Configs, "train.epochs=2", "--devices", "cpu", "--out", _batch.Out]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("run01 was begun with another config (train.epochs was 1 and is 2); restore that.", run.Error);
        Assert.Contains("run02 is there already, and holds no run.", run.Error);
        Assert.False(Directory.Exists(_batch.At("batch", "run03")));
    }

    [Fact]
    public void An_empty_batch_is_an_error() =>
        CommandRun.Execute("batch").FailsWith(2, "The batch is empty: no config was given, or none is left.");

    [Fact]
    public void An_unknown_device_is_an_error() => CommandRun.Execute("batch", _batch.Configs[0], "--devices", "gpu")
        .FailsWith(2, "The device is 'gpu'; it must be auto, cpu, cuda, or cuda:N with N from 0.");

    [Fact]
    public void A_device_that_is_missing_is_an_error()
    {
        var run = CommandRun.Execute("batch", _batch.Configs[0], "--devices", "cuda:99");

        Assert.Equal(6, run.ExitCode);
        Assert.EndsWith("choose others, or cpu.\n", run.Error);
    }

    [NeedsFact(Need.Linux)]
    public void Slurm_that_is_not_there_is_an_error()
    {
        string dotnet = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet");
        string program = Path.Combine(AppContext.BaseDirectory, "FusionLab.Cli.dll");
        using var run = ProgramRun.StartCommand(
            "env", "PATH=/nowhere", dotnet, program, "batch", _batch.Configs[0], "--engine", "slurm", "--out", _batch.Out);

        Assert.Equal(6, run.Wait());
        Assert.Contains("There is no sbatch on the path, so this machine reaches no Slurm; work on a login node of the cluster.", run.Error);
    }

    [Fact]
    public void A_folder_without_a_plan_is_an_error()
    {
        foreach (string command in new[] { "status", "collect", "cancel" })
        {
            CommandRun.Execute("batch", command, _batch.Out).FailsWith(3, $"There is no {_batch.At("batch", "plan.json")}; give the folder of a batch.");
        }
    }

    [Fact]
    public void The_plan_shows_what_would_run_and_writes_nothing()
    {
        string sweep = _batch.Write("grid", """
            { "seeds": "1..2", "data": { "source": "synthetic", "trainSamples": 200, "testSamples": 100 },
              "network": { "depth": 3, "fusionDepth": 2, "width": 8 }, "train": { "epochs": 1, "batchSize": 100, "learningRate": 0.1 },
              "sweep": { "network.fusionDepth": [1, 3], "train.learningRate": [0.1, 0.2, 0.3] } }
            """);

        var run = CommandRun.Execute("batch", sweep, "--devices", "cpu", "--jobs", "2", "--out", _batch.Out, "--dry-run");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches($@"grid-01 +{sweep} network\.fusionDepth=1 +6 +6 +0\.0\d GB +\d s\n", run.Out);
        Assert.Matches($@"grid-02 +{sweep} network\.fusionDepth=3 +6 +6 +0\.0\d GB +\d s\n", run.Out);
        Assert.Contains("on      cpu (2 at a time)", run.Out);
        Assert.False(Directory.Exists(_batch.Out));

        var done = CommandRun.Execute("batch", sweep, "--devices", "cpu", "--out", _batch.Out, "--quiet");
        Assert.Equal(0, done.ExitCode);
        string[] rows = File.ReadAllLines(_batch.At("batch", "results.csv"));
        Assert.Equal(1 + (2 * 3 * 2), rows.Length);
        Assert.StartsWith("run,point,network.fusionDepth,train.learningRate,seed,status,epochs,learned_at_a,learned_at_b,", rows[0]);
        Assert.StartsWith("grid-02,03,3,0.3,2,completed,1,", rows[^1]);
    }

    public void Dispose() => _batch.Dispose();

    private void AssertSecondCallDoesNothing(string[] command)
    {
        string[] Stamps() => [.. Directory.GetFiles(_batch.Out, "metrics.csv", SearchOption.AllDirectories).Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O}")];
        string[] before = Stamps();
        var again = CommandRun.Execute(command);

        Assert.Equal(0, again.ExitCode);
        Assert.Contains("3 finished earlier, 0 to do", again.Error);
        Assert.Equal(before, Stamps());
    }

    private string Log(string config) => _batch.At("batch", Path.GetFileNameWithoutExtension(config), "log.txt");

    private static string[] Lines(string text, string part) => [.. text.Split('\n').Where(line => line.Contains(part, StringComparison.Ordinal))];

    private static void Kill(int process) => Assert.Equal(0, Kill(process, 9));

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
