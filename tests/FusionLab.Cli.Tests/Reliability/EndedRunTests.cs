using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace FusionLab.Tests.Cli;

/// <summary>
/// A run that is killed or signalled at random moments, most of whose time goes into checkpoints: whatever the moment, it resumes to the
/// bytes of a run that nobody disturbed.
/// </summary>
[Trait("Category", "Reliability")]
public sealed class EndedRunTests : IDisposable
{
    private const int Tries = 100, SignalsOfAKind = 10;

    private readonly ITestOutputHelper _output;
    private readonly TemporaryFolder _folder = new();
    private readonly string _config;
    private readonly byte[] _wanted;

    /// <summary>How long an undisturbed run takes, from the start of the program to its end.</summary>
    private readonly TimeSpan _duration;

    public EndedRunTests(ITestOutputHelper output)
    {
        _output = output;
        _config = _folder.File("small.json", """
            {
              "name": "small", "seeds": "1..2", "device": "cpu", "threads": 1,
              "data": { "source": "synthetic", "trainSamples": 200, "testSamples": 100 },
              "network": { "depth": 3, "fusionDepth": 2, "width": 300 },
              "train": { "batchSize": 100, "epochs": 30, "momentum": 0.9, "evaluateEvery": 1, "checkpoint": { "everyEpochs": 1 } }
            }
            """);
        var clock = Stopwatch.StartNew();
        using var run = Start("whole");
        Assert.Equal(0, run.Wait());
        _duration = clock.Elapsed;
        _wanted = Metrics("whole");
    }

    [NeedsFact(Need.Signals)]
    public void Kills()
    {
        List<string> failures = [], failuresInside = [];
        int killed = 0, inside = 0;
        for (int attempt = 0; killed < Tries; attempt++)
        {
            Assert.True(attempt < 3 * Tries, $"only {killed} of {attempt} runs could be killed before their end");
            var random = new Random(attempt);
            string name = $"killed-{attempt}";
            using (var run = Start(name))
            {
                if (attempt % 2 == 0)
                {
                    Thread.Sleep(random.NextDouble() * _duration); // the moment is what is random here
                }
                else
                {
                    int number = random.Next(1, 29);
                    SpinWait.SpinUntil(() => run.HasExited || Checkpoints(name, "*.json").Any(file => Number(file) >= number));
                    SpinWait.SpinUntil(() => run.HasExited || Checkpoints(name, "*.tmp").Length > 0);
                }

                if (!run.TrySend("SIGKILL"))
                {
                    Assert.Equal(0, run.Wait());
                    continue;
                }

                run.Wait();
            }

            killed++;
            bool wasInside = Checkpoints(name, "*.tmp").Length > 0;
            inside += wasInside ? 1 : 0;
            if (FindFault(name) is { } fault)
            {
                failures.Add($"kill {attempt}: {fault}");
                failuresInside.AddRange(wasInside ? [failures[^1]] : []);
            }

            Delete(name);
        }

        _output.WriteLine($"{inside} of {killed} kills were inside a checkpoint's write");
        Assert.True(inside >= 10, $"only {inside} of {killed} kills were inside a checkpoint's write");
        if (failuresInside.Count == 0)
        {
            ReliabilityTable.Report(_output, "kills inside the write of a checkpoint", inside, failuresInside);
        }

        ReliabilityTable.Report(_output, "kills at any moment, resumed to the same bytes", killed, failures);
    }

    [NeedsTheory(Need.Signals)]
    [InlineData("SIGINT", 1)]
    [InlineData("SIGTERM", 1)]
    [InlineData("SIGTERM", 2)]
    [InlineData("SIGHUP", 1)]
    [InlineData("SIGUSR1", 1)]
    [InlineData("SIGUSR2", 1)]
    public void Signals(string signal, int times)
    {
        bool ends = !signal.StartsWith("SIGUSR", StringComparison.Ordinal);
        var failures = new List<string>();
        int heard = 0;
        for (int attempt = 0; heard < SignalsOfAKind; attempt++)
        {
            Assert.True(attempt < 5 * SignalsOfAKind, $"only {heard} of {attempt} runs could be signalled before their end");
            string name = $"signalled-{attempt}";
            using (var run = Start(name))
            {
                run.WaitUntil(() => File.Exists(Path.Combine(_folder.Path, name, "metrics.csv")), "it trains");
                Thread.Sleep(new Random(attempt).NextDouble() * _duration / 2);
                for (int i = 0; i < times; i++)
                {
                    run.TrySend(signal);
                }

                int exitCode = run.Wait();
                if (!run.Error.Contains(ends ? "Stopping after this step" : "Saving a checkpoint after this step", StringComparison.Ordinal))
                {
                    Assert.Equal(0, exitCode); // it was over
                    continue;
                }

                // A signal after the last step changes nothing.
                if (exitCode != (ends ? 75 : 0) && !(exitCode == 0 && Metrics(name).AsSpan().SequenceEqual(_wanted)))
                {
                    failures.Add($"{signal} {attempt}: exit code {exitCode}");
                }
            }

            heard++;
            if (FindFault(name) is { } fault)
            {
                failures.Add($"{signal} {attempt}: {fault}");
            }

            Delete(name);
        }

        string what = times == 1 ? signal : $"{signal}, {times} at once,";
        ReliabilityTable.Report(_output, $"{what} at any moment of training, resumed to the same bytes", heard, failures);
    }

