using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace FusionLab.Tests.Cli;

/// <summary>The program as people leave it alone for a night: many steps, many points, many checkpoints.</summary>
[Trait("Category", "Reliability")]
public sealed class LongRunTests(ITestOutputHelper output) : IDisposable
{
    private const string Digits = """
        "data": { "source": "synthetic", "trainSamples": 200, "testSamples": 100 }, "network": { "depth": 3, "fusionDepth": 2, "width": 16 }
        """;

    /// <summary>Two layers and one output: the pass without torch.</summary>
    private const string Xor = """
        "data": { "kind": "xor", "samples": 200 }, "network": { "depth": 2, "fusionDepth": 1, "width": 16 }
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);

    private readonly TemporaryFolder _folder = new();

    private string Run => Path.Combine(_folder.Path, "run");

    /// <summary>Four steps an epoch. 5,000 steps pass until the runtime has compiled everything and its heap has grown to its size.</summary>
    [NeedsTheory(Need.Linux)]
    [InlineData("torch", Digits, "crossEntropy")]
    [InlineData("without torch", Xor, "mse")]
    public void Memory_is_flat_over_20000_steps(string pass, string task, string loss)
    {
        var (early, late) = Watch(
            $$"""{ "seeds": "1..2", "threads": 1, {{task}}, "train": { "loss": "{{loss}}", "batchSize": 50, "learningRate": 0.01, "epochs": 6250, "evaluateEveryEpochs": 10 } }""",
            () => Rows() > 250, () => Rows() > 1150);

        Report($"memory grew over 20,000 steps, {pass}", early, late);
    }

    [NeedsFact(Need.Linux)]
    public void Memory_is_flat_over_10000_checkpoints_and_one_is_left()
    {
        var (early, late) = Watch(
            $$"""{ "seeds": "1..2", "threads": 1, {{Digits}}, "train": { "batchSize": 0, "learningRate": 0.01, "epochs": 10000, "evaluateEveryEpochs": 1000, "checkpoint": { "everyEpochs": 1 } } }""",
            () => Checkpoint() > 1000, () => Checkpoint() > 9800);

        Assert.Equal(["010001.json", "010001.safetensors"], Directory.GetFiles(Checkpoints).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Report("memory grew over 10,000 checkpoints", early, late);
    }

    [NeedsFact(Need.Linux)]
    public void A_sweep_of_1000_points_leaves_a_folder_and_a_row_each()
    {
        string rates = string.Join(',', Enumerable.Range(1, 1000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i * 1e-4:0.####}")));
        Watch(
            $$"""{ "seeds": "1", "threads": 1, {{Xor}}, "train": { "loss": "mse", "epochs": 3 }, "sweep": { "train.learningRate": [{{rates}}] } }""",
            () => true, () => true);

        var failures = Enumerable.Range(1, 1000).Select(point => point.ToString("D4", CultureInfo.InvariantCulture))
            .Where(point => !File.Exists(Path.Combine(Run, point, "summary.json"))).ToList();
        Assert.Equal(1001, File.ReadAllLines(Path.Combine(Run, "points.csv")).Length);
        ReliabilityTable.Report(output, "points of a sweep of 1,000 missing", 1000, failures);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs a config to its end.</summary>
    /// <returns>The memory that the program held, in MB: just after it was warm, and the mean of the late samples.</returns>
    private (double Early, double Late) Watch(string config, Func<bool> isWarm, Func<bool> isLate)
    {
        using var run = ProgramRun.Start(_folder.File("long.json", config), "--out", Run, "--quiet");
        var clock = Stopwatch.StartNew();
        List<double> early = [], late = [];
        while (!run.HasExited)
        {
            Assert.True(clock.Elapsed < s_patience, $"not over after {s_patience}: {run.Error}");
            double megabytes = run.ResidentBytes / 1e6;
            if (megabytes > 0 && isWarm())
            {
                (isLate() ? late : early).Add(megabytes);
            }

            Thread.Sleep(50); // a sample of memory; nothing waits for it
        }

        Assert.True(run.Wait() == 0, run.Error); // what it warns of is another matter: these networks train far beyond what they learn
        output.WriteLine($"{clock.Elapsed.TotalSeconds:F1} s, {early.Count} and {late.Count} samples, peak {early.Concat(late).DefaultIfEmpty().Max():F0} MB");
        return (early.Take(20).DefaultIfEmpty().Average(), late.DefaultIfEmpty().Average());
    }

    /// <summary>More than 16 MB is more than the garbage collector's breath.</summary>
    private void Report(string mishap, double early, double late)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{early:F1} MB after warm-up, {late:F1} MB at the end"));
        Assert.True(early > 0 && late > 0, "no sample of memory");
        ReliabilityTable.Report(output, mishap, 1, late - early < 16 ? [] : [$"from {early:F1} to {late:F1} MB"]);
    }

    private string Checkpoints => Path.Combine(Run, "checkpoint", "replicas-1-2");

    private int Checkpoint() => !Directory.Exists(Checkpoints) ? 0 : Directory.GetFiles(Checkpoints, "*.json")
        .Select(path => int.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();

    private int Rows()
    {
        string file = Path.Combine(Run, "metrics.csv");
        if (!File.Exists(file))
        {
            return 0;
        }

        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Count(c => c == '\n');
    }
}
