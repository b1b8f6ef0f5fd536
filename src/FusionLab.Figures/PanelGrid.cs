
namespace FusionLab.Figures;

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
        var shared = SharedExtent(figure);
        _panels = [.. figure.Panels.Select((panel, i) => panel.Arrange(new PanelFrame(
            figure, options, shared, Heading(figure, i), IsLeftmost: i % _columns == 0, IsLowest: i + _columns >= count)))];
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

    private static PanelHeading Heading(Figure figure, int i) => new(
        figure.Letters && figure.Panels.Count > 1 ? $"({(char)('a' + i)})" : null, figure.Panels[i].Title);

    private static Extent SharedExtent(Figure figure)
    {
        var shared = new Extent();
        foreach (var series in figure.Panels.OfType<PlotPanel>().SelectMany(panel => panel.Series))
        {
            series.Extend(shared);
        }

        return shared;
    }

    private double[] Largest(int lines, Func<int, int> line, Func<IPanelLayout, double> size) =>
        [.. Enumerable.Range(0, lines).Select(k => _panels.Where((_, i) => line(i) == k).Max(size))];
}
