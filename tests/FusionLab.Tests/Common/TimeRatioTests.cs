namespace FusionLab.Tests;

public class LearningOrderTests
{
    /// <summary>Times, indices and ratios measured with an independent PyTorch script (Table 1, MLP column).</summary>
    [Theory]
    [InlineData(2.78, 2.97, 1.07, 3, 3, 1.00)]
    [InlineData(2.15, 2.89, 1.34, 3, 3, 1.00)]
    [InlineData(1.84, 3.48, 1.89, 2, 4, 1.67)]
    [InlineData(3.04, 3.37, 1.11, 4, 4, 1.00)]
    [InlineData(2.81, 4.74, 1.69, 3, 5, 1.50)]
    [InlineData(1.46, 4.87, 3.32, 2, 5, 2.00)]
    [InlineData(1.71, 4.12, 2.41, 2, 5, 2.00)]
    [InlineData(1.22, 8.13, 6.67, 2, 9, 3.33)]
    [InlineData(3.18, 8.09, 2.54, 4, 9, 2.00)]
    [InlineData(1.63, 8.86, 5.44, 2, 9, 3.33)]
    [InlineData(3.03, 17.95, 5.93, 4, 18, 3.80)]
    [InlineData(1.67, 19.14, 11.47, 2, 20, 7.00)]
    [InlineData(1.56, 20.29, 13.02, 2, 21, 7.33)]
    public void The_three_clocks_agree_with_the_reference_script(double a, double b, double ratio, int indexA, int indexB, double counted)
    {
        var epochs = Enumerable.Range(0, 26).Select(epoch => (double)epoch);
        var order = LearningOrder.Find(Histories.FromCurves(epochs, Histories.Crossing(a), Histories.Crossing(b)));

        Assert.Equal(0, order.First);
        Assert.Equal([indexA, indexB], order.Modalities.Select(learned => learned!.Index!.Value));
        Assert.Equal(a, order.Modalities[0]!.Epochs, 9);
        Assert.Equal(ratio, order.Ratio!.Value, 0.02);
        Assert.Equal((double)indexB / indexA, order.RatioIndex!.Value, 12);
        Assert.Equal(counted, order.RatioCounted!.Value, 0.005);
    }

    [Fact]
    public void The_ratio_is_later_over_earlier_whichever_modality_comes_first()
    {
        var order = LearningOrder.Find(Histories.AfterEachEpoch([0, 0, 0, 0.5, 0.5], [0, 0.5, 0.5, 0.5, 0.5]));

        Assert.Equal(1, order.First);
        Assert.Equal(3, order.Ratio!.Value, 12);
        Assert.Equal(3, order.RatioIndex!.Value, 12);
        Assert.Equal(2, order.RatioCounted!.Value, 12);
    }

    [Fact]
    public void A_replica_that_never_learns_one_modality_has_no_ratio_but_a_first_modality()
    {
        var order = LearningOrder.Find(Histories.AfterEachEpoch([0, 0.6], [0, 0.4]));

        Assert.Equal(0, order.First);
        Assert.False(order.AllLearned);
        Assert.Null(order.Ratio);
        Assert.Null(order.RatioIndex);
        Assert.Null(order.RatioCounted);
    }

    [Fact]
    public void A_modality_known_from_the_start_leaves_only_the_counted_ratio()
    {
        var order = LearningOrder.Find(Histories.AfterEachEpoch([0.6, 0.6, 0.6], [0, 0, 0.5]));

        Assert.Null(order.Ratio);
        Assert.Null(order.RatioIndex);
        Assert.Equal(3, order.RatioCounted!.Value, 12);
    }

    [Fact]
    public void A_tie_has_ratio_1_and_no_first_modality()
    {
        var order = LearningOrder.Find(Histories.AfterEachEpoch([0, 0.6], [0, 0.6]));

        Assert.Null(order.First);
        Assert.Equal(1, order.Ratio);
        Assert.Equal(1, order.RatioCounted);
    }

