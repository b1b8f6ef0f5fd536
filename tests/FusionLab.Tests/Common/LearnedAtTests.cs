
namespace FusionLab.Tests;

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
        var seldom = LearnedAt.Find(Histories.Of([0, 1, 2, 3], curve), 0)!;
        var often = LearnedAt.Find(Histories.Of([0, 0.5, 1, 1.5, 2, 2.5, 3], curve), 0)!;

        Assert.Equal(3, seldom.Index);
        Assert.Equal(3, often.Index);
        Assert.Equal(2.5, seldom.Epochs, 12);
        Assert.Equal(2.75, often.Epochs, 12);
    }

    [Fact]
    public void A_peak_within_an_epoch_has_no_index()
    {
        var history = Histories.Of([0, 0.5, 1], epoch => epoch == 0.5 ? 0.6 : 0.4);

        Assert.Equal(new LearnedAt(0.25, null), LearnedAt.Find(history, 0) is { } learned ? learned with { Epochs = Math.Round(learned.Epochs, 12) } : null);
    }
}
