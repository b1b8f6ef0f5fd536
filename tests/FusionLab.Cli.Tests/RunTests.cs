using System.Text.Json;
using FusionLab.Cli;

namespace FusionLab.Tests.Cli;

/// <summary>Real runs, as small as they can be: a few hundred synthetic digits, eight units, two epochs.</summary>
public sealed class RunTests : IDisposable
{
    private const string Small = """
        {
          "name": "small", "seeds": "1..2", "device": "cpu",
          "data": { "source": "synthetic", "trainSamples": 300, "testSamples": 100 },
          "network": { "depth": 3, "fusionDepth": 2, "width": 8 },
          "train": { "batchSize": 100, "epochs": 2 },
          "paper": { "timeRatio": { "mean": 1.9, "std": 0.39 }, "source": "Table 1" }
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _config;

    public RunTests() => _config = _folder.File("small.json", Small);

    private string Out => Path.Combine(_folder.Path, "run");

    [Fact]
    public void A_run_shows_its_progress_prints_its_result_and_leaves_its_folder()
    {
        var run = CommandRun.Execute(_config, "--out", Out);

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^Computing on cpu with \d+ threads?\.\n2 replicas train together \(about \d+ MB; memory \d+\.\d+ GB\)\.\ntraining seeds 1,2\nepoch 0/2  loss 2\.", run.Error);
        Assert.Contains("epoch 2/2  loss ", run.Error);
        Assert.DoesNotContain('\u001b', run.Error + run.Out);
        Assert.StartsWith("small: time to 50 % unimodal accuracy, in epochs\n", run.Out);
        Assert.Contains("never  never", run.Out);
        Assert.Contains("time ratio         none (A, B never, 2 of 2)\n", run.Out);
        Assert.Contains("published          1.90 ± 0.39 (mean ± s.d. of 5 seeds; Table 1)\nnot comparable     ", run.Out);
        Assert.Contains("\nA was never learned (2 of 2 seeds, 2 epochs): alone ", run.Out);
        Assert.EndsWith($"run folder  {Out}\nreport      {Path.Combine(Out, "report.html")}\n", run.Out);
        foreach (string file in (string[])["config.json", "environment.json", "metrics.csv", "timing.csv", "summary.json", "log.txt"])
        {
            Assert.True(File.Exists(Path.Combine(Out, file)), $"{file} is missing");
        }
    }

    [Fact]
    public void On_a_terminal_a_bar_shows_the_scores()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        int exitCode = Application.Run([_config, "--out", Out], new Terminal(output, error, OutIsTerminal: true, ErrorIsTerminal: true));

        Assert.Equal(0, exitCode);
        Assert.Contains("━━━━", error.ToString());
        Assert.Contains("preparing", error.ToString());
        Assert.Contains("1.90 ± 0.39 (mean ± s.d. of 5 seeds; Table 1)", output.ToString());
    }

    [Fact]
    public void Quiet_shows_the_result_only()
    {
        var run = CommandRun.Execute(_config, "--out", Out, "--quiet");

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.StartsWith("small: ", run.Out);
    }

    [Fact]
    public void The_run_folder_holds_the_config_as_it_was_changed_on_the_command_line()
    {
        CommandRun.Execute(_config, "network.fusionDepth=3", "--seeds", "5", "--out", Out);

        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "config.json")));
        Assert.Equal(3, config.RootElement.GetProperty("network").GetProperty("fusionDepth").GetInt32());
        Assert.Equal("5", config.RootElement.GetProperty("seeds").GetString());
    }

    [Fact]
    public void An_interrupted_run_says_how_to_go_on_and_resumes()
    {
        using var interrupted = new CancellationTokenSource();
        interrupted.Cancel();

        var first = CommandRun.Execute(interrupted.Token, _config, "--out", Out);
        var second = CommandRun.Execute(_config, "--out", Out, "--resume");

        Assert.Equal(75, first.ExitCode);
        Assert.EndsWith($"a checkpoint is saved. The same command with --out {Out} --resume continues.\n", first.Error);
        Assert.Equal(0, second.ExitCode);
        CommandRun.Execute(_config, "--out", Out + "-never-stopped");
        Assert.Equal(File.ReadAllText(Path.Combine(Out + "-never-stopped", "metrics.csv")), File.ReadAllText(Path.Combine(Out, "metrics.csv")));
    }

    [Fact]
    public void A_sweep_makes_one_run_a_point_and_a_table_over_them()
    {
        var run = CommandRun.Execute(_config, "sweep.network.fusionDepth=[1,3]", "--out", Out, "--quiet");

        Assert.Equal(0, run.ExitCode);
        Assert.True(File.Exists(Path.Combine(Out, "01", "summary.json")));
        Assert.True(File.Exists(Path.Combine(Out, "02", "summary.json")));
        Assert.Contains("point  network.fusionDepth                 time ratio  predicted  counted  accuracy at stop     status\n   01                    1  none (A, B never, 2 of 2)       1.00     none", run.Out);
        Assert.Contains("In 2 of 2 points some replicas never learned a modality; time ratios: none (A, B never, 2 of 2) at network.fusionDepth = 1 and 1 more point.", run.Out);
    }

    [Fact]
    public void A_simulation_that_ends_too_early_says_so()
    {
        var run = CommandRun.Execute(RepositoryFiles.Config("paper/minimal_late"), "--seeds", "1..2", "train.epochs=10", "--out", Out, "--quiet");

        Assert.Contains(
            "2 of 2 networks had not reached the solution when train.epochs, 10 steps, ended: with more, they may learn what they never learned here.",
            run.Out);
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("fp64")]
    [InlineData("bf16")]
    public void The_precision_is_recorded(string precision)
    {
        Assert.Equal(0, CommandRun.Execute(_config, "--out", Out, $"train.precision={precision}").ExitCode);

        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "summary.json")));
        Assert.Equal(precision, summary.RootElement.GetProperty("precision").GetString());
    }

    [NeedsFact(Need.Linux)]
    public void The_own_product_is_refused_where_it_cannot_be_computed()
    {
        CommandRun.Execute(_config, "--out", Out, "train.product=own", "train.precision=bf16")
            .FailsWith(2, "train.product is own, which computes in fp32, but train.precision is bf16; use auto.");

        // .NET then uses no instructions of newer processors, as if there were none.
        using var run = ProgramRun.StartBy(["env", "DOTNET_EnableHWIntrinsic=0"], _config, "--out", Out, "train.product=own");
        Assert.Equal(6, run.Wait());
        Assert.Contains("train.product is own, which takes AVX-512, and this processor lacks it; use auto.", run.Error);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void The_precision_that_the_CPU_does_not_compute_in_is_refused_before_anything_is_written()
    {
        CommandRun.Execute(_config, "--out", Out, "train.precision=tf32")
            .FailsWith(2, "train.precision is tf32, which the CPU does not compute in; use fp32, bf16 or fp64, or --device cuda.");

        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void A_resume_with_another_config_is_refused_with_the_difference_and_touches_nothing()
    {
        CommandRun.Execute(_config, "--out", Out);
        var before = Directory.GetFiles(Out).ToDictionary(file => file, File.ReadAllBytes);

        CommandRun.Execute(_config, "--out", Out, "--resume", "train.learningRate=0.02")
            .FailsWith(2, $"{Out} was begun with another config (train.learningRate was 0.04 and is 0.02); restore that, or start anew without --resume.");

        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    [Theory]
    [InlineData("small", "metrics.csv")]
    [InlineData("minimal_late", "replicas.csv")]
    public void A_seed_of_more_than_53_bits_is_the_same_in_every_file(string name, string table)
    {
        const string seed = "9007199254740993";
        string config = name == "small" ? _config : Path.Combine(RepositoryFiles.Root, "configs", "paper", $"{name}.json");

        Assert.Equal(0, CommandRun.Execute(config, "--seeds", seed, "train.epochs=2", "--out", Out, "--quiet").ExitCode);

        foreach (string file in (string[])[table, "config.json", "summary.json", "report.html"])
        {
            string text = File.ReadAllText(Path.Combine(Out, file));
            Assert.True(text.Contains(seed, StringComparison.Ordinal), $"{file} has another seed");
        }
    }

    [Fact]
    public void What_changes_no_number_may_change_on_resume()
    {
        using var interrupted = new CancellationTokenSource();
        interrupted.Cancel();
        Assert.Equal(75, CommandRun.Execute(interrupted.Token, _config, "--out", Out, "--quiet").ExitCode);

        string[] changed = ["train.checkpoint.everyEpochs=1", "train.checkpoint.everyMinutes=null", "name=renamed", "paper.source=elsewhere", "data.mirrors=[\"http://localhost/\"]"];
        var resumed = CommandRun.Execute([_config, "--out", Out, "--resume", "--quiet", .. changed]);

        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Error));
        Assert.Contains("\"name\": \"renamed\"", File.ReadAllText(Path.Combine(Out, "config.json")));
        CommandRun.Execute(_config, "--out", Out + "-never-stopped");
        Assert.Equal(File.ReadAllText(Path.Combine(Out + "-never-stopped", "metrics.csv")), File.ReadAllText(Path.Combine(Out, "metrics.csv")));
    }

    [Fact]
    public void A_finished_run_resumed_is_the_same_run()
    {
        CommandRun.Execute(_config, "--out", Out, "--quiet");
        string metrics = File.ReadAllText(Path.Combine(Out, "metrics.csv"));

        var resumed = CommandRun.Execute(_config, "--out", Out, "--resume", "--quiet");

        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Error));
        Assert.Equal(metrics, File.ReadAllText(Path.Combine(Out, "metrics.csv")));
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_not_overwritten()
    {
        CommandRun.Execute(_config, "--out", Out);
        string metrics = File.ReadAllText(Path.Combine(Out, "metrics.csv"));

        CommandRun.Execute(_config, "--out", Out, "train.learningRate=0.01")
            .FailsWith(2, $"{Out} already holds a run; name another folder with --out, or continue that run with --resume.");

        Assert.Equal(metrics, File.ReadAllText(Path.Combine(Out, "metrics.csv")));
    }

    [Fact]
    public void An_output_that_cannot_be_written_is_exit_code_5()
    {
        string below = Path.Combine(_config, "run");

        var run = CommandRun.Execute(_config, "--out", below);

        run.FailsWith(5, $"The run folder {below} cannot be written (there is no such folder); name another folder with --out.");
    }

    [Theory]
    [InlineData("train.learningRate=1e30")]
    [InlineData("train.learningRate=1e300")] // beyond the range of 32 bits
    [InlineData("train.weightDecay=1e300")]
    [InlineData("train.decay=1e100")]
    [InlineData("data.corruption.signal=1e300")]
    public void A_number_that_is_far_too_large_is_exit_code_4(string assignment)
    {
        var run = CommandRun.Execute(_config, assignment, "--out", Out, "--quiet");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("its loss is not finite; lower train.learningRate", run.Error);
        Assert.StartsWith("error: All 2 replicas diverged. Replica 1 (seed 1) diverged in epoch ", run.Error);
    }

    [Fact]
    public void A_missing_dataset_is_exit_code_3()
    {
        var run = CommandRun.Execute(_config, "data.source=mnist", $"data.root={_folder.Path}", "--out", Out);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("holds neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz", run.Error);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void A_broken_idx_file_is_exit_code_3()
    {
        string broken = _folder.File("train-images-idx3-ubyte", "not an IDX file at all");

        var run = CommandRun.Execute(_config, "data.source=mnist", $"data.root={_folder.Path}", "--out", Out);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(broken, run.Error);
        Assert.Equal(1, run.Error.Count(character => character == '\n'));
    }

    public void Dispose() => _folder.Dispose();
}
