
namespace FusionLab.Figures;

/// <summary>The frame, ticks, labels and colour bar of a plot.</summary>
internal sealed class AxesDrawing(PlotPanel panel, PlotArea area, TickSet ticksX, TickSet ticksY)
{
    private const double TickLength = 4;
    private const double TickFont = 10;
    private const double LabelFont = 11;

    /// <summary>Whether the x axis has texts; off above another panel that shares it.</summary>
    public bool LabelsX { get; init; } = true;

    /// <summary>Whether the y axis has texts; off beside another panel that shares it.</summary>
    public bool LabelsY { get; init; } = true;

    public Margins Margins => new(LeftRoom, TopRoom, RightRoom, BottomRoom);

    private double WidestY => LabelsY && ticksY.Major.Count > 0 ? ticksY.Major.Max(tick => new Label(tick.Text).Width(TickFont)) : 0;

    private double LeftRoom => panel.Y.IsHidden ? 6 : 10 + WidestY + (LabelsY && panel.Y.Label.Length > 0 ? 18 : 0);

    private double TopRoom => (ticksY.Factor is not null && LabelsY) || ReferenceTexts.Any() ? 14 : 0;

    /// <summary>Words of upright reference lines stand above the frame, where they cover no data.</summary>
    private IEnumerable<ReferenceLine> ReferenceTexts => panel.Series.OfType<ReferenceLine>()
        .Where(line => line.IsVertical && line.Text is not null && area.X.Spans(line.Value));

    private double RightRoom => panel.Colors is null ? 10 : ColorBarDrawing.Room(panel.Colors, area);

    private double BottomRoom => panel.X.IsHidden ? 6
        : !LabelsX ? 8
        : 20 + (panel.X.Label.Length > 0 || ticksX.Factor is not null ? 16 : 0);

    public void Draw(SvgWriter svg)
    {
        double width = area.Bounds.Width, height = area.Bounds.Height;
        DrawFrame(svg, width, height);
        foreach (var tick in ticksX.Major.Where(_ => LabelsX))
        {
            new Label(tick.Text).Draw(svg, new Pixel(area.X.At(tick.Value), height + 16), "middle", "tick", fontSize: TickFont);
        }

        foreach (var tick in ticksY.Major.Where(_ => LabelsY))
        {
            new Label(tick.Text).Draw(svg, new Pixel(-7, area.Y.At(tick.Value) + 3.5), "end", "tick", fontSize: TickFont);
        }

        DrawLabels(svg, width, height);
        foreach (var line in ReferenceTexts)
        {
            new Label(line.Text!).Draw(svg, new Pixel(area.X.At(line.Value), -5), "middle", "tick", fontSize: TickFont);
        }

        if (panel.Colors is not null)
        {
            ColorBarDrawing.Draw(svg, panel.Colors, area);
        }
    }

    private void DrawFrame(SvgWriter svg, double width, double height)
    {
        string marks = Marks(ticksX, area.X, value => $"M{SvgWriter.Number(value)} {SvgWriter.Number(height)}v", -1)
            + Marks(ticksY, area.Y, value => $"M0 {SvgWriter.Number(value)}h", 1);
        string frame = (panel.X.IsHidden, panel.Y.IsHidden) switch
        {
            (true, true) => string.Empty,
            (true, false) => $"M0 0V{SvgWriter.Number(height)}",
            (false, true) => $"M0 {SvgWriter.Number(height)}H{SvgWriter.Number(width)}",
            _ => $"M0 0V{SvgWriter.Number(height)}H{SvgWriter.Number(width)}V0Z",
        };
        if (frame.Length > 0)
        {
            svg.Leaf("path", ("class", "axis"), ("d", frame + marks));
        }
    }

    private static string Marks(TickSet ticks, AxisMap map, Func<double, string> move, int sign) =>
        string.Concat(ticks.Major.Select(tick => move(map.At(tick.Value)) + SvgWriter.Number(sign * TickLength)))
        + string.Concat(ticks.Minor.Select(value => move(map.At(value)) + SvgWriter.Number(sign * TickLength / 2)));

    private void DrawLabels(SvgWriter svg, double width, double height)
    {
        if (LabelsX && !panel.X.IsHidden && panel.X.Label.Length > 0)
        {
            new Label(panel.X.Label).Draw(svg, new Pixel(width / 2, height + 31), "middle", fontSize: LabelFont);
        }

        if (LabelsX && ticksX.Factor is { } factorX)
        {
            new Label(factorX).Draw(svg, new Pixel(width, height + 29), "end", "tick", fontSize: TickFont);
        }

        if (LabelsY && !panel.Y.IsHidden && panel.Y.Label.Length > 0)
        {
            new Label(panel.Y.Label).Draw(svg, new Pixel(-(WidestY + 15), height / 2), "middle", rotation: -90, fontSize: LabelFont);
        }

        if (LabelsY && ticksY.Factor is { } factorY)
        {
            new Label(factorY).Draw(svg, new Pixel(0, -5), "start", "tick", fontSize: TickFont);
        }
    }
}
