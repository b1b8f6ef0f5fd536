using System.Globalization;

namespace FusionLab.Figures;

/// <summary>Lays out and draws a <see cref="PlotPanel"/>.</summary>
internal sealed class PlotLayout : IPanelLayout
{
    private const double TickSpacingX = 38;
    private const double TickSpacingY = 30;
    private const int MostHoverPoints = 500;

    private readonly PlotPanel _panel;
    private readonly PanelFrame _frame;
    private readonly PlotArea _area;
    private readonly AxesDrawing _axes;
    private readonly Legend _legend;
    private readonly Rect? _legendPlace;

    public PlotLayout(PlotPanel panel, PanelFrame frame)
    {
        (_panel, _frame) = (panel, frame);
        var own = new Extent();
        foreach (var series in panel.Series)
        {
            series.Extend(own);
        }

        var figure = frame.Figure;
        var x = AxisMap.Fit(panel.X, figure.ShareX ? frame.Shared.X : own.X, figure.PanelWidth, isUpward: false);
        var y = AxisMap.Fit(panel.Y, figure.ShareY ? frame.Shared.Y : own.Y, figure.PanelHeight, isUpward: true);
        _area = new PlotArea(x, y, panel.Colors, frame.Options);
        _axes = new AxesDrawing(panel, _area, TickSet.For(panel.X, x, TickSpacingX), TickSet.For(panel.Y, y, TickSpacingY))
        {
            LabelsX = !figure.ShareX || frame.IsLowest,
            LabelsY = !figure.ShareY || frame.IsLeftmost,
        };

        bool hasLegend = panel.ShowLegend && !figure.SharedLegend;
        _legend = new Legend(hasLegend ? LegendEntry.Of(panel.Series) : []);
        _legendPlace = _legend.IsEmpty ? null : LegendPlace.Find(_area.Bounds, _legend.ColumnSize, Obstacles());
        double above = _legend.IsEmpty || _legendPlace is not null ? 0 : _legend.RowsHeight(figure.PanelWidth);
        var axes = _axes.Margins;
        Margins = new Margins(axes.Left, Math.Max(8, axes.Top + above + frame.Heading.Height), axes.Right, axes.Bottom);
    }

    public Margins Margins { get; }

    public double Height => _area.Bounds.Height;

    /// <summary>Where the legend lies inside the plot area; null when there is none or it stands above.</summary>
    internal Rect? LegendBounds => _legendPlace;

    /// <summary>All ink of the panel's series.</summary>
    internal IReadOnlyList<Obstacle> Obstacles() => [.. _panel.Series.SelectMany(series => series.Obstacles(_area))];

    public void Draw(SvgWriter svg, double headingTop)
    {
        string labels = new Label(_panel.X.Label).PlainText + "|" + new Label(_panel.Y.Label).PlainText;
        svg.Open("g", ("class", "panel"), ("data-x", Describe(_area.X)), ("data-y", Describe(_area.Y)),
            ("data-labels", _frame.Options.IsEmbedded ? labels : null));
        string width = SvgWriter.Number(_area.Bounds.Width), height = SvgWriter.Number(_area.Bounds.Height);
        svg.Leaf("rect", ("class", "paper"), ("width", width), ("height", height));
        foreach (var series in _panel.Series)
        {
            DrawSeries(svg, series);
        }

        _axes.Draw(svg);
        DrawLegend(svg);
        _frame.Heading.Draw(svg, 0, _frame.Heading.Height - headingTop);
        svg.Close();
    }

    private void DrawSeries(SvgWriter svg, Series series)
    {
        var values = _frame.Options.IsEmbedded ? series.Values : null;
        var film = _frame.Options.IsEmbedded ? series.Film : null;
        svg.Open("g", ("class", $"series {StyleSheet.Class(series.Ink)}"),
            ("data-series", series.Label is null ? null : new Label(series.Label).PlainText),
            ("data-xs", values is { } xs ? Join(xs.X) : null), ("data-ys", values is { } ys ? Join(ys.Y) : null),
            ("data-times", film is { } times ? Join([times.First, times.Last]) : null), ("data-unit", film?.Unit));
        series.Draw(svg, _area);
        svg.Close();
    }

    private void DrawLegend(SvgWriter svg)
    {
        if (_legendPlace is { } place)
        {
            _legend.DrawColumn(svg, place);
        }
        else if (!_legend.IsEmpty)
        {
            double width = _area.Bounds.Width;
            _legend.DrawRows(svg, 0, -(_axes.Margins.Top + _legend.RowsHeight(width)), width);
        }
    }

    private string? Describe(AxisMap map) => _frame.Options.IsEmbedded
        ? string.Create(CultureInfo.InvariantCulture, $"{(map.IsLog ? "log" : "linear")} {map.Min:G8} {map.Max:G8} {map.Length:G6}")
        : null;

    private static string Join(IReadOnlyList<double> values) =>
        string.Join(' ', Thinned(values).Select(value => value.ToString("G5", CultureInfo.InvariantCulture)));

    /// <summary>Every n-th value and the last: more points than pixels cannot be told apart by a pointer.</summary>
    private static IEnumerable<double> Thinned(IReadOnlyList<double> values)
    {
        int stride = Math.Max(1, values.Count / MostHoverPoints);
        return values.Where((_, i) => i % stride == 0 || i == values.Count - 1);
    }
}
