using System.Globalization;
using System.Text.Json;

namespace FusionLab.Tests.Cli;

public sealed class TheoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Late => Path.Combine(RepositoryFiles.Root, "configs", "paper", "minimal_late.json");

    [Fact]
    public void The_table_names_the_first_modality_and_marks_the_formula_to_trust()
    {
        var run = CommandRun.Execute("theory", Late);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("minimal_late: A is learned first, then B, 3.784 times as late.\n", run.Out);
        Assert.Contains("finiteLearningRate *", run.Out);
    }

    [Fact]
    public void Equally_strong_modalities_are_learned_together()
    {
        var run = CommandRun.Execute("theory", Late, "data.sigmaA=1");

        Assert.StartsWith("minimal_late: all modalities are learned together.\n", run.Out);
        Assert.DoesNotContain("mis-attribution", run.Out);
    }

    [Fact]
    public void An_order_that_a_seed_could_change_is_not_asserted()
    {
        Assert.StartsWith(
            "minimal_late: all modalities are learned nearly together (time ratio 1.02, A first).\n", CommandRun.Execute("theory", Late, "data.sigmaA=1.01").Out);
    }

    [Fact]
    public void A_loss_at_the_end_of_the_range_of_numbers_is_drawn_and_the_divergence_said()
    {
        string folder = Path.Combine(_folder.Path, "far");

        var run = CommandRun.Execute(Late, "data.sigmaA=7.1", "--out", folder, "--quiet");

        Assert.Equal(4, run.ExitCode); // after a loss of 1e299
        Assert.StartsWith("error: The network diverged after 36 steps", run.Error);
        Assert.True(File.Exists(Path.Combine(folder, "curves.svg")));
        Assert.DoesNotContain("never", File.ReadAllText(Path.Combine(folder, "metrics.csv")));
    }

    [Fact]
    public void Large_initial_weights_diverge_with_a_sentence()
    {
        string folder = Path.Combine(_folder.Path, "large");

        var run = CommandRun.Execute(Late, "network.init.scale=1", "--out", folder, "--quiet");

        // Learned at step 0 they have no ratio, where an infinite one could not be written.
        Assert.Equal(4, run.ExitCode);
        Assert.StartsWith("error: The network diverged after 6 steps; lower train.learningRate", run.Error);
    }

    [Fact]
    public void Json_has_one_object_a_sweep_point()
    {
        // Uncorrelated scalars: (9) is σ_A²/σ_B².
        using var json = JsonDocument.Parse(CommandRun.Execute("theory", Late, "sweep.data.sigmaA=[2,3]", "--json").Out);

        double[] ratios = [.. json.RootElement.EnumerateArray().Select(point => point.GetProperty("prediction").GetProperty("formulas").EnumerateArray()
            .Single(formula => formula.GetProperty("name").GetString() == "lateFusion").GetProperty("timeRatio").GetProperty("value").GetDouble())];
        Assert.Equal([4, 9], ratios.Select(ratio => Math.Round(ratio, 9)));
        Assert.Equal(3, json.RootElement[1].GetProperty("point").GetProperty("data.sigmaA").GetInt32());
    }

    [Fact]
    public void Images_are_predicted_from_their_correlations_and_the_output_says_what_that_means()
    {
        string[] command = ["theory", RepositoryFiles.Config("quickstart"), "data.source=synthetic", "data.trainSamples=1000"];
        var run = CommandRun.Execute(command);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("quickstart: A is learned first, then B, ", run.Out);
        Assert.Contains("lateFusionSigned *", run.Out);
        Assert.Contains("of 1000 training images of synthetic and the exact corruption mixture\n", run.Out);
        Assert.Contains("expect the order and the tendency", run.Out);
        using var json = JsonDocument.Parse(CommandRun.Execute([.. command, "--json"]).Out);
        Assert.Equal("a", json.RootElement[0].GetProperty("prediction").GetProperty("firstModality").GetString());
        Assert.True(json.RootElement[0].GetProperty("notes").GetArrayLength() > 0);
    }

    [Fact]
    public void Where_no_ratio_exists_a_sentence_says_why_instead_of_a_list_of_formulas()
    {
        var run = CommandRun.Execute("theory", RepositoryFiles.Config("quickstart"), "data.source=synthetic", "data.trainSamples=1000", "network.fusionDepth=3");

        Assert.Matches(
            @"^quickstart: A is learned first, then B: the more a modality correlates with the output, the sooner\. How much later cannot be said: "
            + @"the formulas for this kind of fusion are of weights that start small \(u0, the norm of a first layer, below 1\), and these start at "
            + @"[\d.]+\. Following the weights step by step instead takes hidden layers of at least [\d,]+ units, one for each input feature and "
            + @"output; these have \d+\.\n",
            run.Out);
        Assert.DoesNotContain("reducedDynamics", run.Out);
    }

    [Fact]
    public void Formulas_that_disagree_come_with_the_reason_which_to_trust()
    {
        var deep = CommandRun.Execute("theory", RepositoryFiles.Config(Path.Combine("paper", "depth_single")), "sweep.network.fusionDepth=[3]");

        Assert.Contains("The formulas disagree, from 1.483 to 1.748: trust expectedStart.\n", deep.Out);
        Assert.Contains("* the formula to trust for this network: it follows the weights from a random start, ", deep.Out);
        Assert.DoesNotContain("disagree", CommandRun.Execute("theory", Late).Out);
    }

    [Fact]
    public void A_prediction_that_takes_long_says_at_once_what_the_closed_forms_say_and_how_long_the_rest_may_take()
    {
        string config = Path.Combine(_folder.Path, "large.json");
        File.WriteAllText(config, """
            { "name": "large",
              "data": { "kind": "gaussian", "samples": "population", "dimensions": [300, 300], "variances": [4, 1] },
              "network": { "kind": "linear", "depth": 4, "fusionDepth": 2, "width": 700, "init": { "kind": "deep", "scale": 0.1 } },
              "train": { "loss": "mse", "learningRate": 0.001, "epochs": 100, "batchSize": 0 } }
            """);

        var run = CommandRun.Execute("theory", config);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("The formulas that need no computing say: A is learned first, then B, ", run.Error);
        Assert.Contains("for at most 50 billion multiplications", run.Error);
        Assert.Contains("% of that is used up", run.Error);
    }

    [Fact]
    public void Inputs_too_large_to_compute_with_are_refused_in_a_sentence()
    {
        var run = CommandRun.Execute(
            "theory", RepositoryFiles.Config("quickstart"), "data.source=synthetic", "data.trainSamples=1000", "data.corruption.signal=1e300");

        Assert.Equal(2, run.ExitCode);
        Assert.EndsWith("error: The correlations Σ and Σ_yx of the inputs are too large to compute with, or no numbers.\n", run.Error);
    }

    [Fact]
    public void A_toy_config_that_cannot_be_simulated_says_why()
    {
        var run = CommandRun.Execute(Late, "train.momentum=0.9", "--out", Path.Combine(_folder.Path, "run"));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("error: train.momentum and train.decay do not apply to simulations; set them to 0 and 1.\n", run.Error);
    }

    [Fact]
    public void A_toy_config_is_simulated_and_its_ratio_stands_beside_the_predicted_one()
    {
        string folder = Path.Combine(_folder.Path, "run");

        var run = CommandRun.Execute(Late, "sweep.data.sigmaA=[2,3]", "--out", folder, "--quiet");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("data.sigmaA  ", run.Out);
        string[] points = File.ReadAllLines(Path.Combine(folder, "points.csv"));
        Assert.Equal(3, points.Length);
        double ratio = double.Parse(points[1].Split(',')[1], CultureInfo.InvariantCulture);
        Assert.InRange(ratio, 3.7, 3.9); // an independent simulation gave 3.786
    }

    [Fact]
    public void A_simulated_run_folder_explains_itself_like_a_trained_one()
    {
        string folder = Path.Combine(_folder.Path, "run");

        Assert.Equal(0, CommandRun.Execute(Late, "data.rho=0.5", "--seeds", "3,4", "--out", folder, "--quiet").ExitCode);

        string[] files = [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["SHA256SUMS", "config.json", "curves.svg", "environment.json", "log.txt", "metrics.csv", "points.csv", "replicas.csv", "report.html", "summary.json"],
            files.Where(file => !file.StartsWith("events.out.tfevents.", StringComparison.Ordinal)));
        Assert.Equal(11, files.Length);
        using var environment = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "environment.json")));
        Assert.Equal($"dotnet run -- {Late} data.rho=0.5 --seeds 3,4 --out {folder} --quiet", environment.RootElement.GetProperty("command").GetString());
        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "summary.json")));
        Assert.Equal(2, summary.RootElement.GetProperty("replicas").GetArrayLength());
        Assert.Equal("finiteLearningRate", summary.RootElement.GetProperty("theory").GetProperty("formula").GetString());
        Assert.InRange(summary.RootElement.GetProperty("theory").GetProperty("relativeDifference").GetDouble(), -0.03, 0.03);
        Assert.StartsWith("replica,seed,epoch,step,learning_rate,loss,generalization_error,weight_a,weight_b\n1,3,0,0,0.04,", File.ReadAllText(Path.Combine(folder, "metrics.csv")));
        string report = File.ReadAllText(Path.Combine(folder, "report.html"));
        Assert.Contains("measured, interpolated clock", report);
        Assert.DoesNotContain("is missing", report);
    }

    [Fact]
    public void The_report_of_a_sweep_has_a_row_a_point()
    {
        string folder = Path.Combine(_folder.Path, "run");

        Assert.Equal(0, CommandRun.Execute(Late, "sweep.data.rho=[0,0.5]", "sweep.data.sigmaA=[2,3,4]", "--out", folder, "--quiet").ExitCode);

        string report = File.ReadAllText(Path.Combine(folder, "report.html"));
        Assert.Contains("Points of the sweep", report);
        Assert.Equal(7, File.ReadAllLines(Path.Combine(folder, "replicas.csv")).Length);
        Assert.Contains("Time ratio over Standard deviation of A, σ_A", report);
    }

    [Fact]
    public void Networks_that_all_diverge_end_the_command_with_their_own_exit_code()
    {
        var run = CommandRun.Execute(Late, "train.learningRate=3", "--out", Path.Combine(_folder.Path, "run"), "--quiet");

        Assert.Equal(4, run.ExitCode);
        Assert.StartsWith("error: The network diverged after ", run.Error);
        Assert.Contains("lower train.learningRate, which is 3", run.Error);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "run", "summary.json")));
    }

    public void Dispose() => _folder.Dispose();
}
