namespace FusionLab.Figures;

/// <summary>One panel of a figure: <see cref="PlotPanel"/> or <see cref="ImagePanel"/>.</summary>
public abstract record Panel
{
    private protected Panel()
    {
    }

    /// <summary>Drawn above the panel, after its letter. Null for none.</summary>
    public string? Title { get; init; }

    internal abstract IPanelLayout Arrange(PanelFrame frame);
}

/// <summary>A panel that has settled its size and can be drawn.</summary>
internal interface IPanelLayout
{
    /// <summary>The room around the plot area in pixels.</summary>
    Margins Margins { get; }

    /// <summary>The plot area's height in pixels; its width is the figure's panel width.</summary>
    double Height { get; }

    /// <summary>Draws the panel with its plot area at the origin.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="headingTop">The room above the row's plot areas; headings stand at its top, on one line.</param>
    void Draw(SvgWriter svg, double headingTop);
}

/// <summary>Room around a plot area, in pixels.</summary>
internal readonly record struct Margins(double Left, double Top, double Right, double Bottom);

/// <summary>What a figure tells each of its panels.</summary>
/// <param name="Figure">The whole figure.</param>
/// <param name="Options">What the rendering is for.</param>
/// <param name="Shared">The data of all plot panels, for shared axes.</param>
/// <param name="Heading">The letter and title above the panel's upper left corner.</param>
/// <param name="IsLeftmost">Whether the panel is in the first column.</param>
/// <param name="IsLowest">Whether no panel lies below it.</param>
internal sealed record PanelFrame(Figure Figure, SvgOptions Options, Extent Shared, PanelHeading Heading, bool IsLeftmost, bool IsLowest);

/// <summary>A panel's letter and title.</summary>
internal sealed record PanelHeading(string? Letter, string? Title)
{
    private const double LetterWidth = 20;

    public double Height => Letter is null && Title is null ? 0 : 18;

    /// <summary>Draws the heading.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="top">How far above the plot area its upper edge lies, in pixels.</param>
    public void Draw(SvgWriter svg, double top)
    {
        double baseLine = Height - top - 6;
        if (Letter is not null)
        {
            svg.Inline("text", Letter, ("class", "b"), ("x", 0), ("y", baseLine));
        }

        if (Title is not null)
        {
            new Label(Title).Draw(svg, new Pixel(Letter is null ? 0 : LetterWidth, baseLine), "start");
        }
    }
}

/// <summary>Aligns the plot areas of a figure's panels in rows and columns.</summary>
internal sealed class PanelGrid
{
    private const double Gap = 14;

    private readonly IPanelLayout[] _panels;
    private readonly int _columns;
    private readonly double _panelWidth;
    private readonly double[] _left, _right, _top, _bottom, _height;

    public PanelGrid(Figure figure, SvgOptions options)
    {
        int count = figure.Panels.Count;
        _columns = Math.Min(count, figure.Columns > 0 ? figure.Columns : 3);
        int rows = (count + _columns - 1) / _columns;
        _panelWidth = figure.PanelWidth;
        var shared = new Extent(figure.Series);
        bool hasLetters = figure.Letters && count > 1;
        _panels = [.. figure.Panels.Select((panel, i) => panel.Arrange(new PanelFrame(
            figure,
            options,
            shared,
            new PanelHeading(hasLetters ? $"({(char)('a' + i)})" : null, panel.Title),
            IsLeftmost: i % _columns == 0,
            IsLowest: i + _columns >= count)))];
        _left = Largest(_columns, i => i % _columns, panel => panel.Margins.Left);
        _right = Largest(_columns, i => i % _columns, panel => panel.Margins.Right);
        _top = Largest(rows, i => i / _columns, panel => panel.Margins.Top);
        _bottom = Largest(rows, i => i / _columns, panel => panel.Margins.Bottom);
        _height = Largest(rows, i => i / _columns, panel => panel.Height);
    }

    public double Width => _left.Sum() + _right.Sum() + (_columns * _panelWidth) + ((_columns - 1) * Gap);

    public double Height => _top.Sum() + _bottom.Sum() + _height.Sum() + ((_top.Length - 1) * Gap);

    public void Draw(SvgWriter svg, double left, double top)
    {
        for (int i = 0; i < _panels.Length; i++)
        {
            int column = i % _columns, row = i / _columns;
            double x = left + (column * (_panelWidth + Gap)) + _left[..(column + 1)].Sum() + _right[..column].Sum();
            double y = top + (row * Gap) + _top[..(row + 1)].Sum() + _bottom[..row].Sum() + _height[..row].Sum();
            svg.Open("g", ("transform", $"translate({new Pixel(x, y)})"));
            _panels[i].Draw(svg, _top[row]);
            svg.Close();
        }
    }

    private double[] Largest(int lines, Func<int, int> line, Func<IPanelLayout, double> size) =>
        [.. Enumerable.Range(0, lines).Select(k => _panels.Where((_, i) => line(i) == k).Max(size))];
}
