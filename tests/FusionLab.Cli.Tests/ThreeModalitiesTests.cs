using System.Globalization;
using System.Text.Json;
using FusionLab.Config;
using FusionLab.Runs;
using FusionLab.Tests.Data;
using FusionLab.Training;

namespace FusionLab.Tests.Cli;

/// <summary>
/// The walk through docs/own-data.md: sound as vectors, pictures, and sentences that an encoder has made numbers of, each with a branch of
/// its kind in one network; the picture tells the classes best.
/// </summary>
public sealed class ThreeModalitiesTests : IDisposable
{
    private const int Training = 400, Test = 200, Classes = 4, Size = 10;

    private readonly NpzFile _file = new();
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Three_branch_kinds_train_diagnose_report_and_go_out_and_in_again()
    {
        string config = Write(), run = At("run");

        Assert.Equal(0, CommandRun.Execute(config, "--dry-run").ExitCode);
        var trained = CommandRun.Execute(config, "--baselines", "--out", run, "--quiet");
        Assert.Equal((0, ""), (trained.ExitCode, trained.Error.Contains("error", StringComparison.Ordinal) ? trained.Error : ""));
        Assert.Contains("audio alone can reach ", trained.Out);
        Assert.Contains("The validation loss was lowest after epoch ", trained.Out);
        Assert.Contains("left out: network.branches gives modalities branches of their own kind", trained.Out.ReplaceLineEndings(" ").Replace("  ", "", StringComparison.Ordinal));

        // What the network does not use although its branch knows it: the audio, in the shadow of the pictures.
        using var diagnosis = JsonDocument.Parse(CommandRun.Execute("diagnose", run, "--json").Out);
        foreach (var replica in diagnosis.RootElement.GetProperty("replicas").EnumerateArray())
        {
            double Measure(string key) => replica.GetProperty("measures").GetProperty(key).GetDouble();
            Assert.Equal(Accuracy(run, replica.GetProperty("replica").ToString()), Measure("accuracy"), 1e-12);
            Assert.Equal(Measure("accuracy") - Measure("none"), Measure("shapley.audio") + Measure("shapley.image") + Measure("shapley.text"), 1e-12);
            Assert.True(Measure("shapley.image") > Measure("shapley.audio"), replica.ToString());
            Assert.True(Measure("probe.audio") > Measure("alone.mean.audio"), replica.ToString());
            Assert.InRange(Measure("probe.text"), 0.3, 1); // of the numbers themselves, since an identity has no layers
        }

        var again = CommandRun.Execute("report", run);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("branches audio: mlp, image: cnn, text: identity", File.ReadAllText(Path.Combine(run, "report.html")));

        string weights = At("weights.safetensors");
        Assert.Equal(0, CommandRun.Execute("export", run, "--replica", "1", "--out", weights).ExitCode);
        var imported = CommandRun.Execute("import", weights, config, "--out", At("imported"));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"accuracy    {100 * Accuracy(run, "1"):F2} %"), imported.Out);
        var other = CommandRun.Execute("import", weights, config, "network.branches.image.pooling=3", "--out", At("other"));
        Assert.Equal(3, other.ExitCode);
        Assert.Contains("holds a network of branches ", other.Error);
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_to_the_same_bytes()
    {
        string config = Write(), whole = At("whole"), parts = At("parts");
        string[] settings = ["train.epochs=2", "train.optimizer.kind=adamW", "train.learningRate=0.003"];
        Assert.Equal(0, CommandRun.Execute([config, .. settings, "--out", whole, "--quiet"]).ExitCode);

        using var stop = new StopAfter(steps: 11); // of 8 an epoch
        var stopped = TrainRun.Run(ConfigLoader.Load(config, settings), new RunOptions { Out = parts }, stop, stop.Token);
        Assert.Equal(RunResult.Interrupted, stopped.Status);
        Assert.Equal(0, CommandRun.Execute([config, .. settings, "--out", parts, "--quiet", "--resume"]).ExitCode);

        Assert.Equal(File.ReadAllText(Path.Combine(whole, "metrics.csv")), File.ReadAllText(Path.Combine(parts, "metrics.csv")));
    }

    [Fact]
    public void Remedies_and_fusion_depths_sweep_over_branches_of_three_kinds()
    {
        var run = CommandRun.Execute(
            Write(), "train.epochs=1", "--seeds", "1", "--out", At("sweep"), "--quiet", "sweep.network.fusionDepth=[2,4]",
            """sweep.train.remedy=[{"kind":"none"},{"kind":"ogmGe"},{"kind":"mmPareto"},{"kind":"pmr"},{"kind":"rates","rates":{"audio":0.2}}]""");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(11, File.ReadLines(Path.Combine(At("sweep"), "points.csv")).Count());
    }

    [Fact]
    public void The_theory_says_that_it_is_not_of_such_networks()
    {
        var theory = CommandRun.Execute("theory", Write());

        Assert.Equal(2, theory.ExitCode);
        Assert.Contains("network.branches gives modalities branches of their own kind", theory.Error);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _file.Dispose();
    }

    private sealed class StopAfter(int steps) : IRunEvents, IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public CancellationToken Token => _stop.Token;

        public void StepTaken(TrainingProgress progress)
        {
            if (progress.Step == steps)
            {
                _stop.Cancel();
            }
        }

        public void Dispose() => _stop.Dispose();
    }

    private static double Accuracy(string run, string replica) =>
        double.Parse(SmallRun.LastRow(run, replica)["accuracy"], CultureInfo.InvariantCulture);

    private string At(string name) => Path.Combine(_folder.Path, name);

    private string Write()
    {
        if (!File.Exists(_file.Path))
        {
            var random = new Random(1);
            WritePart("train", Training, random);
            WritePart("test", Test, random);
        }

        return _folder.File("three.json", $$"""
        {
          "name": "three", "seeds": "1..2", "device": "cpu", "threads": 1,
          "data": { "kind": "arrays", "file": {{JsonSerializer.Serialize(_file.Path)}}, "validation": 0.2 },
          "network": { "kind": "mlp", "depth": 4, "fusionDepth": 3, "width": 24,
                       "branches": { "audio": { "kind": "mlp" }, "image": { "kind": "cnn", "channels": 6 }, "text": { "kind": "identity" } } },
          "train": { "batchSize": 40, "learningRate": 0.1, "epochs": 12 }
        }
        """);
    }

    private void WritePart(string part, int samples, Random random)
    {
        int[] labels = [.. Enumerable.Range(0, samples).Select(_ => random.Next(Classes))];
        _file.Add($"{part}_audio", [samples, 8], [.. labels.SelectMany(label => Enumerable.Range(0, 8).Select(i => Noise(1) + (i % Classes == label ? 1.2f : 0)))])
            .Add($"{part}_image", [samples, Size, Size], [.. labels.SelectMany(DrawStroke)])
            .Add($"{part}_text", [samples, 6], [.. labels.SelectMany(label => Enumerable.Range(0, 6).Select(i => Noise(1) + (i % Classes == label ? 0.9f : 0)))])
            .Add($"{part}_labels", [samples], [.. labels.Select(label => (long)label)]);

        float Noise(double deviation) => (float)(deviation * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2);

        // A line in one of four directions, somewhere in the picture.
        float[] DrawStroke(int direction)
        {
            float[] pixels = [.. Enumerable.Range(0, Size * Size).Select(_ => Noise(0.4))];
            int row = random.Next(3), column = random.Next(3);
            for (int i = 0; i < 8; i++)
            {
                var (y, x) = direction switch { 0 => (i, i), 1 => (i, 7 - i), 2 => (3, i), _ => (i, 3) };
                pixels[((row + y) * Size) + column + x] += 1.5f;
            }

            return pixels;
        }
    }
}
