
namespace FusionLab.Tests;

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
    public void Without_any_ratio_there_is_no_mean() => Assert.Equal(new RatioSummary(null, null, 0, 2), RatioSummary.FromRatios([null, null]));
}
