using FusionLab.Data;

namespace FusionLab.Tests.Data;

public class XorTaskTests
{
    [Fact]
    public void The_target_is_the_linear_input_plus_one_where_the_signs_differ()
    {
        var samples = new XorTask(linearVariance: 3).Draw(seed: 1, count: 1000);
        for (int p = 0; p < samples.Count; p++)
        {
            var (linear, first, second) = (samples.Values[3 * p], samples.Values[(3 * p) + 1], samples.Values[(3 * p) + 2]);
            Assert.Equal(1, Math.Abs(first));
            Assert.Equal(1, Math.Abs(second));
            Assert.Equal(linear + (first != second ? 1 : -1), samples.Targets[p]);
        }
    }

    [Fact]
    public void No_linear_network_can_see_the_xor()
    {
        var statistics = new XorTask(linearVariance: 2, sampleCount: 100_000).ComputeStatistics(seed: 1);

        Assert.Equal(2, statistics.SigmaYxOf(0)[0, 0], 0.05);
        Assert.Equal(0, statistics.SigmaYxOf(1).FrobeniusNorm(), 0.05);
        Assert.Equal(0, statistics.Sigma[1, 2]); // every corner as often as the others
        Assert.Equal(3, statistics.OutputPower, 0.05);
    }
}
