using System.Text;
using FusionLab.Runs;

namespace FusionLab.Tests.Runs;

public class LinearExperimentTests
{
    public static TheoryData<string> Names => [
        "minimal_early", "minimal_late", "underparameterized_early", "underparameterized_late", "overparameterized_early", "overparameterized_late",
        "toy_sweep", "rand_sweep", "depth_single", "rho_sweep", "ratio_sweep", "init_sweep",
        "collinear", "fission", "logistic", "exponential", "unequal_depth",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_authors_linear_experiments_can_be_simulated(string name) =>
        Assert.Null(SimulateRun.WhyNot(PaperConfigs.Load(name)));

    [Fact]
    public void Their_xor_experiment_needs_samples() =>
        Assert.Contains("relu", SimulateRun.WhyNot(PaperConfigs.Load("xor_sweep")));

    [Theory]
    [InlineData("train.batchSize=10", "train.batchSize is 10")]
    [InlineData("train.momentum=0.9", "train.momentum")]
    [InlineData("network.bias=true", "network.bias")]
    public void What_cannot_be_simulated_says_why(string assignment, string words) =>
        Assert.Contains(words, SimulateRun.WhyNot(PaperConfigs.Load("minimal_late", assignment)));

    [Fact]
    public void Weight_decay_of_relu_networks_is_refused_rather_than_left_out() => Assert.Contains(
        "train.weightDecay is 0.1",
        SimulateRun.WhyNot(PaperConfigs.Load("minimal_late", "network.kind=mlp", "network.bias=false", "train.weightDecay=0.1")));

    [Theory]
    [InlineData("collinear", "seeds=1")] // b is never learned, and a keeps all it has
    [InlineData("minimal_late", "data.sigmaA=1")] // both are learned at once, without a plateau in between
    public void Without_two_stages_nothing_is_mis_attributed(string name, string assignment) =>
        Assert.Null(Assert.Single(PaperConfigs.Run(name, assignment).Replicas).MisAttribution);

    [Fact]
    public void Early_stopping_would_help_late_fusion_with_few_samples()
    {
        var late = PaperConfigs.Run("overparameterized_late").Replicas[0].Simulation!;

        // Figure 5d: the network overfits while it learns; its best moment is before its end.
        Assert.True(late.BestGeneralizationError < 0.9 * late.Run.Trajectory[^1].GeneralizationError);
    }

    [Fact]
    public void Relu_networks_are_simulated_beside_linear_ones()
    {
        var relu = PaperConfigs.Run("minimal_late", "network.kind=mlp", "network.bias=false", "train.epochs=4000").Replicas[0].Simulation!;
        var linear = PaperConfigs.Run("minimal_late").Replicas[0].Simulation!;

        Assert.Equal(2, relu.Run.Stages.LearnedAt[0]!.Value / linear.Run.Stages.LearnedAt[0]!.Value, 0.1);
    }

    [Fact]
    public void Rows_and_summary_are_tidy()
    {
        var report = PaperConfigs.Run("depth_single", "seeds=1..2");
        string[] lines = Write(file => CsvFiles.WriteReplicas(file, report));

        Assert.StartsWith("replica,network.fusionDepth,seed,status,steps,learned_at_a,learned_at_b,first_modality,time_ratio,", lines[0]);
        Assert.Equal(1 + 8, lines.Length);
        Assert.Single(lines.Select(line => line.Split(',').Length).Distinct());
        Assert.StartsWith("1,1,1,converged,", lines[1]);
        Assert.Equal(1 + 4, Write(file => CsvFiles.WritePoints(file, report)).Length);
    }

    private static string[] Write(Action<Stream> write)
    {
        using var file = new MemoryStream();
        write(file);
        return Encoding.UTF8.GetString(file.ToArray()).TrimEnd().Split('\n');
    }
}
