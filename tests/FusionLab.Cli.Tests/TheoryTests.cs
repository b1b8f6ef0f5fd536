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
        var run = CommandRun.Of("theory", Late);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("minimal_late: a is learned first, then b, 3.784 times as late\n", run.Out);
        Assert.Contains("finiteLearningRate *", run.Out);
    }

    [Fact]
    public void Json_has_one_object_a_sweep_point()
    {
        // Uncorrelated scalars: (9) is σ_A²/σ_B².
        using var json = JsonDocument.Parse(CommandRun.Of("theory", Late, "sweep.data.sigmaA=[2,3]", "--json").Out);

        double[] ratios = [.. json.RootElement.EnumerateArray().Select(point => point.GetProperty("prediction").GetProperty("formulas").EnumerateArray()
            .Single(formula => formula.GetProperty("name").GetString() == "lateFusion").GetProperty("timeRatio").GetProperty("value").GetDouble())];
        Assert.Equal([4, 9], ratios.Select(ratio => Math.Round(ratio, 9)));
        Assert.Equal(3, json.RootElement[1].GetProperty("point").GetProperty("data.sigmaA").GetInt32());
    }

    [Fact]
    public void A_config_without_correlations_is_refused_in_one_sentence()
    {
        var run = CommandRun.Of("theory", RepositoryFiles.Config("quickstart"));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("error: data.kind is \"noisyMnist\": only toy tasks have correlations to simulate with.\n", run.Error);
    }

    [Fact]
    public void A_toy_config_that_cannot_be_simulated_says_why()
    {
        var run = CommandRun.Of(Late, "train.momentum=0.9", "--out", Path.Combine(_folder.Path, "run"));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("error: train.momentum and train.decay do not apply to simulations; set them to 0 and 1.\n", run.Error);
    }

    [Fact]
    public void A_toy_config_is_simulated_and_its_ratio_stands_beside_the_predicted_one()
    {
        string folder = Path.Combine(_folder.Path, "run");

        var run = CommandRun.Of(Late, "sweep.data.sigmaA=[2,3]", "--out", folder, "--quiet");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("data.sigmaA  ", run.Out);
        string[] points = File.ReadAllLines(Path.Combine(folder, "points.csv"));
        Assert.Equal(3, points.Length);
        double ratio = double.Parse(points[1].Split(',')[1], CultureInfo.InvariantCulture);
        Assert.InRange(ratio, 3.7, 3.9); // an independent simulation gave 3.786
        Assert.True(File.Exists(Path.Combine(folder, "replicas.csv")));
        Assert.True(File.Exists(Path.Combine(folder, "trajectories.csv")));
    }

    public void Dispose() => _folder.Dispose();
}