    [Fact]
    public void With_three_modalities_the_ratio_is_between_the_last_and_the_first()
    {
        var epochs = Enumerable.Range(0, 10).Select(epoch => (double)epoch);
        var order = LearningOrder.Find(Histories.FromCurves(epochs, Histories.Crossing(4), Histories.Crossing(2), Histories.Crossing(8)));

        Assert.Equal(1, order.First);
        Assert.Equal(4, order.Ratio!.Value, 9);
        Assert.Equal(3, order.RatioCounted!.Value, 9);
    }

    [Fact]
    public void A_task_without_unimodal_accuracies_has_no_order()
    {
        var order = LearningOrder.Find([new Evaluation(1, 1, 0, 0, 0.04, 1, null, [])]);

        Assert.False(order.AllLearned);
        Assert.Null(order.First);
        Assert.Null(order.Ratio);
    }
}

public class LearnedAtTests
{
    [Fact]
    public void The_crossing_is_interpolated_between_the_two_evaluations_around_it()
    {
        var history = Histories.AfterEachEpoch([0.1, 0.3, 0.7, 0.9]);

        Assert.Equal(new LearnedAt(1.5, 2), LearnedAt.Find(history, 0));
    }

    [Fact]
    public void A_curve_that_never_reaches_the_threshold_is_not_learned() =>
        Assert.Null(LearnedAt.Find(Histories.AfterEachEpoch([0.1, 0.3, 0.49]), 0));

    [Fact]
    public void A_curve_that_starts_above_the_threshold_is_learned_at_0() =>
        Assert.Equal(new LearnedAt(0, 0), LearnedAt.Find(Histories.AfterEachEpoch([0.6, 0.4]), 0));

    [Fact]
    public void Reaching_the_threshold_exactly_counts() =>
        Assert.Equal(new LearnedAt(2, 2), LearnedAt.Find(Histories.AfterEachEpoch([0.1, 0.3, 0.5, 0.5]), 0));

    [Fact]
    public void The_first_crossing_counts_even_when_the_curve_falls_again() =>
        Assert.Equal(new LearnedAt(0.5, 1), LearnedAt.Find(Histories.AfterEachEpoch([0.4, 0.6, 0.2, 0.9]), 0));

    [Fact]
    public void The_threshold_can_be_chosen() =>
        Assert.Equal(3, LearnedAt.Find(Histories.AfterEachEpoch([0.1, 0.3, 0.7, 0.9]), 0, threshold: 0.9)!.Epochs, 12);

    [Fact]
    public void Evaluations_within_an_epoch_sharpen_the_interpolated_clock_and_leave_the_index_alone()
    {
        Func<double, double> curve = epoch => epoch < 2.75 ? 0.1 : 0.9;
        var seldom = LearnedAt.Find(Histories.FromCurves([0, 1, 2, 3], curve), 0)!;
        var often = LearnedAt.Find(Histories.FromCurves([0, 0.5, 1, 1.5, 2, 2.5, 3], curve), 0)!;

        Assert.Equal(3, seldom.Index);
        Assert.Equal(3, often.Index);
        Assert.Equal(2.5, seldom.Epochs, 12);
        Assert.Equal(2.75, often.Epochs, 12);
    }

    [Fact]
    public void A_peak_within_an_epoch_has_no_index()
    {
        var history = Histories.FromCurves([0, 0.5, 1], epoch => epoch == 0.5 ? 0.6 : 0.4);

        var learned = LearnedAt.Find(history, 0)!;
        Assert.Equal(0.25, learned.Epochs, 12);
        Assert.Null(learned.Index);
    }
}

/// <summary>Chance is a loss of 2 throughout; a modality contributes 2 minus its own loss.</summary>
public class ContributionClockTests
{
    private const double Chance = 2;

    [Fact]
    public void A_modality_is_learned_when_it_removes_half_of_what_it_ever_removes()
    {
        var order = Find([2, 1.5, 1, 1], [2, 2, 1.8, 1.2, 1.2]);

        Assert.Equal(1, order.Modalities[0]!.Epochs, 12);
        Assert.Equal(2 + (0.2 / 0.6), order.Modalities[1]!.Epochs, 12);
        Assert.Equal(0, order.First);
        Assert.Equal(2 + (1 / 3.0), order.Ratio!.Value, 12);
    }

