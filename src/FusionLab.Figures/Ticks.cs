using System.Globalization;

namespace FusionLab.Figures;

/// <summary>A labelled mark on an axis.</summary>
/// <param name="Value">Where.</param>
/// <param name="Text">The label; may carry mathematics.</param>
internal readonly record struct Tick(double Value, string Text);

/// <summary>The marks of one axis.</summary>
/// <param name="Major">Labelled marks, ascending.</param>
/// <param name="Minor">Values of short marks without labels.</param>
/// <param name="Factor">What the labels are to be multiplied by, as <c>$×10^{5}$</c>; null when nothing.</param>
internal sealed record Ticks(IReadOnlyList<Tick> Major, IReadOnlyList<double> Minor, string? Factor = null)
{
    private static readonly double[] s_steps = [1, 2, 2.5, 5, 10];

    /// <summary>Places the marks that an axis asks for, or round ones.</summary>
    public static Ticks Place(Axis axis, AxisScale scale, double spacing)
    {
        if (axis.IsHidden)
        {
            return new Ticks([], []);
        }

        if (axis.Ticks is { } values)
        {
            var ticks = values.Select((value, i) => new Tick(value, axis.TickLabels is { } texts ? texts[i] : Write(value)));
            return new Ticks([.. ticks.Where(tick => scale.Spans(tick.Value))], []);
        }

        int most = Math.Max(2, (int)(scale.Length / spacing));
        return scale.IsLog ? PlaceLogarithmic(scale.Min, scale.Max, most) : PlaceLinear(scale.Min, scale.Max, most);
    }

    /// <summary>Places round marks on a linear axis: steps of 1, 2, 2.5 or 5 times a power of ten.</summary>
    /// <param name="min">The lower end.</param>
    /// <param name="max">The upper end; above <paramref name="min"/>.</param>
    /// <param name="most">No more marks than this, but at least two where round values allow.</param>
    public static Ticks PlaceLinear(double min, double max, int most)
    {
        double rough = (max - min) / most;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = s_steps.First(candidate => candidate * power >= rough * (1 - 1e-9)) * power;
        long first = (long)Math.Ceiling((min / step) - 1e-9), last = (long)Math.Floor((max / step) + 1e-9);

        double largest = Math.Max(Math.Abs(first), Math.Abs(last)) * step;
        int exponent = largest == 0 ? 0 : (int)Math.Floor(Math.Log10(largest) + 1e-9);
        int factor = exponent is >= 5 or <= -3 ? exponent : 0;
        double unit = Math.Pow(10, factor);
        int decimals = CountDecimals(step / unit);

        var ticks = new List<Tick>();
        for (long k = first; k <= last; k++)
        {
            ticks.Add(new Tick(k * step, Write(k * step / unit, decimals)));
        }

        return new Ticks(ticks, [], factor == 0 ? null : $"$×{WritePower(factor)}$");
    }

    /// <summary>
    /// Places marks on a logarithmic axis: powers of ten, or 1, 2, 5 within a decade or two, or round values within less.
    /// </summary>
    /// <param name="min">The lower end, above zero.</param>
    /// <param name="max">The upper end.</param>
    /// <param name="most">No more labelled marks than this.</param>
    public static Ticks PlaceLogarithmic(double min, double max, int most)
    {
        int first = (int)Math.Ceiling(Math.Log10(min) - 1e-9), last = (int)Math.Floor(Math.Log10(max) + 1e-9);
        var between = Multiples(2, 3, 4, 5, 6, 7, 8, 9);
        if (last - first >= 2)
        {
            int stride = ((last - first) / most) + 1;
            int[] decades = [.. Enumerable.Range(first, last - first + 1)];
            var skipped = decades.Where(decade => decade % stride != 0).Select(decade => Math.Pow(10, decade));
            var kept = decades.Where(decade => decade % stride == 0);
            return new Ticks(
                [.. kept.Select(decade => new Tick(Math.Pow(10, decade), $"${WritePower(decade)}$"))],
                [.. stride == 1 ? between : skipped]);
        }

        double[] major = [.. Multiples(1, 2, 5)];
        if (major.Length < 3 || major.Length > most)
        {
            major = [.. major.Length > most
                ? Multiples(1, 3)
                : PlaceLinear(min, max, most).Major.Select(tick => tick.Value).Where(value => value > 0)];
        }

        var minor = between.Where(value => !major.Any(labelled => Math.Abs(labelled - value) < 1e-9 * value));
        return new Ticks([.. major.Select(value => new Tick(value, Write(value)))], [.. minor]);

        IEnumerable<double> Multiples(params int[] digits) =>
            from decade in Enumerable.Range(first - 1, last - first + 3)
            from digit in digits
            let value = digit * Math.Pow(10, decade)
            where value >= min && value <= max
            select value;
    }

    private static string WritePower(int exponent) => string.Create(CultureInfo.InvariantCulture, $"10^{{{exponent}}}");

    /// <summary>Writes a value with the decimals it needs, up to four significant digits.</summary>
    private static string Write(double value) => value.ToString("G4", CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Write(double value, int decimals)
    {
        double rounded = Math.Round(value, decimals);
        return (rounded == 0 ? 0 : rounded).ToString("F" + decimals, CultureInfo.InvariantCulture).Replace('-', '−');
    }

    /// <summary>The decimals that tell multiples of the step apart.</summary>
    private static int CountDecimals(double step)
    {
        int decimals = 0;
        while (decimals < 10 && Math.Abs(step - Math.Round(step, decimals)) > step * 1e-6)
        {
            decimals++;
        }

        return decimals;
    }
}
