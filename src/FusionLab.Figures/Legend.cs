namespace FusionLab.Figures;

/// <summary>
/// A legend: a column inside the plot area, or rows above it. Each entry is a text with the samples of every series that carries it.
/// </summary>
internal sealed class Legend
{
    public const double SampleWidth = 24;
    private const double SampleGap = 6;
    private const double RowHeight = 15;
    private const double Padding = 5;
    private const double ColumnGap = 16;
    private const double Inset = 4;
    private const double Clearance = 3;

    // Corners first, then the middles of the sides, then anywhere on a raster.
    private static readonly (double X, double Y)[] s_places =
    [
        (1, 0), (0, 0), (1, 1), (0, 1), (1, 0.5), (0, 0.5), (0.5, 0), (0.5, 1),
        .. from y in Enumerable.Range(0, 13) from x in Enumerable.Range(0, 13) select (x / 12.0, y / 12.0),
    ];

    private readonly List<(Label Text, List<Series> Series)> _entries;

    /// <summary>Makes one entry per label, in the order of appearance; series without a label have none.</summary>
    public Legend(IEnumerable<Series> series) => _entries =
        [.. series.Where(one => one.Label is not null).GroupBy(one => one.Label!).Select(group => (new Label(group.Key), group.ToList()))];

    public bool IsEmpty => _entries.Count == 0;

    public IEnumerable<string> Texts => _entries.Select(entry => entry.Text.PlainText);

    public static void DrawSampleLine(SvgWriter svg, string style) => svg.Path(style, $"M-{SampleWidth / 2} 0h{SampleWidth}");

    public static void DrawSampleBox(SvgWriter svg, string style, double height) => svg.Leaf(
        "rect", ("class", style), ("x", -SampleWidth / 2), ("y", -height / 2), ("width", SampleWidth), ("height", height));

    /// <summary>Finds a place for a column in the plot area where it covers no data; null when every one would.</summary>
    public Rect? FindPlace(Rect area, IReadOnlyList<Obstacle> obstacles)
    {
        if (IsEmpty)
        {
            return null;
        }

        double width = _entries.Max(Width) + (2 * Padding), height = (_entries.Count * RowHeight) + (2 * Padding) - 3;
        double roomX = area.Width - width - (2 * Inset), roomY = area.Height - height - (2 * Inset);
        if (roomX < 0 || roomY < 0)
        {
            return null;
        }

        var places = s_places.Select(at => new Rect(area.Left + Inset + (at.X * roomX), area.Top + Inset + (at.Y * roomY), width, height));
        return places.Cast<Rect?>().FirstOrDefault(place => !obstacles.Any(obstacle => obstacle.Touches(place!.Value.Grow(Clearance))));
    }

    public void DrawColumn(SvgWriter svg, Rect place)
    {
        svg.Open("g", ("class", "legend"));
        for (int i = 0; i < _entries.Count; i++)
        {
            DrawEntry(svg, i, place.Left + Padding, place.Top + Padding - 1.5 + ((i + 0.5) * RowHeight));
        }

        svg.Close();
    }

    /// <summary>The height of the rows when they may be this wide.</summary>
    public double RowsHeight(double width)
    {
        int columns = ColumnWidths(width).Length;
        return IsEmpty ? 0 : ((_entries.Count + columns - 1) / columns * RowHeight) + 4;
    }

    /// <summary>Draws as many aligned columns as fit, filled row by row and centred.</summary>
    public void DrawRows(SvgWriter svg, double left, double top, double width)
    {
        svg.Open("g", ("class", "legend"));
        double[] widths = ColumnWidths(width);
        double start = left + Math.Max(0, (width - TotalWidth(widths)) / 2);
        for (int i = 0; i < _entries.Count; i++)
        {
            int column = i % widths.Length, row = i / widths.Length;
            DrawEntry(svg, i, start + widths[..column].Sum() + (column * ColumnGap), top + ((row + 0.5) * RowHeight));
        }

        svg.Close();
    }

    private static double Width((Label Text, List<Series> Series) entry) => SampleWidth + SampleGap + entry.Text.Width;

    private static double TotalWidth(double[] columns) => columns.Sum() + ((columns.Length - 1) * ColumnGap);

    /// <summary>The widths of as many columns as fit, or of one.</summary>
    private double[] ColumnWidths(double width)
    {
        return Enumerable.Range(1, _entries.Count).Reverse().Select(Divide)
            .FirstOrDefault(widths => TotalWidth(widths) <= width || widths.Length == 1, []);

        double[] Divide(int columns) =>
            [.. Enumerable.Range(0, columns).Select(column => _entries.Where((_, i) => i % columns == column).Max(Width))];
    }

    private void DrawEntry(SvgWriter svg, int index, double left, double middle)
    {
        var (text, series) = _entries[index];
        svg.Open("g", ("class", "entry"), ("data-series", text.PlainText),
            ("transform", $"translate({new Pixel(left + (SampleWidth / 2), middle)})"));
        foreach (string sample in series.Select(DrawSample).Distinct())
        {
            svg.Append(sample);
        }

        text.Draw(svg, new Pixel((SampleWidth / 2) + SampleGap, 3.6), "start");
        svg.Close();
    }

    private static string DrawSample(Series series)
    {
        var sample = new SvgWriter();
        sample.Open("g", ("class", StyleSheet.InkClass(series.Ink)));
        series.DrawSample(sample);
        sample.Close();
        return sample.ToString();
    }
}

/// <summary>Ink that a legend must not cover: a segment with a radius. A marker is a segment of no length.</summary>
internal readonly record struct Obstacle(Pixel From, Pixel To, double Radius)
{
    public static Obstacle Around(Pixel centre, double radius) => new(centre, centre, radius);

    /// <summary>The segments of a polyline, simplified.</summary>
    public static IEnumerable<Obstacle> Along(IReadOnlyList<Pixel> line, double radius)
    {
        var points = PathData.Simplify(line);
        return points.Zip(points.Skip(1), (from, to) => new Obstacle(from, to, radius));
    }

    public bool Touches(Rect rect) => Clip.Segment(From, To, rect.Grow(Radius)) is not null;
}
