
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
        var order = LearningOrder.Find(Histories.Of(epochs, Histories.Crossing(a), Histories.Crossing(b)));

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
        var order = LearningOrder.Find(Histories.Of(epochs, Histories.Crossing(4), Histories.Crossing(2), Histories.Crossing(8)));

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
