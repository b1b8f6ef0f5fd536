using System.Globalization;

namespace FusionLab.Figures;

/// <summary>A panel with an x axis, a y axis and series, drawn in their order (later ones on top).</summary>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Series">What is drawn.</param>
public sealed record PlotPanel(Axis X, Axis Y, IReadOnlyList<Series> Series) : Panel
{
    /// <summary>Whether the panel shows a legend of its labelled series (where they cover no data).</summary>
    public bool ShowLegend { get; init; } = true;

    /// <summary>The scale of <see cref="ColoredPoints"/>, drawn as a bar on the right. Null when the panel has none.</summary>
    public ColorBar? Colors { get; init; }

    internal override IPanelLayout Arrange(PanelFrame frame) => new PlotLayout(this, frame);
}

/// <summary>Lays out and draws a <see cref="PlotPanel"/>.</summary>
internal sealed class PlotLayout : IPanelLayout
{
    private const int MostHoverPoints = 500;

    private readonly PlotPanel _panel;
    private readonly PanelFrame _frame;
    private readonly PlotArea _area;
    private readonly AxesLayout _axes;
    private readonly Legend _legend;

    public PlotLayout(PlotPanel panel, PanelFrame frame)
    {
        (_panel, _frame) = (panel, frame);
        var own = new Extent(panel.Series);
        var figure = frame.Figure;
        _area = new PlotArea(
            AxisScale.Fit(panel.X, figure.ShareX ? frame.Shared.X : own.X, figure.PanelWidth, isUpward: false),
            AxisScale.Fit(panel.Y, figure.ShareY ? frame.Shared.Y : own.Y, figure.PanelHeight, isUpward: true),
            panel.Colors,
            frame.Options);
        _axes = new AxesLayout(panel, _area, !figure.ShareX || frame.IsLowest, !figure.ShareY || frame.IsLeftmost);
        _legend = new Legend(panel.ShowLegend && !figure.SharedLegend ? panel.Series : []);
        LegendBounds = _legend.IsEmpty ? null : _legend.FindPlace(_area.Bounds, Obstacles());
        double above = LegendBounds is null ? _legend.RowsHeight(figure.PanelWidth) : 0;
        var axes = _axes.Margins;
        Margins = axes with { Top = Math.Max(8, axes.Top + above + frame.Heading.Height) };
    }

    public Margins Margins { get; }

    public double Height => _area.Bounds.Height;

    /// <summary>Where the legend lies inside the plot area; null when there is none or it stands above.</summary>
    internal Rect? LegendBounds { get; }

    /// <summary>All ink of the panel's series.</summary>
    internal IReadOnlyList<Obstacle> Obstacles() => [.. _panel.Series.SelectMany(series => series.Obstacles(_area))];

    public void Draw(SvgWriter svg, double headingTop)
    {
        bool isEmbedded = _frame.Options.IsEmbedded;
        string labels = new Label(_panel.X.Label).PlainText + "|" + new Label(_panel.Y.Label).PlainText;
        svg.Open("g", ("class", "panel"), ("data-x", isEmbedded ? Describe(_area.X) : null),
            ("data-y", isEmbedded ? Describe(_area.Y) : null), ("data-labels", isEmbedded ? labels : null));
        svg.Leaf("rect", ("class", "paper"), ("width", _area.Bounds.Width), ("height", _area.Bounds.Height));
        foreach (var series in _panel.Series)
        {
            DrawSeries(svg, series, isEmbedded);
        }

        _axes.Draw(svg);
        DrawLegend(svg);
        _frame.Heading.Draw(svg, headingTop);
        svg.Close();
    }

    private void DrawSeries(SvgWriter svg, Series series, bool isEmbedded)
    {
        var values = isEmbedded ? series.Values : null;
        var film = isEmbedded ? series.Film : null;
        svg.Open("g", ("class", $"series {StyleSheet.InkClass(series.Ink)}"),
            ("data-series", series.Label is null ? null : new Label(series.Label).PlainText),
            ("data-xs", values is { } xs ? Join(xs.X) : null), ("data-ys", values is { } ys ? Join(ys.Y) : null),
            ("data-times", film is { } times ? Join([times.First, times.Last]) : null), ("data-unit", film is null ? null : "epoch"));
        series.Draw(svg, _area);
        svg.Close();
    }

    private void DrawLegend(SvgWriter svg)
    {
        double width = _area.Bounds.Width;
        if (LegendBounds is { } place)
        {
            _legend.DrawColumn(svg, place);
        }
        else if (!_legend.IsEmpty)
        {
            _legend.DrawRows(svg, 0, -(_axes.Margins.Top + _legend.RowsHeight(width)), width);
        }
    }

    private static string Describe(AxisScale scale) => string.Create(
        CultureInfo.InvariantCulture, $"{(scale.IsLog ? "log" : "linear")} {scale.Min:G8} {scale.Max:G8} {scale.Length:G6}");

    /// <summary>Every n-th value and the last: more points than pixels cannot be told apart by a pointer.</summary>
    private static string Join(IReadOnlyList<double> values)
    {
        int stride = Math.Max(1, values.Count / MostHoverPoints);
        var some = values.Where((_, i) => i % stride == 0 || i == values.Count - 1);
        return string.Join(' ', some.Select(value => value.ToString("G5", CultureInfo.InvariantCulture)));
    }
}
