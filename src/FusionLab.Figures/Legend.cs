
namespace FusionLab.Figures;

/// <summary>A legend: a column inside the plot area, or rows above it.</summary>
internal sealed class Legend(IReadOnlyList<LegendEntry> entries)
{
    public const double SampleWidth = 24;
    public const double FontSize = 11;
    private const double RowHeight = 15;
    private const double Padding = 5;
    private const double ColumnGap = 16;

    /// <summary>The path of a sample line, centred at the origin.</summary>
    public static string SampleLine => $"M-{SampleWidth / 2} 0h{SampleWidth}";

    /// <summary>Draws a sample box, centred at the origin.</summary>
    public static void DrawSampleBox(SvgWriter svg, string kind, double height) => svg.Leaf(
        "rect",
        ("class", kind),
        ("x", SvgWriter.Number(-SampleWidth / 2)),
        ("y", SvgWriter.Number(-height / 2)),
        ("width", SvgWriter.Number(SampleWidth)),
        ("height", SvgWriter.Number(height)));

    public bool IsEmpty => entries.Count == 0;

    /// <summary>The size of the column with its padding.</summary>
    public (double Width, double Height) ColumnSize => IsEmpty
        ? (0, 0)
        : (entries.Max(entry => entry.Width) + (2 * Padding), (entries.Count * RowHeight) + (2 * Padding) - 3);

    public void DrawColumn(SvgWriter svg, Rect place)
    {
        svg.Open("g", ("class", "legend"));
        for (int i = 0; i < entries.Count; i++)
        {
            entries[i].Draw(svg, place.Left + Padding, place.Top + Padding - 1.5 + ((i + 0.5) * RowHeight));
        }

        svg.Close();
    }

    /// <summary>The height of the rows when they may be this wide.</summary>
    public double RowsHeight(double width) => IsEmpty ? 0 : (Rows(Columns(width)) * RowHeight) + 4;

    /// <summary>Draws as many aligned columns as fit, filled row by row and centred.</summary>
    public void DrawRows(SvgWriter svg, double left, double top, double width)
    {
        svg.Open("g", ("class", "legend"));
        int columns = Columns(width);
        double[] widths = Widths(columns);
        double start = left + Math.Max(0, (width - Total(widths)) / 2);
        for (int i = 0; i < entries.Count; i++)
        {
            int column = i % columns;
            entries[i].Draw(svg, start + widths[..column].Sum() + (column * ColumnGap), top + (((i / columns) + 0.5) * RowHeight));
        }

        svg.Close();
    }

    private int Rows(int columns) => (entries.Count + columns - 1) / columns;

    private int Columns(double width) =>
        Enumerable.Range(1, entries.Count).Reverse().FirstOrDefault(columns => Total(Widths(columns)) <= width, 1);

    private double[] Widths(int columns) =>
        [.. Enumerable.Range(0, columns).Select(column => entries.Where((_, i) => i % columns == column).Max(entry => entry.Width))];

    private static double Total(double[] widths) => widths.Sum() + ((widths.Length - 1) * ColumnGap);
}