    [Fact]
    public void A_modality_that_is_learned_and_unlearned_was_learned_on_its_way_up() =>
        Assert.Equal(1.5, Find([2, 2, 1, 2, 3], [2, 1, 1, 1, 1]).Modalities[0]!.Epochs, 12);

    [Theory]
    [InlineData(0.049, false)]
    [InlineData(0.051, true)]
    public void A_modality_that_removes_less_than_a_twentieth_of_what_all_remove_is_never_learned(double removed, bool isLearned) =>
        Assert.Equal(isLearned, Find([2, 2 - removed], [2, 1]).Modalities[0] is not null);

    [Fact]
    public void A_modality_that_only_adds_to_the_loss_is_never_learned() => Assert.Null(Find([2, 2.5], [2, 1]).Modalities[0]);

    [Fact]
    public void Where_nothing_is_removed_nothing_is_learned() => Assert.All(Find([2, 2], [2, 2]).Modalities, Assert.Null);

    [Fact]
    public void Losses_that_are_no_numbers_are_left_out()
    {
        var history = History([2, 2, 1], [2, 1, 1]);
        history[1] = history[1] with { TestLoss = null, UnimodalLoss = [null, 1] };

        Assert.Equal(1, LearningOrder.FindByContribution(history, Chance)!.Modalities[0]!.Epochs, 12);
    }

    [Fact]
    public void Regression_has_no_such_clock() =>
        Assert.Null(LearningOrder.FindByContribution([new Evaluation(1, 1, 0, 0, 0.04, 1, null, [])], Chance));

    private static LearningOrder Find(double[] a, double[] b) => LearningOrder.FindByContribution(History(a, b), Chance)!;

    /// <summary>Losses alone after each epoch; together the modalities reach the smaller of the two. A shorter list keeps its end.</summary>
    private static List<Evaluation> History(double[] a, double[] b) => [.. Enumerable.Range(0, Math.Max(a.Length, b.Length)).Select(epoch =>
    {
        double lossA = a[Math.Min(epoch, a.Length - 1)], lossB = b[Math.Min(epoch, b.Length - 1)];
        return new Evaluation(1, 1, epoch, epoch, 0.04, 1, 0.5, [0.5, 0.5], Math.Min(lossA, lossB), [lossA, lossB]);
    })];
}

public class RatioSummaryTests
{
    [Fact]
    public void Mean_and_sample_standard_deviation_over_the_replicas_that_have_a_ratio()
    {
        var summary = RatioSummary.FromRatios([2, 4, null, 9]);

        Assert.Equal(5, summary.Mean!.Value, 12);
        Assert.Equal(Math.Sqrt((9 + 1 + 16) / 2.0), summary.Std!.Value, 12);
        Assert.Equal(3, summary.N);
        Assert.Equal(1, summary.Unlearned);
    }

    [Fact]
    public void One_replica_has_a_mean_and_no_spread() => Assert.Equal(new RatioSummary(3, null, 1, 0), RatioSummary.FromRatios([3]));

    [Fact]
    public void Without_any_ratio_there_is_no_mean() =>
        Assert.Equal(new RatioSummary(null, null, 0, 2), RatioSummary.FromRatios([null, null]));
}

/// <summary>Builds evaluation histories from accuracy curves.</summary>
internal static class Histories
{
    /// <summary>Evaluations at <paramref name="epochs"/>; one curve per modality.</summary>
    public static List<Evaluation> FromCurves(IEnumerable<double> epochs, params Func<double, double>[] curves) =>
    [
        .. epochs.Select(epoch => new Evaluation(1, 1, epoch, (long)(60 * epoch), 0.04, 1, 0.5, [.. curves.Select(curve => curve(epoch))])),
    ];

    /// <summary>Evaluations before the first epoch and after each, from one list of accuracies a modality.</summary>
    public static List<Evaluation> AfterEachEpoch(params double[][] accuracies) =>
        FromCurves(
            Enumerable.Range(0, accuracies[0].Length).Select(epoch => (double)epoch),
            [.. accuracies.Select(list => (Func<double, double>)(epoch => list[(int)epoch]))]);

    /// <summary>A straight accuracy curve that passes 50 % at a given time.</summary>
    public static Func<double, double> Crossing(double at) => epoch => 0.5 + 0.01 * (epoch - at);
}
