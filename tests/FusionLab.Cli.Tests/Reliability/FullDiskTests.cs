using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace FusionLab.Tests.Cli;

/// <summary>
/// A disk that fills up at different places of a run: the program says what it does without, or ends with one sentence and exit code 5;
/// nothing that was there is spoiled, also not by trying again, and with space the run goes on to the bytes of one that had it all the time.
/// </summary>
public sealed class FullDiskTests(ITestOutputHelper output) : IDisposable
{
    private const string Trained = """
        {
          "name": "small", "seeds": "1..2", "device": "cpu", "threads": 1,
          "data": { "source": "synthetic", "trainSamples": 200, "testSamples": 100 }, "network": { "depth": 3, "fusionDepth": 2, "width": 8 },
          "train": { "batchSize": 50, "epochs": 6, "evaluateEvery": 1, "checkpoint": { "everyEpochs": 1 } }
        }
        """;

    private const string Simulated = """
        {
          "name": "small", "seeds": "1..2", "threads": 1, "data": { "kind": "gaussian" },
          "network": { "kind": "linear", "depth": 2, "fusionDepth": 2, "width": 10 }, "train": { "loss": "mse", "learningRate": 0.05, "epochs": 400 }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    [NeedsTheory(Need.Mount)]
    [InlineData("trained", Trained)]
    [InlineData("simulated", Simulated)]
    public void Some_full_disks_spoil_nothing(string kind, string config) => Try(places: 2, config, $"some full disks, {kind}");

    [NeedsTheory(Need.Mount)]
    [Trait("Category", "Reliability")]
    [InlineData("trained", Trained)]
    [InlineData("simulated", Simulated)]
    public void No_full_disk_spoils_anything(string kind, string config) => Try(places: 20, config, $"full disks, {kind}");

    public void Dispose() => _folder.Dispose();

    private void Try(int places, string config, string mishap)
    {
        string file = _folder.File("small.json", config), whole = Path.Combine(_folder.Path, "whole");
        Assert.Equal((0, ""), Run(file, "--out", whole));
        byte[] wanted = File.ReadAllBytes(Path.Combine(whole, "metrics.csv"));
        long kilobytes = Directory.GetFiles(whole, "*", SearchOption.AllDirectories).Sum(path => (new FileInfo(path).Length / 4096 * 4) + 4);
        var failures = new List<string>();
        for (int place = 0; place < places; place++)
        {
            long size = 4 + (4 * (kilobytes * (place + 1) / (places + 1) / 4));
            using var disk = new Disk(size);
            failures.AddRange(FillUp(disk, file, wanted).Select(fault => $"{size} of {kilobytes} KB: {fault}"));
        }

        ReliabilityTable.Report(output, mishap, places, failures);
    }

    private static IEnumerable<string> FillUp(Disk disk, string config, byte[] wanted)
    {
        string run = Path.Combine(disk.Path, "run"), metrics = Path.Combine(run, "metrics.csv");
        var faults = new List<string>();
        foreach (string[] options in (string[][])[[], ["--resume"]])
        {
            var (exitCode, error) = Run(config, ["--out", run, .. options]);
            string[] lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            bool isSaid = exitCode == 0
                ? lines.All(IsWarning) && File.ReadAllBytes(metrics).AsSpan().SequenceEqual(wanted)
                : exitCode == 5 && lines[..^1].All(IsWarning) && lines[^1].StartsWith("error: ", StringComparison.Ordinal)
                    && lines[^1].EndsWith(" cannot be written (No space left on device); free space there.", StringComparison.Ordinal);
            if (!isSaid || lines.Distinct().Count() != lines.Length)
            {
                faults.Add($"{string.Join(' ', options)} exit {exitCode}, {error}");
            }
        }

        disk.Resize(64 << 10);
        var (resumed, words) = Run(config, "--out", run, "--resume");
        if (resumed != 0 || words.Length > 0 || !File.ReadAllBytes(metrics).AsSpan().SequenceEqual(wanted))
        {
            faults.Add($"with space again, exit {resumed}, {words}");
        }

        faults.AddRange(Directory.GetFiles(disk.Path, "*.tmp", SearchOption.AllDirectories).Select(left => $"{left} is left over"));
        return faults.Count > 0 ? [string.Join("; ", faults)] : [];
    }

    private static bool IsWarning(string line) => line.StartsWith("WARNING: ", StringComparison.Ordinal)
        && line.EndsWith(" cannot be written (No space left on device); the run goes on without it.", StringComparison.Ordinal);

    private static (int ExitCode, string Error) Run(string config, params string[] options)
    {
        using var run = ProgramRun.Start([config, "--quiet", .. options]);
        return (run.Wait(), run.Error.Trim());
    }

    /// <summary>A file system in memory.</summary>
    private sealed class Disk : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fusionlab-disk-");

        public Disk(long kilobytes) => Execute("mount", "-t", "tmpfs", "-o", Size(kilobytes), "tmpfs", Path);

        public string Path => _folder.FullName;

        public void Resize(long kilobytes) => Execute("mount", "-o", $"remount,{Size(kilobytes)}", Path);

        public void Dispose()
        {
            Execute("umount", Path);
            _folder.Delete();
        }

        private static string Size(long kilobytes) => string.Create(CultureInfo.InvariantCulture, $"size={kilobytes}k");

        private static void Execute(string command, params string[] arguments)
        {
            using var process = Process.Start(command, arguments);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
    }
}
