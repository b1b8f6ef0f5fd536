
namespace FusionLab.Figures;

/// <summary>One line of a legend: a text with the samples of every series that carries it.</summary>
internal sealed record LegendEntry(Label Text, IReadOnlyList<Series> Series)
{
    private const double Gap = 6;

    public double Width => Legend.SampleWidth + Gap + Text.Width(Legend.FontSize);

    /// <summary>The labelled series in order of appearance, one entry a label.</summary>
    public static List<LegendEntry> Of(IEnumerable<Series> series) =>
        [.. series.Where(one => one.Label is not null).GroupBy(one => one.Label!)
            .Select(group => new LegendEntry(new Label(group.Key), [.. group]))];

    public void Draw(SvgWriter svg, double left, double middle)
    {
        svg.Open("g", ("class", "entry"), ("data-series", Text.PlainText),
            ("transform", $"translate({new Pixel(left + (Legend.SampleWidth / 2), middle)})"));
        foreach (string sample in Series.Select(Sample).Distinct())
        {
            svg.Append(sample);
        }

        Text.Draw(svg, new Pixel((Legend.SampleWidth / 2) + Gap, 3.6), "start", fontSize: Legend.FontSize);
        svg.Close();
    }

    private static string Sample(Series series)
    {
        var sample = new SvgWriter();
        sample.Open("g", ("class", StyleSheet.Class(series.Ink)));
        series.DrawSample(sample);
        return sample.Close().ToString();
    }
}