    /// <summary>A prediction has nothing to save and ends wherever it is, also within torch.</summary>
    [NeedsFact(Need.Linux)]
    public void Predictions()
    {
        Predict(9_000).Wait(); // draws the digits
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, Predict(9_001).Wait());
        var duration = clock.Elapsed;
        var failures = new List<string>();
        int heard = 0;
        for (int attempt = 0; heard < 2 * SignalsOfAKind; attempt++)
        {
            Assert.True(attempt < 20 * SignalsOfAKind, $"only {heard} of {attempt} predictions could be signalled before their end");
            using var run = Predict(10_000 + attempt);
            Thread.Sleep(new Random(attempt).NextDouble() * duration);
            run.TrySend("SIGTERM");
            run.TrySend("SIGTERM");
            int exitCode = run.Wait();
            if (!run.Error.Contains("Stopping", StringComparison.Ordinal))
            {
                continue; // it did not listen yet, or was over
            }

            heard++;
            if (exitCode != 75 && !(exitCode == 0 && run.Out.Length > 0))
            {
                failures.Add($"attempt {attempt}: exit code {exitCode}, {run.Error}");
            }
        }

        ReliabilityTable.Report(_output, "SIGTERM, 2 at once, at any moment of a prediction", heard, failures);

        ProgramRun Predict(int samples) => // what was measured of so many samples is kept in the current folder
            ProgramRun.StartAt(_folder.Path, "theory", _config, $"data.trainSamples={samples}");
    }

    [NeedsFact(Need.Linux)]
    public void Reproductions()
    {
        var failures = new List<string>();
        for (int attempt = 0; attempt < SignalsOfAKind; attempt++)
        {
            string folder = Path.Combine(_folder.Path, $"paper-{attempt}");
            using var run = ProgramRun.StartAt(RepositoryFiles.Root, "reproduce", "all", "--quick", "--device", "cpu", "--out", folder);
            run.WaitUntil(() => Directory.Exists(folder), "it begins");
            Thread.Sleep(TimeSpan.FromSeconds(20 * new Random(attempt).NextDouble()));
            run.TrySend("SIGTERM");
            int exitCode = run.Wait();
            if (exitCode != 75 || !File.Exists(Path.Combine(folder, "report.html")))
            {
                failures.Add($"attempt {attempt}: exit code {exitCode}, {run.Error}");
            }
        }

        ReliabilityTable.Report(_output, "SIGTERM at any moment of reproduce", SignalsOfAKind, failures);
    }

    public void Dispose() => _folder.Dispose();

    private ProgramRun Start(string name) => ProgramRun.Start(_config, "--out", Path.Combine(_folder.Path, name), "--quiet");

    private string? FindFault(string name)
    {
        var resumed = CommandRun.Execute(_config, "--out", Path.Combine(_folder.Path, name), "--resume", "--quiet");
        return (resumed.ExitCode, resumed.Error) != (0, "") ? $"exit code {resumed.ExitCode}, {resumed.Error}"
            : !Metrics(name).AsSpan().SequenceEqual(_wanted) ? "another metrics.csv"
            : null;
    }

    private byte[] Metrics(string name) => File.ReadAllBytes(Path.Combine(_folder.Path, name, "metrics.csv"));

    private string[] Checkpoints(string name, string pattern)
    {
        string folder = Path.Combine(_folder.Path, name, "checkpoint", "replicas-1-2");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];
    }

    private static int Number(string checkpoint) => int.Parse(Path.GetFileNameWithoutExtension(checkpoint), CultureInfo.InvariantCulture);

    private void Delete(string name) => Directory.Delete(Path.Combine(_folder.Path, name), recursive: true);
}
