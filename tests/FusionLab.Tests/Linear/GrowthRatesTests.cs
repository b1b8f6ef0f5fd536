using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

public sealed class GrowthRatesTests
{
    [Theory]
    [InlineData(3, 1, 4, true)] // figure 4a
    [InlineData(4, 1, 3, false)] // figure 4b
    public void The_examples_of_figure_4(double sigmaA, double weightA, double weightB, bool superficial)
    {
        var task = TaskStatistics.FromGaussian(0, sigmaA, 1, weightA, weightB);
        Assert.Equal(0, GrowthRates.FromTask(task).First);
        Assert.Equal(superficial, IsSuperficial(task));
    }

    [Theory]
    [InlineData(2, 0.75, PreferenceRegion.I)]
    [InlineData(0.5, 3, PreferenceRegion.II)]
    [InlineData(2, 0.4, PreferenceRegion.III)]
    [InlineData(2, 0.1, PreferenceRegion.IV)]
    public void The_regions_of_figure_4c_agree_with_the_inequalities(double sigmaRatio, double weightRatio, PreferenceRegion region)
    {
        Assert.Equal(region, Formulas.FindPreferenceRegion(sigmaRatio, weightRatio));
        var task = TaskStatistics.FromGaussian(0, sigmaRatio, 1, weightRatio, 1);
        Assert.Equal(region is PreferenceRegion.I or PreferenceRegion.III, GrowthRates.FromTask(task).First == 0);
        Assert.Equal(region is PreferenceRegion.II or PreferenceRegion.III, IsSuperficial(task));
    }

    [Fact]
    public void Names_do_not_matter() => RandomTasks.Hold(task =>
        GrowthRates.FromTask(task).First == 1 - GrowthRates.FromTask(RandomTasks.Swapped(task)).First
        && IsSuperficial(task) == IsSuperficial(RandomTasks.Swapped(task)));

    [Fact]
    public void With_several_outputs_the_spectral_measure_follows_the_strongest_mode()
    {
        // A correlates 3 with one output; B correlates 2.5 with each of two: larger by Frobenius (3.54), slower by mode.
        double[,] sigma = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
        double[,] weights = { { 3, 0, 0 }, { 0, 2.5, 0 }, { 0, 0, 2.5 } };
        var task = TaskStatistics.FromCovariance(sigma, weights, [new("a", 1), new("b", 2)]);
        Assert.Equal(1, GrowthRates.FromTask(task).First);
        Assert.Equal(0, GrowthRates.FromTask(task, MatrixSize.Spectral).First);
        var rates = GrowthRates.FromTask(task, MatrixSize.Spectral);
        Assert.Equal(3 / 2.5, Formulas.LateFusionRatio(rates), 12);
        Assert.Equal(3 / 2.5, Formulas.LateFusionSignedRatio(rates), 12);
    }

    private static bool IsSuperficial(TaskStatistics task) =>
        Prediction.Predict(task, TheoryNetworks.TwoLayers(task)).SuperficialPreference;
}
