using System.Diagnostics;
using System.Text.Json;
using FusionLab.Tests.Data;

namespace FusionLab.Tests.Cli;

/// <summary>People's own data, from one NumPy file.</summary>
public sealed class OwnArraysTests : IDisposable
{
    private const int Training = 300, Test = 100, Features = 8;

    private readonly NpzFile _file = new();
    private readonly TemporaryFolder _folder = new();

    /// <summary>Sound tells the classes apart three times as clearly as vision; both are alike otherwise.</summary>
    [Fact]
    public void The_clearer_modality_is_learned_first_and_predicted_to_be()
    {
        string config = Config(Write());
        string run = Path.Combine(_folder.Path, "run");

        Assert.Equal(0, CommandRun.Execute(config, "--out", run, "--quiet").ExitCode);

        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "summary.json")));
        var dataset = summary.RootElement.GetProperty("dataset");
        Assert.Equal(("arrays", "mine.npz"), (dataset.GetProperty("name").GetString(), dataset.GetProperty("source").GetString()));
        Assert.All(summary.RootElement.GetProperty("replicas").EnumerateArray(), replica =>
            Assert.True(replica.GetProperty("timeRatio").GetDouble() > 1.5 && replica.GetProperty("firstModality").GetString() == "sound", replica.GetRawText()));

        var theory = CommandRun.Execute("theory", config, "--json");
        using var prediction = JsonDocument.Parse(theory.Out);
        Assert.Equal("sound", prediction.RootElement[0].GetProperty("prediction").GetProperty("firstModality").GetString());
    }

    [Fact]
    public void Points_of_a_sweep_share_the_samples_and_equal_runs_of_their_own()
    {
        string config = Config(Write());
        string sweep = Path.Combine(_folder.Path, "sweep"), single = Path.Combine(_folder.Path, "single");

        var run = CommandRun.Execute(config, "sweep.train.learningRate=[0.02,0.01]", "--out", sweep);
        Assert.Equal(0, CommandRun.Execute(config, "train.learningRate=0.01", "--out", single, "--quiet").ExitCode);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("All 2 points of the sweep train as one batch.", run.Error);
        Assert.Equal(LastLosses(single), LastLosses(Path.Combine(sweep, "02")), (one, other) => Math.Abs(one - other) < 1e-5);
    }

    [Theory]
    [InlineData("data.file=missing.npz", 3, "data.file is \"missing.npz\", and there is no such file")]
    [InlineData("data.modalities=[\"sound\",\"smell\"]", 3, "has no array train_smell; it has train_sound, ")]
    [InlineData("network={\"kind\":\"cnn\"}", 2, "A cnn needs images [channels, height, width], but modality \"sound\" has samples of shape [8]")]
    [InlineData("train.threshold=0.5", 2, "train.threshold is 0.5, an accuracy that guessing among 2 classes reaches; set it higher, such as 0.75.")]
    public void What_does_not_fit_ends_in_a_sentence(string assignment, int exitCode, string sentence)
    {
        var run = CommandRun.Execute(Config(Write()), assignment, "--out", Path.Combine(_folder.Path, "run"), "--quiet");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(sentence, run.Error);
    }

    [Fact]
    public void A_resume_on_a_file_that_has_changed_is_refused_and_touches_nothing()
    {
        string config = Config(Write()), run = Path.Combine(_folder.Path, "run");
        Assert.Equal(0, CommandRun.Execute(config, "--out", run, "--quiet").ExitCode);
        var before = Directory.GetFiles(run).ToDictionary(file => file, File.ReadAllBytes);

        _file.Without("train_vision").Add("train_vision", [Training, Features], new float[Training * Features]);
        var resumed = CommandRun.Execute(config, "--out", run, "--resume", "--quiet");

        Assert.Equal(3, resumed.ExitCode);
        Assert.Matches($"{run} was begun with other data \\(mine.npz, checksum [0-9a-f]{{8}}; now mine.npz, checksum [0-9a-f]{{8}}\\); restore those, or start anew without --resume.", resumed.Error);
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    [Fact]
    public void A_network_that_does_not_fit_the_arrays_is_refused_before_a_folder_is_made()
    {
        string run = Path.Combine(_folder.Path, "run");

        CommandRun.Execute(Config(Write()), "network.branchDepths=[1,1,1]", "--out", run)
            .FailsWith(2, "network.branchDepths has 3 entries for 2 modalities; give one depth for each of sound, vision.");

        Assert.False(Directory.Exists(run));
    }

    [Fact]
    public void An_array_whose_name_no_column_or_module_can_have_is_refused()
    {
        string file = Write();
        _file.Add("train_left,right", [Training, Features], new float[Training * Features]);

        CommandRun.Execute(Config(file), "--dry-run")
            .FailsWith(2, $"{Path.Combine(_folder.Path, "mine.json")}: data.modalities.2 is \"left,right\"; it must be a name without blanks, commas, dots, slashes and quotes.");
    }

    [Fact]
    public void A_preview_is_of_images_only()
    {
        Assert.Contains("data.kind is \"arrays\"", CommandRun.Execute("data", "preview", Config(Write())).Error);
    }

    [NeedsFact(Need.NumPy)]
    [Trait("Category", "Slow")]
    public void A_file_that_NumPy_wrote_trains()
    {
        string file = Path.Combine(_folder.Path, "numpy.npz");
        using var python = Process.Start(Machine.PythonPath, [Path.Combine(RepositoryFiles.Root, "tests", "fixtures", "own_arrays.py"), file]);
        python.WaitForExit();
        Assert.Equal(0, python.ExitCode);

        const string Cnn = """{ "kind": "cnn", "convolutions": 2, "fusionDepth": 2, "channels": 4, "activation": "linear", "init": { "kind": "normal", "scale": 0.001 } }""";

        var run = CommandRun.Execute(Config(file), "--out", Path.Combine(_folder.Path, "run"), "--quiet", $"network={Cnn}");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("left", run.Out);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _file.Dispose();
    }

    private static double[] LastLosses(string run) =>
        [.. new[] { "1", "2" }.Select(replica => double.Parse(SmallRun.LastRow(run, replica)["loss"], System.Globalization.CultureInfo.InvariantCulture))];

    private string Config(string file) => _folder.File("mine.json", $$"""
        {
          "name": "mine", "seeds": "1..2", "device": "cpu", "threads": 1,
          "data": { "kind": "arrays", "file": {{JsonSerializer.Serialize(file)}}, "normalize": "none" },
          "network": { "kind": "mlp", "depth": 2, "fusionDepth": 2, "width": 16, "activation": "linear", "init": { "kind": "normal", "scale": 0.001 } },
          "train": { "loss": "crossEntropy", "batchSize": 0, "learningRate": 0.02, "epochs": 200, "threshold": 0.75, "stopWhen": "allLearned" }
        }
        """);

    private string Write()
    {
        var random = new Random(1);
        foreach (var (part, samples) in new[] { ("train", Training), ("test", Test) })
        {
            long[] labels = [.. Enumerable.Range(0, samples).Select(n => (long)(n % 2))];
            foreach (var (modality, strength) in new[] { ("sound", 3f), ("vision", 1f) })
            {
                float[] values = [.. Enumerable.Range(0, samples * Features).Select(i => (strength * ((2 * labels[i / Features]) - 1)) + (float)(random.NextDouble() - 0.5))];
                _file.Add($"{part}_{modality}", [samples, Features], values);
            }

            _file.Add($"{part}_labels", [samples], labels);
        }

        return _file.Path;
    }
}
