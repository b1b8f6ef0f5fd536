using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Tests.Runs;

/// <summary>Chance is an accuracy of 0.1 and a loss of 1; the modalities are called a and b.</summary>
public class LearningDoubtTests
{
    [Fact]
    public void Clocks_that_agree_leave_no_doubt() =>
        Assert.Empty(Describe(Replica([0.1, 0.6, 0.9], [0.1, 0.3, 0.6], [1, 0.4, 0.2], [1, 0.9, 0.3])));

    [Fact]
    public void Clocks_that_disagree_on_the_order_are_named() =>
        Assert.Contains("The clocks disagree on the order (1 of 1 seed): by accuracy A is learned first, by what it removes from the loss B.",
            Describe(Replica([0.1, 0.6, 0.9], [0.1, 0.3, 0.6], [1, 0.95, 0.2], [1, 0.3, 0.3])).First());

    [Fact]
    public void An_accuracy_that_crosses_before_the_loss_has_fallen_is_named()
    {
        var unmoved = Replica([0.1, 0.6, 0.9], [0.1, 0.3, 0.6], [1, 0.9999, 0.2], [1, 1, 0.3]);
        var moved = Replica([0.1, 0.6, 0.9], [0.1, 0.3, 0.6], [1, 0.98, 0.2], [1, 1, 0.3]);

        Assert.StartsWith("A alone reaches 50 % before the loss has fallen by 1 % (1 of 2 seeds)", Assert.Single(Describe(unmoved, moved)));
    }

    [Fact]
    public void A_modality_that_is_learned_and_unlearned_is_named() =>
        Assert.Equal("B alone falls below 50 % again after it has reached it (2 of 2 seeds), and ends below it in 1 of them.",
            Assert.Single(Describe(
                Replica([0.1, 0.6, 0.9, 0.9], [0.1, 0.3, 0.6, 0.2], [1, 0.4, 0.2, 0.2], [1, 0.9, 0.3, 0.3]),
                Replica([0.1, 0.6, 0.9, 0.9, 0.9], [0.1, 0.3, 0.6, 0.2, 0.6], [1, 0.4, 0.2, 0.2, 0.2], [1, 0.9, 0.3, 0.3, 0.3]))));

    [Fact]
    public void A_modality_that_is_learned_by_its_accuracy_and_removes_nothing_is_named() =>
        Assert.StartsWith("B counts as learned by its accuracy (1 of 1 seed), but removes less than 5 %",
            Assert.Single(Describe(Replica([0.1, 0.6, 0.9], [0.1, 0.3, 0.6], [1, 0.4, 0.2], [1, 1.2, 0.99]))));

    private static string[] Describe(params ReplicaResult[] replicas) =>
        [.. LearningDoubt.Describe([.. replicas.Select(replica => ReplicaSummary.FromTraining(replica, ["a", "b"]))], ["a", "b"], 0.5)];

    private static ReplicaResult Replica(double[] accuracyA, double[] accuracyB, double[] lossA, double[] lossB)
    {
        var history = accuracyA.Select((a, epoch) => new Evaluation(
            1, 1, epoch, epoch, 0.04, 1, a, [a, accuracyB[epoch]], Math.Min(lossA[epoch], lossB[epoch]), [lossA[epoch], lossB[epoch]]));
        return new ReplicaResult(1, 1, [.. history], Divergence: null, Threshold: 0.5, IsFinished: true) { Chance = new Chance(0.1, 1) };
    }
}
