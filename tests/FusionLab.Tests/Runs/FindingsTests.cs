using System.Text.Json;
using FusionLab.Config;
using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Tests.Runs;

/// <summary>The sentences at the end of runs and sweeps, of results that are put together by hand.</summary>
public class FindingsTests
{
    [Fact]
    public void A_run_says_what_was_first_and_for_how_long_it_was_alone() =>
        Assert.Equal(
            ["A is learned first (epoch 2.0), B at epoch 8.0: for 75 % of that time the network relied on A alone (2 of 2 seeds)."],
            Describe(Learned(("a", 2), ("b", 8)), Learned(("a", 2), ("b", 8))));

    [Fact]
    public void Seeds_that_learn_in_another_order_have_a_sentence_of_their_own() =>
        Assert.Equal(
            [
                "A is learned first (epoch 2.0), B at epoch 4.0: for 50 % of that time the network relied on A alone (2 of 3 seeds).",
                "B is learned first (epoch 1.0), A at epoch 4.0: for 75 % of that time the network relied on B alone (1 of 3 seeds).",
            ],
            Describe(Learned(("a", 2), ("b", 4)), Learned(("a", 4), ("b", 1)), Learned(("a", 2), ("b", 4))));

    [Fact]
    public void Never_is_a_result_with_the_modalitys_name_and_a_bound()
    {
        ReplicaSummary[] replicas = [Learned(("image", 5), ("audio", null)), Learned(("image", 5), ("audio", null))];
        var run = Run(replicas);

        Assert.Equal(
            "audio was never learned (2 of 2 seeds, 60 epochs): alone 14.0 %, where chance is 10.0 %; together 94.5 %, image alone 94.0 %. "
            + "image was learned at epoch 5.0: the time ratio is above 12 in every seed.",
            Assert.Single(Findings.Describe(run)));
        Assert.Equal("> 12 (audio never, 2 of 2)", NeverLearned.Describe(run.TimeRatio, run.NeverLearned));
    }

    [Fact]
    public void What_was_nearly_learned_and_lost_again_is_said()
    {
        var lost = Learned(("image", 5), ("audio", null)) with { History = [Row(0, 0.1, 0.1), Row(3, 0.6, 0.41), Row(60, 0.94, 0.14)] };

        Assert.StartsWith(
            "audio was never learned (1 of 1 seed, 60 epochs): alone 14.0 % after a best of 41.0 % at epoch 3.0, where chance is 10.0 %; ",
            Assert.Single(Describe(lost)));
    }

    [Fact]
    public void A_network_at_chance_says_what_to_check()
    {
        var nothing = Learned(("image", null), ("audio", null));
        nothing = nothing with { Final = nothing.Final with { Accuracy = 0.11 } };

        Assert.Equal(
            "All modalities together are no better than chance, 10.0 %: check train.learningRate and train.epochs, and of own arrays that "
            + "samples and labels are in the same order.",
            Describe(nothing)[^1]);
    }

    [Fact]
    public void A_run_that_validation_had_not_stopped_says_so()
    {
        var row = Row(59, 0.9, 0.8) with { Validation = new Scores(0.9, [0.9, 0.8], 0.3, []) };
        var best = Learned(("image", 5), ("audio", 9)) with { BestEpoch = 59, Best = new FinalScores { Accuracy = 0.93 }, History = [row] };
        var run = Run(best) with { Config = new ExperimentConfig { Train = new TrainConfig { StopWhen = "validation", Epochs = 60 } } };

        Assert.Equal(
            [
                "The validation loss was lowest after epoch 59 (1 seed), where the test accuracy was 93.0 %.",
                "1 of 1 seed had not stopped by validation when train.epochs, 60, ended: with more, the validation loss may fall further.",
            ],
            Findings.Describe(run).Skip(1));
    }

    [Fact]
    public void A_mean_over_survivors_never_stands_alone()
    {
        var run = Run(Learned(("a", 2), ("b", 6)), Learned(("a", 2), ("b", 8)), Learned(("a", 4), ("b", null)));

        Assert.Equal("3.50 ± 0.71 (2 of 3 replicas); > 15 (B never, 1 of 3)", NeverLearned.Describe(run.TimeRatio, run.NeverLearned));
        Assert.Equal(2, Findings.Describe(run).Count);
    }

