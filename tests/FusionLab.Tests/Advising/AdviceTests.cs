using FusionLab.Advising;
using FusionLab.Runs;

namespace FusionLab.Tests.Advising;

/// <summary>What is told from noise, and how the time is divided.</summary>
public class AdviceTests
{
    [Fact]
    public void A_gain_is_the_mean_difference_of_equal_seeds_with_students_interval()
    {
        var gain = PairedGain.Compare(Scores(Networks(0.90, 0.80, 0.70)), Scores(Networks(0.91, 0.82, 0.73, 0.1)))!;

        Assert.Equal(0.02, gain.Mean, 12);
        Assert.Equal(4.302653 * 0.01 / Math.Sqrt(3), gain.HalfWidth!.Value, 6); // t(0.975, 2 degrees of freedom), s.d. 0.01
        Assert.Equal((false, false, 3), (gain.IsPositive, gain.IsNegative, gain.Seeds));
        Assert.Equal("+2.0 ± 2.5 points, 3 seeds", gain.Describe());
    }

    [Fact]
    public void What_lies_above_noise_is_told_with_the_phases_and_the_rest_as_noise()
    {
        var before = Outcome(AdvicePlan.AsItIs, "as it is", null, Networks(0.90, 0.91, 0.92));
        var better = Networks(0.95, 0.96, 0.975);
        var same = Networks(0.89, 0.92, 0.92);
        var advice = new Advice(
            "mine", 20, 20,
            [
                Outcome("fusion2", "fusion at layer 2", PairedGain.Compare(Scores(before.Replicas), Scores(better)), [.. better.Select(network => Learned(network, 1, 2.4))]),
                before, Outcome("ogm", "ogm", PairedGain.Compare(Scores(before.Replicas), Scores(same)), same),
                Outcome("pmr", "pmr", null, same) with { Epochs = 5 },
            ],
            new Dictionary<string, string>(), null, 60);

        Assert.Equal(
            [
                "fusion at layer 2: accuracy 91.0 % → 96.2 % (+5.2 ± 0.7 points, 3 seeds); the unimodal phase goes from 8.3 to 1.4 epochs.",
                "ogm: no difference beyond noise (0.0 ± 2.5 points, 3 seeds); the unimodal phase stays at 8.3 epochs.",
                "Given up after 5 epochs, when others were ahead on the validation samples: pmr.",
                "It was too short for more than 3 seeds, so that smaller differences could not be told from noise.",
            ],
            advice.Findings);
    }

    [Fact]
    public void The_time_decides_how_long_rounds_are_and_half_of_the_candidates_go_on()
    {
        Assert.Equal([14, 8, 5], Enumerable.Range(0, 3).Select(round => AdviceSchedule.CountInRound(14, round)));

        var schedule = AdviceSchedule.Choose(14, 2, secondsPerEpoch: 1, seconds: 620, most: 100);

        // 1.4 s an epoch of a candidate: two seeds of 14 for 4 epochs, of 8 for 4 more and of 5 for 8 more, and one more seed of 5 for 16; baselines.
        Assert.Equal([4, 8, 16], schedule.Rounds.Select(epochs => epochs));
        Assert.Equal((1.4 * ((2 * ((14 * 4) + (8 * 4) + (5 * 8))) + (5 * 16))) + (3 * 8), schedule.Estimate(14, 2, 1), 9);
        Assert.Equal([5, 10, 20], AdviceSchedule.Choose(14, 2, 1, seconds: 1e6, most: 20).Rounds);
        var error = Assert.Throws<ConfigException>(() => AdviceSchedule.Choose(14, 2, secondsPerEpoch: 60, seconds: 300, most: 100));
        Assert.Contains("of which 5 are left", error.Message);
    }

    private static Dictionary<ulong, double?> Scores(IEnumerable<ReplicaSummary> networks) =>
        networks.ToDictionary(network => network.Seed, network => network.Final.Score);

    private static AdviceOutcome Outcome(string name, string change, PairedGain? gain, IReadOnlyList<ReplicaSummary> networks) =>
        new(name, change, 20, 0.9, gain, null) { Replicas = networks };

    private static ReplicaSummary[] Networks(params double[] accuracies) => [.. accuracies.Select((accuracy, i) => Learned(
        new ReplicaSummary { Seed = (ulong)i + 1, Status = RunResult.Completed, Epochs = 20, Final = new FinalScores { Accuracy = accuracy } }, 2, 10.3))];

    private static ReplicaSummary Learned(ReplicaSummary network, double first, double last) =>
        network with { LearnedAt = new Dictionary<string, double?> { ["a"] = first, ["b"] = last } };
}
