using System.Diagnostics;
using System.Reflection;

namespace FusionLab.Tests.Cli;

/// <summary>Signals to a real training process. Three epochs of ten steps, each step evaluated, so that its row tells where training is.</summary>
public sealed class SignalTests : IDisposable
{
    private const int StepsPerEpoch = 10;

    /// <summary>Debug or Release: what <c>dotnet run</c> finds built.</summary>
    private static readonly string s_configuration = typeof(SignalTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private readonly TemporaryFolder _folder = new();
    private readonly string _config, _endless;

    public SignalTests()
    {
        _config = _folder.File("small.json", """
            {
              "name": "small", "seeds": "1..2", "device": "cpu", "threads": 1,
              "data": { "source": "synthetic", "trainSamples": 1000, "testSamples": 500 },
              "network": { "depth": 3, "fusionDepth": 2, "width": 120 },
              "train": { "batchSize": 100, "epochs": 3, "momentum": 0.9, "evaluateEvery": 1 }
            }
            """);
        _endless = _folder.File("endless.json", $$"""
            {
              "name": "endless", "seeds": "1", "device": "cpu", "threads": 1,
              "data": { "kind": "arrays", "file": "{{Pipe}}", "modalities": ["a", "b"] },
              "network": { "depth": 3, "fusionDepth": 2, "width": 10 },
              "train": { "threshold": 0.7, "epochs": 1 }
            }
            """);
    }

    private string Pipe => Path.Combine(_folder.Path, "pipe.npz");

    private string Whole => Path.Combine(_folder.Path, "whole");

    private string Stopped => Path.Combine(_folder.Path, "stopped");

    [NeedsTheory(Need.Signals)]
    [InlineData("SIGINT", 3)]
    [InlineData("SIGTERM", StepsPerEpoch - 1)]
    [InlineData("SIGHUP", StepsPerEpoch + 5)]
    [InlineData("SIGTERM", (2 * StepsPerEpoch) + 2)]
    public void A_signal_to_end_saves_a_checkpoint_and_resume_gives_the_bytes_of_a_run_never_stopped(string signal, int step)
    {
        using (var run = ProgramRun.Start(_config, "--out", Stopped))
        {
            run.WaitUntil(() => HasReached(step), $"step {step}");
            run.Send(signal);

            Assert.Equal(75, run.Wait());
            Assert.Contains("Stopping after this step and saving a checkpoint; another signal after 2 seconds stops at once.", run.Error);
            Assert.Contains($"a checkpoint is saved. The same command with --out {Stopped} --resume continues.", run.Error);
        }

        Assert.True(Rows() < 1 + (3 * StepsPerEpoch), "the run should have stopped before its end");
        AssertResumesToTheSameBytes();
    }

    [NeedsTheory(Need.Signals)]
    [InlineData("SIGUSR1", 3)]
    [InlineData("SIGUSR2", StepsPerEpoch)]
    public void A_signal_ahead_of_the_end_saves_a_checkpoint_and_the_run_goes_on(string signal, int step)
    {
        using (var run = ProgramRun.Start(_config, "--out", Stopped))
        {
            run.WaitUntil(() => HasReached(step), $"step {step}");
            run.Send(signal);
            run.WaitUntil(() => Checkpoints("*.json").Length > 0, "the checkpoint");
            run.Send("SIGKILL"); // what a batch system does when the time is up
            Assert.NotEqual(0, run.Wait());
            Assert.Contains("Saving a checkpoint after this step and going on.", run.Error);
        }

        Assert.DoesNotContain("Training ended", File.ReadAllText(Path.Combine(Stopped, "log.txt")));
        AssertResumesToTheSameBytes();
    }

    /// <summary>Batch systems and terminals signal the whole group, and <c>dotnet run</c> passes on what it gets.</summary>
    [NeedsFact(Need.Linux)]
    public void A_signal_to_the_group_of_dotnet_run_is_one_wish()
    {
        using (var run = ProgramRun.StartCommand(
            ["setsid", "dotnet", "run", "--no-build", "--project", RepositoryFiles.Root, "-c", s_configuration, "--", _config, "--out", Stopped]))
        {
            run.WaitUntil(() => HasReached(StepsPerEpoch), "the second epoch");
            run.SendToGroup("SIGTERM");

            Assert.Equal(75, run.Wait());
        }

        AssertResumesToTheSameBytes();
    }

    /// <summary>The program reads a pipe that nobody fills, as it may wait for a file system that is gone.</summary>
    [NeedsFact(Need.Linux)]
    public void A_later_second_signal_ends_a_process_that_cannot_stop_by_itself()
    {
        MakePipe();
        using var run = ProgramRun.Start(_endless, "--out", Stopped);
        using var pipe = WaitForReader(run);
        run.Send("SIGTERM");
        run.WaitUntil(() => run.Error.Contains("another signal after 2 seconds stops at once.", StringComparison.Ordinal), "an answer");
        Thread.Sleep(2_100);
        run.Send("SIGTERM");

        Assert.Equal(128 + 15, run.Wait());
    }

    [NeedsFact(Need.Linux)]
    public void A_prediction_can_be_stopped_wherever_it_is()
    {
        MakePipe();
        using var run = ProgramRun.Start("theory", _endless);
        using var pipe = WaitForReader(run);
        run.Send("SIGTERM");

        Assert.Equal(75, run.Wait());
        Assert.EndsWith("error: Interrupted.", run.Error.TrimEnd());
    }

    /// <summary>The process is killed again and again, until it has left a checkpoint half written beside a whole one.</summary>
    [NeedsTheory(Need.Signals)]
    [InlineData(600)]
    public void A_process_killed_while_it_writes_a_checkpoint_resumes_from_the_one_before(int width)
    {
        string[] often = [$"network.width={width}", "train.checkpoint.everyEpochs=1", "train.evaluateEvery=10"];
        bool wasHalfWritten = false;
        for (int attempt = 0; attempt < 20 && !wasHalfWritten; attempt++)
        {
            if (Directory.Exists(Stopped))
            {
                Directory.Delete(Stopped, recursive: true);
            }

            using var run = ProgramRun.Start([_config, .. often, "--out", Stopped, "--quiet"]);
            run.WaitUntil(() => Checkpoints("*.json").Length > 0, "the first checkpoint");
            run.WaitUntil(() => Checkpoints("*.tmp").Length > 0, "the next one");
            run.Send("SIGKILL");
            run.Wait();
            wasHalfWritten = Checkpoints("*.tmp").Length > 0 && Checkpoints("*.json").Length > 0;
        }

        Assert.True(wasHalfWritten, "no process could be killed in the middle of a checkpoint");
        AssertResumesToTheSameBytes(often);
    }

    private void AssertResumesToTheSameBytes(params string[] changes)
    {
        Assert.Equal(0, CommandRun.Execute([_config, .. changes, "--out", Stopped, "--resume", "--quiet"]).ExitCode);
        Assert.Equal(0, CommandRun.Execute([_config, .. changes, "--out", Whole, "--quiet"]).ExitCode);
        Assert.Equal(File.ReadAllBytes(Path.Combine(Whole, "metrics.csv")), File.ReadAllBytes(Path.Combine(Stopped, "metrics.csv")));
    }

    private void MakePipe()
    {
        using var made = Process.Start("mkfifo", [Pipe]);
        made.WaitForExit();
    }

    /// <summary>Opens the pipe's end to write to, which waits for the program to read.</summary>
    private FileStream WaitForReader(ProgramRun run)
    {
        var opening = Task.Run(() => new FileStream(Pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite));
        run.WaitUntil(() => opening.IsCompleted, "it reads the pipe");
        return opening.Result;
    }

    private bool HasReached(int step) => Rows() > step;

    /// <summary>Rows of the first replica, the one before the first step included.</summary>
    private int Rows()
    {
        string file = Path.Combine(Stopped, "metrics.csv");
        return File.Exists(file) ? ReadShared(file).Split('\n').Count(line => line.StartsWith("1,", StringComparison.Ordinal)) : 0;
    }

    private static string ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private string[] Checkpoints(string pattern)
    {
        string folder = Path.Combine(Stopped, "checkpoint", "replicas-1-2");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];
    }

    public void Dispose() => _folder.Dispose();
}
