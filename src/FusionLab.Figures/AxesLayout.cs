namespace FusionLab.Figures;

/// <summary>Lays out and draws the frame, ticks, labels and colour bar of a plot.</summary>
/// <param name="panel">The plot.</param>
/// <param name="area">Its scales.</param>
/// <param name="labelsX">Whether the x axis has texts; off above another panel that shares it.</param>
/// <param name="labelsY">Whether the y axis has texts; off beside another panel that shares it.</param>
internal sealed class AxesLayout(PlotPanel panel, PlotArea area, bool labelsX, bool labelsY)
{
    private const double TickLength = 4;
    private const double TickSpacingX = 38;
    private const double TickSpacingY = 30;

    private readonly Ticks _x = Ticks.Place(panel.X, area.X, TickSpacingX), _y = Ticks.Place(panel.Y, area.Y, TickSpacingY);
    private readonly ColorBarLayout? _colors = panel.Colors is null ? null : new ColorBarLayout(panel.Colors, area.Bounds);

    /// <summary>The room around the plot area.</summary>
    public Margins Margins => new(
        panel.Y.IsHidden ? 6 : 10 + WidestY + (labelsY && panel.Y.Label.Length > 0 ? 18 : 0),
        (labelsY && _y.Factor is not null) || TextsAbove.Any() ? 14 : 0,
        _colors?.Width ?? 10,
        panel.X.IsHidden ? 6 : !labelsX ? 8 : 20 + (panel.X.Label.Length > 0 || _x.Factor is not null ? 16 : 0));

    private double WidestY => labelsY ? _y.Major.Select(tick => new Label(tick.Text, Label.SmallSize).Width).DefaultIfEmpty(0).Max() : 0;

    /// <summary>The upright reference lines with words, which stand above the frame, where they cover no data.</summary>
    private IEnumerable<ReferenceLine> TextsAbove => panel.Series.OfType<ReferenceLine>()
        .Where(line => line.IsVertical && line.Text is not null && area.X.Spans(line.Value));

    public void Draw(SvgWriter svg)
    {
        double width = area.Bounds.Width, height = area.Bounds.Height;
        DrawFrame(svg);
        foreach (var tick in labelsX ? _x.Major : [])
        {
            DrawSmall(svg, tick.Text, new Pixel(area.X.ToPixel(tick.Value), height + 16), "middle");
        }

        foreach (var tick in labelsY ? _y.Major : [])
        {
            DrawSmall(svg, tick.Text, new Pixel(-7, area.Y.ToPixel(tick.Value) + 3.5), "end");
        }

        if (labelsX && !panel.X.IsHidden && panel.X.Label.Length > 0)
        {
            new Label(panel.X.Label).Draw(svg, new Pixel(width / 2, height + 31), "middle");
        }

        if (labelsX && _x.Factor is { } factorX)
        {
            DrawSmall(svg, factorX, new Pixel(width, height + 29), "end");
        }

        if (labelsY && !panel.Y.IsHidden && panel.Y.Label.Length > 0)
        {
            new Label(panel.Y.Label).Draw(svg, new Pixel(-(WidestY + 15), height / 2), "middle", rotation: -90);
        }

        if (labelsY && _y.Factor is { } factorY)
        {
            DrawSmall(svg, factorY, new Pixel(0, -5), "start");
        }

        foreach (var line in TextsAbove)
        {
            DrawSmall(svg, line.Text!, new Pixel(area.X.ToPixel(line.Value), -5), "middle");
        }

        _colors?.Draw(svg);
    }

    private static void DrawSmall(SvgWriter svg, string text, Pixel at, string anchor) =>
        new Label(text, Label.SmallSize).Draw(svg, at, anchor, "tick");

    private void DrawFrame(SvgWriter svg)
    {
        string width = SvgWriter.Format(area.Bounds.Width), height = SvgWriter.Format(area.Bounds.Height);
        string frame = (panel.X.IsHidden, panel.Y.IsHidden) switch
        {
            (true, true) => "",
            (true, false) => $"M0 0V{height}",
            (false, true) => $"M0 {height}H{width}",
            _ => $"M0 0V{height}H{width}V0Z",
        };
        if (frame.Length > 0)
        {
            string marksX = Marks(_x, value => $"M{SvgWriter.Format(area.X.ToPixel(value))} {height}v", -TickLength);
            string marksY = Marks(_y, value => $"M0 {SvgWriter.Format(area.Y.ToPixel(value))}h", TickLength);
            svg.Path("axis", frame + marksX + marksY);
        }
    }

    /// <summary>The marks of an axis as path data, the minor ones half as long.</summary>
    private static string Marks(Ticks ticks, Func<double, string> move, double length) =>
        string.Concat(ticks.Major.Select(tick => move(tick.Value) + SvgWriter.Format(length)))
        + string.Concat(ticks.Minor.Select(value => move(value) + SvgWriter.Format(length / 2)));
}
