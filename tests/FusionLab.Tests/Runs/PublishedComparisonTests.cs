using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Runs;

namespace FusionLab.Tests.Runs;

public class PublishedComparisonTests
{
    private static readonly PaperMean Published = new() { Mean = 1.90, Std = 0.39 };

    /// <summary>Combined standard errors worked out by hand: √(0.39²/5 + s²/n).</summary>
    [Theory]
    [InlineData(1.75, 0.35, 2, -0.4954, Verdict.Agrees)]
    [InlineData(1.90, 0.35, 5, 0, Verdict.Agrees)]
    [InlineData(2.40, 0.40, 5, 2.0013, Verdict.Differs)]
    [InlineData(2.39, 0.40, 5, 1.9613, Verdict.Agrees)]
    [InlineData(1.20, 0.10, 5, -3.8876, Verdict.Differs)]
    public void Means_agree_within_two_combined_standard_errors(double mean, double std, int n, double difference, Verdict verdict)
    {
        var comparison = PublishedComparison.Compare(Published, new RatioSummary(mean, std, n, 0));

        Assert.Equal(verdict, comparison.Verdict);
        Assert.Equal(difference, comparison.Difference!.Value, 3);
    }

    [Fact]
    public void The_evidence_shows_all_that_the_verdict_rests_on() => Assert.Equal(
        "1.75 ± 0.35 (n = 2) against 1.90 ± 0.39 (n = 5): −0.5 combined standard errors, 2 allowed",
        PublishedComparison.Compare(Published, new RatioSummary(1.75, 0.35, 2, 0)).Evidence);

    [Fact]
    public void A_replica_that_never_learned_makes_the_mean_incomparable()
    {
        var comparison = PublishedComparison.Compare(Published, new RatioSummary(1.9, 0.4, 4, 1));

        Assert.Equal((Verdict.NotComparable, null), (comparison.Verdict, comparison.Difference));
        Assert.Equal("1 of 5 replicas never learned every modality", comparison.Evidence);
    }

    [Fact]
    public void One_replica_has_no_spread_to_compare() => Assert.Equal(
        (Verdict.NotComparable, "a single replica has no standard deviation"),
        Summarize(PublishedComparison.Compare(Published, new RatioSummary(1.9, null, 1, 0))));

    [Fact]
    public void A_complete_run_on_all_of_MNIST_is_compared_on_the_counted_clock()
    {
        var comparison = PublishedComparison.ForRun(Run("mnist"))!;

        Assert.Equal((Verdict.Agrees, 1.8), (comparison.Verdict, comparison.Measured!.Mean));
    }

    [Fact]
    public void Other_runs_say_why_they_are_not()
    {
        Assert.Equal("the images are synthetic, not MNIST", Reason(Run("synthetic")));
        Assert.Equal("reduced: trained on 12,000 samples", Reason(Run("mnist", new NoisyMnistConfig { TrainSamples = 12_000 })));
        Assert.Equal("reduced: tested on 500 samples", Reason(Run("mnist", new NoisyMnistConfig { TestSamples = 500 })));
        Assert.Equal("the run was interrupted", Reason(Run("mnist") with { Status = "interrupted" }));
    }

    [Fact]
    public void A_config_without_a_published_value_has_no_comparison() =>
        Assert.Null(PublishedComparison.ForRun(Run("mnist") with { Paper = null }));

    private static (Verdict, string) Summarize(PublishedComparison comparison) => (comparison.Verdict, comparison.Evidence);

    private static string Reason(RunResult run)
    {
        var comparison = PublishedComparison.ForRun(run)!;
        Assert.Equal(Verdict.NotComparable, comparison.Verdict);
        return comparison.Evidence;
    }

    private static RunResult Run(string source, DataConfig? data = null) => new()
    {
        Kind = RunKind.Trained,
        Config = new ExperimentConfig { Data = data ?? new NoisyMnistConfig() },
        Name = "run",
        Status = "completed",
        Task = "noisyMnist",
        Dataset = new DatasetSummary("noisyMnist", source, null),
        Network = new MlpConfig(),
        Device = "cpu",
        Precision = "fp32",
        Seconds = 1,
        Epochs = 1,
        Modalities = ["a", "b"],
        Replicas = [],
        TimeRatio = new RatioSummary(9, 1, 5, 0),
        TimeRatioCounted = new RatioSummary(1.8, 0.3, 5, 0),
        Paper = new PaperValues { TimeRatio = Published },
    };
}