    [Fact]
    public void Where_nothing_was_learned_there_is_no_bound()
    {
        var run = Run(Learned(("a", null), ("b", null)));

        Assert.Equal("none (A, B never, 1 of 1)", NeverLearned.Describe(run.TimeRatio, run.NeverLearned));
        Assert.Null(run.Replicas[0].TimeRatioAtLeast);
    }

    [Fact]
    public void A_run_of_one_modality_has_no_ratio()
    {
        var run = Run(Learned(("a", 2)));

        Assert.Null(run.TimeRatio);
        Assert.Equal(["A is learned at epoch 2.0 (1 of 1 seed)."], Findings.Describe(run));
    }

    [Fact]
    public void Replicas_that_diverged_are_counted_and_say_nothing()
    {
        var diverged = Learned(("a", null), ("b", null)) with { Status = RunResult.Diverged };

        Assert.Equal(
            [
                "A is learned first (epoch 2.0), B at epoch 4.0: for 50 % of that time the network relied on A alone (1 of 1 seed).",
                "1 of 2 seeds diverged and are in no number.",
            ],
            Describe(Learned(("a", 2), ("b", 4)), diverged));
    }

    [Fact]
    public void Where_the_accuracy_misleads_the_contribution_comes_first()
    {
        var doubtful = Learned(("image", 8), ("audio", 1)) with
        {
            Doubts = [new LearningDoubt(DoubtKind.ClocksDisagree, 1, 0)],
            LearnedAtContribution = new Dictionary<string, double?> { ["image"] = 31, ["audio"] = null },
        };

        Assert.Equal(
            [
                "By what they remove from the loss, image is learned at epoch 31.0 (1 of 1 seed), audio was never learned (1 of 1 seed).",
                "By accuracy, which misleads here (see the warnings), audio is learned at epoch 1.0 (1 of 1 seed), image is learned at epoch 8.0 (1 of 1 seed).",
            ],
            Describe(doubtful));
    }

    [Fact]
    public void A_sweep_says_where_the_ratio_is_largest_and_what_was_never_learned()
    {
        RunPoint[] points =
        [
            Point(1, Learned(("a", 2), ("b", 2.2))), Point(3, Learned(("a", 2), ("b", 5))), Point(4, Learned(("a", 3), ("b", null))),
            Point(5, Learned(("a", 2), ("b", null))), Point(6, Learned(("a", 2), ("b", null))),
        ];

        Assert.Equal(
            [
                "The time ratio goes from 1.10 at network.fusionDepth = 1 to 2.50 at network.fusionDepth = 3, where the network relied on A alone for 60 % of the time.",
                "In 3 of 5 points some replicas never learned a modality; time ratios: > 20 (B never, 1 of 1) at network.fusionDepth = 4; > 30 (B never, 1 of 1) "
                    + "at network.fusionDepth = 5 and 1 more point.",
            ],
            Findings.Describe(RunResult.FromPoints(new ExperimentConfig(), RunKind.TrainedSweep, points)));
    }

    private static Evaluation Row(double epoch, params double[] unimodal) => new(1, 1, epoch, 0, 0.1, 1, 0.9, unimodal);

    private static IReadOnlyList<string> Describe(params ReplicaSummary[] replicas) => Findings.Describe(Run(replicas));

    private static RunResult Run(params ReplicaSummary[] replicas) => RunResult.FromPoints(
        new ExperimentConfig(), RunKind.Trained,
        [RunPoint.FromReplicas(new Dictionary<string, JsonElement>(), replicas) with { Chance = new Chance(0.1, 2.3) }]);

    private static RunPoint Point(int fusionDepth, params ReplicaSummary[] replicas) => RunPoint.FromReplicas(
        new Dictionary<string, JsonElement> { ["network.fusionDepth"] = JsonSerializer.SerializeToElement(fusionDepth) }, replicas);

    /// <summary>A replica that trained for 60 epochs.</summary>
    private static ReplicaSummary Learned(params (string Name, double? At)[] times)
    {
        double?[] at = [.. times.Select(time => time.At)];
        return new ReplicaSummary
        {
            Status = RunResult.Completed,
            Epochs = 60,
            LearnedAt = times.ToDictionary(time => time.Name, time => time.At),
            FirstModality = at.Min() is { } earliest ? times.First(time => time.At == earliest).Name : null,
            TimeRatio = at.Contains(null) || at.Length < 2 ? null : at.Max() / at.Min(),
            Final = new FinalScores
            {
                Accuracy = 0.945,
                Unimodal = times.ToDictionary(time => time.Name, time => time.At is null ? 0.14 : 0.94),
            },
        };
    }
}
