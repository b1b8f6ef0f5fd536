using FusionLab.Figures;

namespace FusionLab.Tests.Figures;

public class TickTests
{
    [Theory]
    [InlineData(0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 10, 5, "0 2 4 6 8 10")]
    [InlineData(-0.9, 0.9, 4, "−0.5 0.0 0.5")]
    [InlineData(0, 520, 6, "0 100 200 300 400 500")]
    [InlineData(0, 1, 4, "0.00 0.25 0.50 0.75 1.00")]
    [InlineData(-3, -1, 2, "−3 −2 −1")]
    [InlineData(99.9, 100.1, 4, "99.90 99.95 100.00 100.05 100.10")]
    [InlineData(0, 9999, 4, "0 2500 5000 7500")]
    public void Linear_ticks_are_round_and_carry_the_decimals_they_need(double min, double max, int most, string expected)
    {
        var ticks = Ticks.PlaceLinear(min, max, most);

        Assert.Equal(expected, string.Join(' ', ticks.Major.Select(tick => tick.Text)));
        Assert.Null(ticks.Factor);
    }

    [Theory]
    [InlineData(0, 250_000, 5, "0.0 0.5 1.0 1.5 2.0 2.5", "$×10^{5}$")]
    [InlineData(0, 0.004, 4, "0 1 2 3 4", "$×10^{-3}$")]
    public void Very_large_and_very_small_values_share_a_factor(double min, double max, int most, string expected, string factor)
    {
        var ticks = Ticks.PlaceLinear(min, max, most);

        Assert.Equal(expected, string.Join(' ', ticks.Major.Select(tick => tick.Text)));
        Assert.Equal(factor, ticks.Factor);
    }

    [Theory]
    [InlineData(1e-4, 10, 6, "$10^{-4}$ $10^{-3}$ $10^{-2}$ $10^{-1}$ $10^{0}$ $10^{1}$")]
    [InlineData(1e-9, 1, 4, "$10^{-9}$ $10^{-6}$ $10^{-3}$ $10^{0}$")]
    [InlineData(0.9, 60, 7, "1 2 5 10 20 50")]
    [InlineData(1.9, 6, 5, "2 3 4 5 6")] // 2 and 5 alone are too few to read the axis by
    [InlineData(3.1, 3.6, 6, "3.1 3.2 3.3 3.4 3.5 3.6")]
    public void Logarithmic_ticks_are_powers_of_ten_or_round_values_within_a_decade(double min, double max, int most, string expected)
    {
        Assert.Equal(expected, string.Join(' ', Ticks.PlaceLogarithmic(min, max, most).Major.Select(tick => tick.Text)));
    }

    [Fact]
    public void Ticks_lie_on_the_axis_and_never_exceed_the_room_by_more_than_one()
    {
        var random = new Random(7);
        for (int i = 0; i < 2000; i++)
        {
            double min = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 7));
            double max = min + (random.NextDouble() * Math.Pow(10, random.Next(-3, 7))) + (1e-3 * Math.Abs(min));
            int most = random.Next(2, 9);

            var ticks = Ticks.PlaceLinear(min, max, most).Major;

            Assert.InRange(ticks.Count, 1, most + 1);
            Assert.All(ticks, tick => Assert.InRange(tick.Value, min - ((max - min) * 1e-6), max + ((max - min) * 1e-6)));
            Assert.Equal(ticks.Count, ticks.Select(tick => tick.Text).Distinct().Count());
        }
    }
}
