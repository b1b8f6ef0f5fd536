using System.Globalization;

namespace FusionLab.Figures;

/// <summary>Marks on a logarithmic axis: powers of ten, or 1, 2, 5 within a decade or two, or round values within less.</summary>
internal static class LogTicks
{
    /// <summary>The marks between two positive values.</summary>
    /// <param name="min">The lower end.</param>
    /// <param name="max">The upper end.</param>
    /// <param name="most">No more labelled marks than this.</param>
    public static TickSet Between(double min, double max, int most)
    {
        int first = (int)Math.Ceiling(Math.Log10(min) - 1e-9), last = (int)Math.Floor(Math.Log10(max) + 1e-9);
        if (last - first >= 2)
        {
            return Decades(min, max, first, last, most);
        }

        var within = Multiples(first - 1, last + 1, [1, 2, 5]).Where(value => value >= min && value <= max).ToList();
        if (within.Count < 3 || within.Count > most)
        {
            within = [.. within.Count > most
                ? Multiples(first - 1, last + 1, [1, 3]).Where(value => value >= min && value <= max)
                : LinearTicks.Between(min, max, most).Major.Select(tick => tick.Value).Where(value => value > 0)];
        }

        var minor = Minor(first, last, min, max).Where(value => !within.Any(major => Math.Abs(major - value) < 1e-9 * value));
        return new TickSet([.. within.Select(value => new Tick(value, LinearTicks.Plain(value)))], [.. minor], null);
    }

    private static TickSet Decades(double min, double max, int first, int last, int most)
    {
        int stride = ((last - first) / most) + 1;
        var ticks = new List<Tick>();
        for (int decade = first; decade <= last; decade++)
        {
            if (decade % stride == 0)
            {
                ticks.Add(new Tick(Math.Pow(10, decade), $"$10^{{{decade.ToString(CultureInfo.InvariantCulture)}}}$"));
            }
        }

        var minor = stride == 1
            ? Minor(first, last, min, max)
            : Enumerable.Range(first, last - first + 1).Where(decade => decade % stride != 0).Select(decade => Math.Pow(10, decade));
        return new TickSet(ticks, [.. minor], null);
    }

    private static IEnumerable<double> Minor(int first, int last, double min, double max) =>
        Multiples(first - 1, last + 1, [2, 3, 4, 5, 6, 7, 8, 9]).Where(value => value >= min && value <= max);

    private static IEnumerable<double> Multiples(int first, int last, int[] digits) =>
        from decade in Enumerable.Range(first, last - first + 1)
        from digit in digits
        select digit * Math.Pow(10, decade);
}
