using FusionLab.Tests.Data;

namespace FusionLab.Tests.Cli;

/// <summary>A run that nobody watches: its terminal is closed, what it says finds no room, its download stands still.</summary>
public sealed class UnattendedTests : IDisposable
{
    /// <summary>Starts the program on a terminal, which is closed when it trains; prints how the program ended.</summary>
    private const string CloseTerminal = """
        import os, pty, re, sys
        child, terminal = pty.fork()
        if child == 0:
            os.execvp(sys.argv[1], sys.argv[1:])
        said = b""
        while not re.search(rb"epoch [1-9]", said):
            said += os.read(terminal, 1000)
        os.close(terminal)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _config;

    public UnattendedTests() => _config = _folder.File("small.json", """
        {
          "name": "small", "seeds": "1..2", "device": "cpu", "threads": 1,
          "data": { "source": "synthetic", "trainSamples": 1000, "testSamples": 500 },
          "network": { "depth": 3, "fusionDepth": 2, "width": 120 },
          "train": { "batchSize": 100 }
        }
        """);

    private string Run => Path.Combine(_folder.Path, "run");

    [NeedsTheory(Need.Linux)]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    [InlineData(">/dev/full 2>&1")]
    [InlineData(">&- 2>&-")]
    public void What_finds_no_room_is_dropped_and_the_run_goes_on(string redirection)
    {
        using (var run = ProgramRun.StartBy(["sh", "-c", $"exec \"$@\" {redirection}", "sh"], _config, "train.epochs=2", "--out", Run))
        {
            Assert.Equal(0, run.Wait());
        }

        Assert.Equal(1 + (2 * 3), File.ReadAllLines(Path.Combine(Run, "metrics.csv")).Length);
        Assert.True(File.Exists(Path.Combine(Run, "report.html")));
    }

    [NeedsTheory(Need.Linux)]
    [InlineData(2, "train.epochs=0")]
    [InlineData(4, "train.learningRate=1e30")]
    public void What_went_wrong_is_in_the_exit_code_where_it_cannot_be_said(int exitCode, string change)
    {
        using var run = ProgramRun.StartBy(["sh", "-c", "exec \"$@\" >/dev/full 2>&1", "sh"], _config, change, "--out", Run);

        Assert.Equal(exitCode, run.Wait());
    }

    [NeedsFact(Need.Linux)]
    public void A_command_that_only_prints_fails_where_it_cannot()
    {
        using var run = ProgramRun.StartBy(["sh", "-c", "exec \"$@\" >/dev/full", "sh"], "schema");

        Assert.Equal(5, run.Wait());
        Assert.Equal("error: A file cannot be written: No space left on device", run.Error.Trim());
    }

    [NeedsFact(Need.Linux)]
    public void Results_that_cannot_be_printed_are_said_to_be_in_the_folder()
    {
        using var run = ProgramRun.StartBy(["sh", "-c", "exec \"$@\" >/dev/full", "sh"], _config, "train.epochs=1", "--out", Run, "--quiet");

        Assert.Equal(0, run.Wait());
        Assert.Equal($"WARNING: The results cannot be printed (No space left on device); they stand in {Run}.", run.Error.Trim());
    }

    [NeedsFact(Need.Python)]
    public void A_closed_terminal_ends_a_run_with_a_checkpoint()
    {
        Assert.Equal("75", RunOnClosedTerminal(epochs: 10_000));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Run, "checkpoint", "replicas-1-2"), "*.safetensors"));
    }

    [NeedsFact(Need.Python)]
    public void A_closed_terminal_ends_no_run_that_was_started_to_outlive_it()
    {
        Assert.Equal("0", RunOnClosedTerminal(epochs: 10, "env", "--ignore-signal=HUP")); // nohup without its own redirection
        Assert.Contains("Training ended: Completed", File.ReadAllText(Path.Combine(Run, "log.txt")).Replace("\"", "", StringComparison.Ordinal));
    }

    [NeedsFact(Need.Linux)]
    public void A_download_that_does_not_end_can_be_stopped()
    {
        using var mirror = new LoopbackMirror();
        using var over = new CancellationTokenSource();
        mirror.Serve("train-images-idx3-ubyte.gz", async response =>
        {
            while (!over.IsCancellationRequested) // a sign of life each time, so that the mirror is not given up
            {
                await response.OutputStream.WriteAsync(new byte[1 << 14]);
                await response.OutputStream.FlushAsync();
                await Task.Delay(100);
            }
        });
        using var run = ProgramRun.StartBy(
            ["env", "-C", _folder.Path, "-u", "FUSIONLAB_DATA"],
            _config, "train.epochs=1", "data.source=mnist", $"data.mirrors=[\"{mirror.Address}\"]", "--out", Run);
        run.WaitUntil(() => mirror.Requests.Count > 0, "it asks the mirror");
        run.Send("SIGTERM");

        Assert.Equal(75, run.Wait());
        over.Cancel();
        Assert.Equal([], Directory.GetFiles(_folder.Path, "train-images*", SearchOption.AllDirectories));
    }

    public void Dispose() => _folder.Dispose();

    /// <returns>The exit code.</returns>
    private string RunOnClosedTerminal(int epochs, params string[] starter)
    {
        string script = _folder.File("terminal.py", CloseTerminal);
        using var run = ProgramRun.StartCommand(
            [Machine.PythonPath, script, .. starter, "dotnet", Path.Combine(AppContext.BaseDirectory, "FusionLab.Cli.dll"), _config, $"train.epochs={epochs}", "--out", Run]);
        run.Wait();
        return run.Out.Trim();
    }
}
