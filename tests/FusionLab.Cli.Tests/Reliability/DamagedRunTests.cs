using Xunit.Abstractions;

namespace FusionLab.Tests.Cli;

/// <summary>
/// A run folder with one file damaged: cut off, or with one bit flipped. What reads the folder then gives what it gives for a whole one,
/// or says in one sentence which file is damaged; never a trace, and never other numbers in silence.
/// </summary>
public sealed class DamagedRunTests(DamagedRunTests.Runs runs, ITestOutputHelper output) : IClassFixture<DamagedRunTests.Runs>
{
    private const int Cuts = 20, Flips = 20;

    [Theory]
    [InlineData("report")]
    [InlineData("export")]
    [InlineData("resume")]
    public void Some_damages_are_detected(string command) => Try(command, cuts: 1, flips: 1, $"some damaged files of a run folder, {command}");

    [Theory]
    [Trait("Category", "Reliability")]
    [InlineData("report")]
    [InlineData("export")]
    [InlineData("resume")]
    public void Every_damage_is_detected(string command) => Try(command, Cuts, Flips, $"damaged files of a run folder, {command}");

    private void Try(string command, int cuts, int flips, string mishap)
    {
        string original = command == "resume" ? runs.Stopped : runs.Whole;
        var (sound, wanted) = Run(command, original, file: null, _ => { });
        Assert.True(sound.ExitCode == 0, sound.Error);
        var failures = new List<string>();
        int tried = 0;
        foreach (string file in Directory.EnumerateFiles(original, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(original, file);
            int length = (int)new FileInfo(file).Length;
            var random = new Random(name.Length + length);
            var damages = Enumerable.Range(0, cuts).Select(cut => (What: $"cut to {cut}/{cuts}", Spoil: (Func<byte[], byte[]>)(bytes => bytes[..(bytes.Length * cut / cuts)])))
                .Concat(Enumerable.Range(0, flips).Select(_ => (At: random.Next(Math.Max(1, length)), Bit: random.Next(8))).Select(flip => (
                    $"bit {flip.Bit} of byte {flip.At} flipped", (Func<byte[], byte[]>)(bytes => Flip(bytes, flip.At, flip.Bit)))));
            foreach (var (what, spoil) in damages)
            {
                tried++;
                var (run, result) = Run(command, original, name, path => File.WriteAllBytes(path, spoil(File.ReadAllBytes(path))));
                if (FindFault(run, Path.GetFileName(name), isSame: result is not null && result.AsSpan().SequenceEqual(wanted)) is { } fault)
                {
                    failures.Add($"{name}, {what}: {fault}");
                }
            }
        }

        ReliabilityTable.Report(output, mishap, tried, failures);
    }

    private static string? FindFault(CommandRun run, string file, bool isSame) =>
        run.ExitCode is not (0 or 2 or 3) || run.Error.Contains("   at ", StringComparison.Ordinal) ? $"exit {run.ExitCode}, {run.Error}"
        : run.ExitCode == 0 ? isSame || run.Error.Contains(file, StringComparison.Ordinal) ? null : "another result, and no word about it"
        : run.Error.StartsWith("error: ", StringComparison.Ordinal) && run.Error.TrimEnd('\n').Count(c => c == '\n') == 0 ? null
        : $"no single sentence: {run.Error}";

    private static byte[] Flip(byte[] bytes, int at, int bit)
    {
        if (bytes.Length > 0)
        {
            bytes[at] ^= (byte)(1 << bit);
        }

        return bytes;
    }

    /// <summary>Runs a command on a copy of a run folder, always in the same place, and reads what it wrote.</summary>
    private (CommandRun Run, byte[]? Result) Run(string command, string original, string? file, Action<string> spoil)
    {
        string copy = runs.At("copy"), exported = runs.At("exported.safetensors");
        if (Directory.Exists(copy))
        {
            Directory.Delete(copy, recursive: true);
        }

        File.Delete(exported);
        foreach (string path in Directory.EnumerateFiles(original, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(original, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }

        if (file is not null)
        {
            spoil(Path.Combine(copy, file));
        }

        var (run, result) = command switch
        {
            "report" => (CommandRun.Execute("report", copy), Path.Combine(copy, "report.html")),
            "export" => (CommandRun.Execute("export", copy, "--replica", "2", "--out", exported), exported),
            _ => (CommandRun.Execute(runs.Config, "--out", copy, "--resume", "--quiet"), Path.Combine(copy, "metrics.csv")),
        };
        return (run, File.Exists(result) ? File.ReadAllBytes(result) : null);
    }

    /// <summary>One run that came to its end, and one that was interrupted.</summary>
    public sealed class Runs : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Runs()
        {
            Config = _folder.File("small.json", """
                {
                  "name": "small", "seeds": "1..2", "device": "cpu", "threads": 1,
                  "data": { "source": "synthetic", "trainSamples": 500, "testSamples": 100 },
                  "network": { "depth": 3, "fusionDepth": 2, "width": 16 },
                  "train": { "batchSize": 50, "learningRate": 0.1, "epochs": 20, "momentum": 0.9, "evaluateEvery": 4 }
                }
                """);
            Assert.Equal(0, CommandRun.Execute(Config, "--out", Whole, "--quiet").ExitCode);
            Interrupt();
        }

        internal string Config { get; }

        internal string Whole => At("whole");

        internal string Stopped => At("stopped");

        internal string At(string name) => Path.Combine(_folder.Path, name);

        public void Dispose() => _folder.Dispose();

        private void Interrupt()
        {
            using var cancel = new CancellationTokenSource();
            string metrics = Path.Combine(Stopped, "metrics.csv");
            using var watch = new Timer(_ => CancelAfter(15), null, 0, 1);
            Assert.Equal(75, CommandRun.Execute(cancel.Token, Config, "--out", Stopped, "--quiet").ExitCode);

            void CancelAfter(int rows)
            {
                if (File.Exists(metrics) && new FileInfo(metrics).Length > rows * 60)
                {
                    cancel.Cancel();
                }
            }
        }
    }
}
