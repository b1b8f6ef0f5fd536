using System.Globalization;

namespace FusionLab.Figures;

/// <summary>Round marks on a linear axis: steps of 1, 2, 2.5 or 5 times a power of ten.</summary>
internal static class LinearTicks
{
    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];

    /// <summary>The marks between two values.</summary>
    /// <param name="min">The lower end.</param>
    /// <param name="max">The upper end; above <paramref name="min"/>.</param>
    /// <param name="most">No more marks than this, but at least two where round values allow.</param>
    public static TickSet Between(double min, double max, int most)
    {
        double rough = (max - min) / most;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = Steps.First(candidate => candidate * power >= rough * (1 - 1e-9)) * power;
        long first = (long)Math.Ceiling((min / step) - 1e-9), last = (long)Math.Floor((max / step) + 1e-9);

        double largest = Math.Max(Math.Abs(first), Math.Abs(last)) * step;
        int exponent = largest == 0 ? 0 : (int)Math.Floor(Math.Log10(largest) + 1e-9);
        int factor = exponent is >= 5 or <= -3 ? exponent : 0;
        double unit = Math.Pow(10, factor);
        int decimals = Decimals(step / unit);

        var ticks = new List<Tick>();
        for (long k = first; k <= last; k++)
        {
            ticks.Add(new Tick(k * step, Write(k * step / unit, decimals)));
        }

        return new TickSet(ticks, [], factor == 0 ? null : $"$×10^{{{factor.ToString(CultureInfo.InvariantCulture)}}}$");
    }

    /// <summary>A value with the decimals it needs, up to four significant digits.</summary>
    public static string Plain(double value) => value.ToString("G4", CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Write(double value, int decimals)
    {
        double rounded = Math.Round(value, decimals);
        return (rounded == 0 ? 0 : rounded).ToString("F" + decimals, CultureInfo.InvariantCulture).Replace('-', '−');
    }

    /// <summary>The decimals that tell multiples of the step apart.</summary>
    private static int Decimals(double step)
    {
        int decimals = 0;
        while (decimals < 10 && Math.Abs(step - Math.Round(step, decimals)) > step * 1e-6)
        {
            decimals++;
        }

        return decimals;
    }
}
