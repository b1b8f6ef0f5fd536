using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
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
    public void Baselines_find_what_each_modality_reaches_alone_and_change_no_number_of_the_networks_beside_them()
    {
        string config = Config(Write());
        string with = Path.Combine(_folder.Path, "with"), without = Path.Combine(_folder.Path, "without"), share = Path.Combine(_folder.Path, "share");

        var run = CommandRun.Execute(config, "--baselines", "--out", with, "--quiet");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(0, CommandRun.Execute(config, "--out", without, "--quiet").ExitCode);
        Assert.Equal(0, CommandRun.Execute(config, "--baselines", "train.threshold=50% of attainable", "train.stopWhen=never", "--out", share, "--quiet").ExitCode);

        Assert.Equal(LastLosses(without), LastLosses(with), (one, other) => Math.Abs(one - other) < 1e-4);
        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(with, "summary.json")));
        double Attainable(string name) => summary.RootElement.GetProperty("baselines").GetProperty(name).GetProperty("attainable").GetProperty("mean").GetDouble();
        Assert.InRange(Attainable("sound"), Attainable("vision"), 1);
        Assert.Contains(" alone can reach ", run.Out);
        Assert.Contains("modality,replica,seed,epoch,", File.ReadLines(Path.Combine(with, "baselines.csv")).First());

        using var shared = JsonDocument.Parse(File.ReadAllText(Path.Combine(share, "summary.json")));
        var replica = shared.RootElement.GetProperty("replicas")[0];
        double chance = shared.RootElement.GetProperty("chance").GetProperty("accuracy").GetDouble();
        double best = replica.GetProperty("attainable").GetProperty("sound").GetDouble();
        Assert.Equal(chance + (0.5 * (best - chance)), replica.GetProperty("thresholds").GetProperty("sound").GetDouble(), 12);
    }

    /// <summary>The first target is 2 sound + vision, the second 2 sound − vision, both of noise's mean and variance.</summary>
    [Fact]
    public void Real_targets_are_learned_by_R2_and_half_of_it_counts()
    {
        string config = Config(WriteTargets(), """{ "depth": 3, "fusionDepth": 2, "width": 16 }""");
        string[] settings = ["train.loss=mse", "train.batchSize=50", "train.learningRate=0.05", "train.epochs=60", "train.stopWhen=never", "train.threshold=null"];
        string alone = Path.Combine(_folder.Path, "alone"), together = Path.Combine(_folder.Path, "together");
        Assert.Equal(0, CommandRun.Execute([config, .. settings, "--baselines", "--out", alone, "--quiet"]).ExitCode);
        var run = CommandRun.Execute([config, .. settings, "--out", together, "--quiet"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("time to 50 % of the R² that all modalities reach together, in epochs", run.Out);
        Assert.Contains("R² at stop", run.Out);
        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(together, "summary.json")));
        Assert.Equal(JsonValueKind.Null, summary.RootElement.GetProperty("chance").GetProperty("accuracy").ValueKind);
        var replica = summary.RootElement.GetProperty("replicas")[0];
        var final = replica.GetProperty("final");
        Assert.Equal(JsonValueKind.Null, final.GetProperty("accuracy").ValueKind);
        Assert.True(final.GetProperty("r2").GetDouble() > 0.9, final.GetRawText());
        Assert.True(final.GetProperty("unimodal").GetProperty("sound").GetDouble() > 0.6, final.GetRawText());
        Assert.True(final.GetProperty("unimodal").GetProperty("vision").GetDouble() < 0.4, final.GetRawText());
        Assert.Equal("sound", replica.GetProperty("firstModality").GetString());
        double best = File.ReadLines(Path.Combine(together, "metrics.csv")).Skip(1).Select(line => line.Split(','))
            .Where(cells => cells[0] == "1").Max(cells => double.Parse(cells[10], CultureInfo.InvariantCulture));
        Assert.Equal("replica,seed,epoch,step,learning_rate,loss,accuracy,test_loss,test_loss_sound,test_loss_vision,r2,r2_sound,r2_vision", File.ReadLines(Path.Combine(together, "metrics.csv")).First());
        Assert.Equal(best / 2, replica.GetProperty("thresholds").GetProperty("vision").GetDouble(), 12);

        using var other = JsonDocument.Parse(File.ReadAllText(Path.Combine(alone, "summary.json")));
        var beside = other.RootElement.GetProperty("replicas")[0];
        Assert.Equal(beside.GetProperty("attainable").GetProperty("vision").GetDouble() / 2, beside.GetProperty("thresholds").GetProperty("vision").GetDouble(), 12);
        Assert.Equal("modality,replica,seed,epoch,step,learning_rate,loss,r2,test_loss", File.ReadLines(Path.Combine(alone, "baselines.csv")).First());
    }

    [Theory]
    [InlineData("train.loss=crossEntropy", "train.loss is crossEntropy, but the targets are real numbers; use mse.")]
    [InlineData("train.stopWhen=allLearned", "train.stopWhen is allLearned, but what all modalities reach together is known when training is over; use never, or set train.threshold.")]
    public void What_does_not_fit_real_targets_ends_in_a_sentence(string assignment, string sentence)
    {
        var run = CommandRun.Execute(
            Config(WriteTargets()), "train.loss=mse", "train.stopWhen=never", "train.threshold=null", assignment, "--out", Path.Combine(_folder.Path, "run"), "--quiet");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error);
    }

    /// <summary>One of ten samples is of class 1, and three epochs suffice to answer class 0 alone.</summary>
    [Fact]
    public void Scores_by_class_stand_beside_the_accuracy_of_classes_that_are_rare()
    {
        string folder = Path.Combine(_folder.Path, "run");
        string config = Config(Write(trainLabels: n => n % 10 == 9 ? 1 : 0, testLabels: n => n % 10 == 9 ? 1 : 0));
        var run = CommandRun.Execute(
            config, "network.activation=relu", "train.learningRate=0.001", "train.epochs=3", "train.threshold=0.95", "train.stopWhen=never", "--out", folder, "--quiet");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"accuracy at stop +balanced +macro F1", run.Out);
        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "summary.json")));
        var final = summary.RootElement.GetProperty("replicas")[0].GetProperty("final");
        var last = SmallRun.LastRow(folder, "1");
        foreach (var (key, column) in new[] { ("balancedAccuracy", "balanced_accuracy"), ("macroF1", "macro_f1") })
        {
            Assert.Equal(final.GetProperty(key).GetDouble(), double.Parse(last[column], CultureInfo.InvariantCulture), 12);
            Assert.Equal(
                final.GetProperty("unimodalByClass").GetProperty("vision").GetProperty(key).GetDouble(),
                double.Parse(last[column + "_vision"], CultureInfo.InvariantCulture), 12);
        }

        Assert.Contains("Balanced accuracy (%)", File.ReadAllText(Path.Combine(folder, "report.html")));
    }

    [Fact]
    public void Validation_stops_training_says_the_best_epoch_and_changes_no_other_number()
    {
        string config = Config(Write());
        string plain = Path.Combine(_folder.Path, "plain"), stopped = Path.Combine(_folder.Path, "stopped");
        string[] settings = ["train.learningRate=0.5", "train.epochs=60", "train.stopWhen=never", "--quiet"];
        Assert.Equal(0, CommandRun.Execute([config, .. settings, "--out", plain]).ExitCode);

        foreach (string name in new[] { "sound", "vision" })
        {
            _file.Add($"val_{name}", [20, Features], [.. Enumerable.Range(0, 20 * Features).Select(i => (i / Features % 3) - 1f)]);
        }

        WriteLabels("val", 20, n => n % 2);
        var run = CommandRun.Execute([config, .. settings, "train.stopWhen=validation", "train.patience=4", "--out", stopped]);

        Assert.Equal(0, run.ExitCode);
        string[] before = File.ReadAllLines(Path.Combine(plain, "metrics.csv")), now = File.ReadAllLines(Path.Combine(stopped, "metrics.csv"));
        Assert.Equal($"{before[0]},validation_loss,validation_loss_sound,validation_loss_vision,validation_accuracy,validation_accuracy_sound,validation_accuracy_vision", now[0]);
        Assert.InRange(now.Length, 10, before.Length - 1);
        Assert.All(now.Zip(before), row => Assert.StartsWith(row.Second + ",", row.First));
        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(stopped, "summary.json")));
        var replica = summary.RootElement.GetProperty("replicas")[0];
        Assert.Equal(replica.GetProperty("epochs").GetDouble() - 4, replica.GetProperty("bestEpoch").GetDouble());
        Assert.Contains($"The validation loss was lowest after epoch {replica.GetProperty("bestEpoch").GetDouble()}", run.Out);
    }

    [Fact]
    public void Validation_keeps_training_samples_of_noisy_digits_too()
    {
        string folder = Path.Combine(_folder.Path, "digits");
        var run = CommandRun.Execute(
            RepositoryFiles.Config("quickstart"), "data.source=synthetic", "data.trainSamples=300", "data.testSamples=100", "data.validation=100",
            "network.width=8", "train.batchSize=100", "train.epochs=1", "--seeds", "1", "--out", folder, "--quiet");

        Assert.Equal(0, run.ExitCode);
        var last = SmallRun.LastRow(folder, "1");
        Assert.Equal(("2", true), (last["step"], last["validation_accuracy"].Length > 0));
    }

    [Fact]
    public void A_run_of_one_modality_has_no_ratio()
    {
        var run = CommandRun.Execute(Config(Write()), "data.modalities=[\"sound\"]", "--out", Path.Combine(_folder.Path, "one"), "--quiet");

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("time ratio", run.Out);
        Assert.Contains("sound is learned at epoch ", run.Out);
    }

    [Theory]
    [InlineData("train.threshold=50% of attainable", "train.threshold is \"50% of attainable\", which train.baselines finds out; set train.baselines to true.")]
    [InlineData("train.threshold=150% of attainable", "train.threshold is 150% of attainable; it must be above 0 and at most 1, or a share such as \"50% of attainable\".")]
    [InlineData("train.threshold=half", "train.threshold is \"half\"; it must be above 0 and at most 1, or a share such as \"50% of attainable\".")]
    public void A_threshold_is_an_accuracy_or_a_share_of_what_baselines_find(string assignment, string sentence)
    {
        var run = CommandRun.Execute(Config(Write()), assignment, "--out", Path.Combine(_folder.Path, "run"), "--quiet");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error);
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
    [InlineData("train.stopWhen=validation", 2, "train.stopWhen is validation, but there are no validation samples; set data.validation, such as 0.1, or save val_ arrays.")]
    [InlineData("train.patience=3", 2, "train.patience is set, but train.stopWhen is allLearned; remove it, or let train.stopWhen be validation.")]
    [InlineData("data.validation=1.5", 2, "data.validation is 1.5; it must be a fraction below 1, or a whole number of samples.")]
    [InlineData("train.threshold=0.5", 2, "train.threshold is 0.5, an accuracy that guessing among 2 classes reaches; set it higher, such as 0.75.")]
    public void What_does_not_fit_ends_in_a_sentence(string assignment, int exitCode, string sentence)
    {
        var run = CommandRun.Execute(Config(Write()), assignment, "--out", Path.Combine(_folder.Path, "run"), "--quiet");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(sentence, run.Error);
    }

    [Theory]
    [InlineData]
    [InlineData("sweep.train.learningRate=[0.01,0.1]")]
    public void A_resume_on_a_file_that_has_changed_is_refused_and_touches_nothing(params string[] sweep)
    {
        string config = Config(Write()), run = Path.Combine(_folder.Path, "run");
        Assert.Equal(0, CommandRun.Execute([config, "--out", run, "--quiet", .. sweep]).ExitCode);
        var before = Directory.GetFiles(run, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);

        _file.Without("train_vision").Add("train_vision", [Training, Features], new float[Training * Features]);
        var resumed = CommandRun.Execute([config, "--out", run, "--resume", "--quiet", .. sweep]);

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

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    public void One_flipped_bit_in_an_array_is_found_and_the_array_named(CompressionLevel compression)
    {
        string config = Config(Write(compression: compression));
        byte[] bytes = File.ReadAllBytes(_file.Path);
        using (var archive = ZipFile.OpenRead(_file.Path))
        {
            long before = archive.Entries.TakeWhile(entry => entry.Name != "train_vision.npy").Sum(entry => entry.CompressedLength + 60);
            bytes[before + (archive.GetEntry("train_vision.npy")!.CompressedLength / 2)] ^= 4;
        }

        File.WriteAllBytes(_file.Path, bytes);

        CommandRun.Execute(config, "--out", Path.Combine(_folder.Path, "run"))
            .FailsWith(3, $"train_vision in {_file.Path} is damaged; write the file again.");
    }

    /// <summary>Four of five test samples are of class 1: a network that knows nothing is right in 80 % of them.</summary>
    [Fact]
    public void A_threshold_must_lie_above_the_share_of_the_most_frequent_class_and_without_one_it_does()
    {
        string config = Config(Write(testLabels: sample => sample % 5 == 0 ? 0 : 1));

        CommandRun.Execute(config, "train.threshold=0.6", "--out", Path.Combine(_folder.Path, "run")).FailsWith(
            2,
            "train.threshold is 0.6, an accuracy that always answering class 1 reaches, the class of 80 % of the test labels; "
            + "set it higher, such as 0.9.");

        var printed = CommandRun.Execute(config, "train.threshold=null", "--print-config");
        Assert.Contains("\"threshold\": 0.9,", printed.Out);
    }

    /// <summary>Sound lies around 5: were it 0 while it is switched off, vision alone would be right in half of the samples.</summary>
    [Fact]
    public void A_branch_that_is_switched_off_sees_the_training_samples_mean_whatever_normalization_says()
    {
        string run = Path.Combine(_folder.Path, "run");
        string config = Config(Write(offset: 5), """{ "depth": 3, "fusionDepth": 3, "width": 32 }""");
        string[] training = ["train.epochs=40", "train.stopWhen=never", "train.learningRate=0.01", "train.batchSize=20"];

        Assert.Equal(0, CommandRun.Execute([config, "--out", run, "--quiet", .. training]).ExitCode);

        Assert.True(double.Parse(SmallRun.LastRow(run, "1")["accuracy_vision"], CultureInfo.InvariantCulture) > 0.9);
    }

    [Fact]
    public void Classes_without_training_samples_are_named_in_the_run_and_left_out_of_the_theory()
    {
        string from0 = Config(Write()), warning = "class 0 has no training samples";
        var plain = CommandRun.Execute("theory", from0, "--json");
        _file.Without("train_labels").Without("test_labels");
        WriteLabels("train", Training, sample => 1 + (sample % 2));
        WriteLabels("test", Test, sample => 1 + (sample % 2));

        Assert.Contains(warning, CommandRun.Execute(from0, "--out", Path.Combine(_folder.Path, "run"), "train.epochs=1").Error);
        Assert.Contains(warning, File.ReadAllText(Path.Combine(_folder.Path, "run", "summary.json")));
        var theory = CommandRun.Execute("theory", from0, "--json");

        Assert.Equal(Ratio(plain), Ratio(theory));
        Assert.Contains(warning, theory.Out);

        static double Ratio(CommandRun theory)
        {
            using var json = JsonDocument.Parse(theory.Out);
            return json.RootElement[0].GetProperty("prediction").GetProperty("timeRatio").GetProperty("value").GetDouble();
        }
    }

    [Fact]
    public void A_limit_on_samples_that_are_sorted_by_class_shows_all_classes()
    {
        string config = Config(Write(trainLabels: sample => sample < Training / 2 ? 0 : 1));

        var run = CommandRun.Execute(config, "data.trainSamples=40", "--out", Path.Combine(_folder.Path, "run"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("The first 40 of 300 training samples show 1 of 2 classes", run.Error);
        Assert.True(double.Parse(SmallRun.LastRow(Path.Combine(_folder.Path, "run"), "1")["accuracy"], CultureInfo.InvariantCulture) > 0.9);
    }

    [Theory]
    [InlineData("nan", "test_sound in {0} holds 1 value that training cannot use (1 NaN), the first in sample 7, counted from 0")]
    [InlineData("large", "train_sound in {0} holds 2 values that training cannot use (2 beyond float32), the first in sample 11, counted from 0")]
    [InlineData("counts", "train_sound in {0} has the type Float32 and the shape (299, 8); train_labels has 300 samples.")]
    [InlineData("oneHot", "train_labels in {0} has the type Int64 and the shape (300, 2); labels are one whole number per sample")]
    [InlineData("channels", "channels come first, and this looks channels-last")]
    public void A_dry_run_reads_and_checks_the_arrays_as_a_run_does(string flaw, string sentence)
    {
        string config = flaw == "channels" ? Config(Write(), SmallRun.Cnn) : Config(Write());
        float[] values = new float[Test * Features];
        values[(7 * Features) + 3] = float.NaN;
        double[] large = [.. Enumerable.Range(0, Training * Features).Select(i => i / Features is 11 or 12 && i % Features == 0 ? 1e39 : i)];
        _ = flaw switch
        {
            "nan" => _file.Without("test_sound").Add("test_sound", [Test, Features], values),
            "large" => _file.Without("train_sound").Add("train_sound", [Training, Features], large),
            "counts" => _file.Without("train_sound").Add("train_sound", [Training - 1, Features], new float[(Training - 1) * Features]),
            "oneHot" => _file.Without("train_labels").Add("train_labels", [Training, 2], new long[2 * Training]),
            _ => _file.Without("train_sound").Without("test_sound").Without("train_vision").Without("test_vision")
                .Add("train_photo", [Training, 12, 12, 3], new byte[Training * 432]).Add("test_photo", [Test, 12, 12, 3], new byte[Test * 432]),
        };

        foreach (string[] how in new string[][] { ["--dry-run"], ["--out", Path.Combine(_folder.Path, "run"), "--quiet"] })
        {
            var run = CommandRun.Execute([config, .. how]);

            Assert.Equal(3, run.ExitCode);
            Assert.Contains(string.Format(null, sentence, _file.Path), run.Error);
        }

        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "run")));
    }

    /// <summary>Beyond what the program needs anyway, the samples as float32 (four times their bytes), and a portion.</summary>
    [NeedsFact(Need.Linux)]
    public void Pictures_of_bytes_are_converted_a_few_at_a_time()
    {
        const int pictures = 20_000, side = 40; // 32 MB, 128 MB as float32
        string small = Config(Write());
        long without = Peak(small);
        byte[] pixels = new byte[pictures * side * side];
        new Random(1).NextBytes(pixels);
        _file.Without("train_labels").Add(CompressionLevel.NoCompression, "train_photo", [pictures, side, side], pixels)
            .Add("test_photo", [Test, side, side], pixels[..(Test * side * side)]);
        WriteLabels("train", pictures, sample => sample % 2);

        long peak = Peak(small, "data.modalities=[\"photo\"]");

        Assert.InRange(peak - without, 0, 2L * 4 * pixels.Length);

        static long Peak(params string[] arguments)
        {
            using var run = ProgramRun.Start([.. arguments, "--dry-run"]);
            long peak = run.MeasurePeakMemory();
            Assert.True(run.Wait() == 0, run.Error);
            return peak;
        }
    }

    [Fact]
    public void A_preview_shows_a_sample_of_each_class_and_toy_tasks_have_none()
    {
        string picture = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.png");
        try
        {
            var preview = CommandRun.Execute("data", "preview", Config(Write()), "--out", picture);

            Assert.Equal(0, preview.ExitCode);
            Assert.StartsWith($"{picture}: one test sample of each of the classes 0, 1", preview.Out);
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(picture)[..4]);
        }
        finally
        {
            File.Delete(picture);
        }

        Assert.Contains("data.kind is \"gaussian\"", CommandRun.Execute("data", "preview", RepositoryFiles.Config("paper/minimal_late")).Error);
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
        [.. new[] { "1", "2" }.Select(replica => double.Parse(SmallRun.LastRow(run, replica)["loss"], CultureInfo.InvariantCulture))];

    private string Config(
        string file,
        string network = """{ "depth": 2, "fusionDepth": 2, "width": 16, "activation": "linear", "init": { "kind": "normal", "scale": 0.001 } }""") =>
        _folder.File("mine.json", $$"""
        {
          "name": "mine", "seeds": "1..2", "device": "cpu", "threads": 1,
          "data": { "kind": "arrays", "file": {{JsonSerializer.Serialize(file)}}, "normalize": "none" },
          "network": {{network}},
          "train": { "loss": "crossEntropy", "batchSize": 0, "learningRate": 0.02, "epochs": 200, "threshold": 0.75, "stopWhen": "allLearned" }
        }
        """);

    private string Write(
        float offset = 0, // of sound
        Func<int, long>? trainLabels = null,
        Func<int, long>? testLabels = null,
        CompressionLevel compression = CompressionLevel.Optimal)
    {
        var random = new Random(1);
        foreach (var (part, samples, label) in new[] { ("train", Training, trainLabels), ("test", Test, testLabels) })
        {
            long[] labels = [.. Enumerable.Range(0, samples).Select(n => label?.Invoke(n) ?? n % 2)];
            foreach (var (modality, mean, strength) in new[] { ("sound", offset, 3f), ("vision", 0, 1f) })
            {
                float[] values = [.. Enumerable.Range(0, samples * Features).Select(i =>
                    mean + (strength * ((2 * labels[i / Features]) - 1)) + (float)(random.NextDouble() - 0.5))];
                _file.Add(compression, $"{part}_{modality}", [samples, Features], values);
            }

            _file.Add($"{part}_labels", [samples], labels);
        }

        return _file.Path;
    }

    private string WriteTargets()
    {
        var random = new Random(2);
        foreach (var (part, samples) in new[] { ("train", Training), ("test", Test) })
        {
            float[] sound = Draw(samples), vision = Draw(samples);
            _file.Add($"{part}_sound", [samples, 2], sound).Add($"{part}_vision", [samples, 2], vision);
            _file.Add<float>($"{part}_targets", [samples, 2], [.. Enumerable.Range(0, 2 * samples).Select(i =>
                5 + (2 * sound[i]) + (i % 2 == 0 ? vision[i] : -vision[i]))]);
        }

        return _file.Path;

        float[] Draw(int samples) => [.. Enumerable.Range(0, 2 * samples).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    private void WriteLabels(string part, int samples, Func<int, long> label) =>
        _file.Add($"{part}_labels", [samples], [.. Enumerable.Range(0, samples).Select(label)]);
}
