namespace FusionLab.Figures;

/// <summary>One axis of a plot.</summary>
/// <param name="Label">The quantity and its unit; may carry mathematics. Empty for none.</param>
public sealed record Axis(string Label)
{
    /// <summary>Whether the axis is logarithmic; values that are not positive are then left out.</summary>
    public bool IsLog { get; init; }

    /// <summary>The lower end; null fits the data with a small margin.</summary>
    public double? Min { get; init; }

    /// <summary>The upper end; null fits the data with a small margin.</summary>
    public double? Max { get; init; }

    /// <summary>The ticks; null chooses round values.</summary>
    public IReadOnlyList<double>? Ticks { get; init; }

    /// <summary>Texts for <see cref="Ticks"/>, one each; null writes the values.</summary>
    public IReadOnlyList<string>? TickLabels { get; init; }

    /// <summary>Whether the axis is invisible: no ticks, no label, no frame on this side (schematic drawings).</summary>
    public bool IsHidden { get; init; }
}

/// <summary>Maps values to pixels along one axis.</summary>
/// <param name="IsLog">Whether the axis is logarithmic.</param>
/// <param name="Min">The value at the lower end.</param>
/// <param name="Max">The value at the upper end.</param>
/// <param name="Length">The axis' length in pixels.</param>
/// <param name="IsUpward">Whether the value grows against the pixel coordinate: true for y.</param>
internal sealed record AxisScale(bool IsLog, double Min, double Max, double Length, bool IsUpward)
{
    private const double Margin = 0.04;

    /// <summary>Fits an axis to data, with margins at the ends that the axis leaves open.</summary>
    public static AxisScale Fit(Axis axis, Interval data, double length, bool isUpward)
    {
        double min = axis.Min ?? (axis.IsLog ? data.MinPositive : data.Min);
        double max = axis.Max ?? data.Max;
        bool isEmpty = !double.IsFinite(min) || !double.IsFinite(max) || (axis.IsLog && max <= 0);
        if (isEmpty)
        {
            return new AxisScale(axis.IsLog, axis.IsLog ? 0.1 : 0, axis.IsLog ? 10 : 1, length, isUpward);
        }

        if (axis.IsLog)
        {
            // A loss on its way out of the range of numbers, or into it, must not take the axis along.
            double factor = max <= min ? 2 : Math.Exp(Margin * (Math.Log(max) - Math.Log(min)));
            double low = Math.Max(min / factor, double.Epsilon), high = Math.Min(max * factor, double.MaxValue);
            return new AxisScale(true, axis.Min ?? low, axis.Max ?? high, length, isUpward);
        }

        double margin = max <= min ? Math.Max(Math.Abs(min) * 0.1, 0.5) : (max - min) * Margin;
        return new AxisScale(false, axis.Min ?? min - margin, axis.Max ?? max + margin, length, isUpward);
    }

    /// <summary>The pixel coordinate of a value; not finite for values that a logarithmic axis cannot show.</summary>
    public double ToPixel(double value)
    {
        double share = IsLog
            ? value > 0 ? (Math.Log(value) - Math.Log(Min)) / (Math.Log(Max) - Math.Log(Min)) : double.NaN
            : (value - Min) / (Max - Min);
        return Length * (IsUpward ? 1 - share : share);
    }

    /// <summary>Whether a value lies on the axis, ends included.</summary>
    public bool Spans(double value) => value >= Min && value <= Max;
}

/// <summary>The smallest interval around the finite values seen so far.</summary>
internal sealed class Interval
{
    public double Min { get; private set; } = double.PositiveInfinity;

    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>The smallest value above zero: where a logarithmic axis begins.</summary>
    public double MinPositive { get; private set; } = double.PositiveInfinity;

    public void Add(params IEnumerable<double> values)
    {
        foreach (double value in values.Where(double.IsFinite))
        {
            Min = Math.Min(Min, value);
            Max = Math.Max(Max, value);
            MinPositive = value > 0 ? Math.Min(MinPositive, value) : MinPositive;
        }
    }
}

/// <summary>What the axes of a panel must span.</summary>
internal sealed class Extent
{
    /// <summary>Measures series.</summary>
    /// <exception cref="ArgumentException">A series has coordinates of different lengths.</exception>
    public Extent(IEnumerable<Series> series)
    {
        foreach (var one in series)
        {
            one.Extend(this);
        }
    }

    public Interval X { get; } = new();

    public Interval Y { get; } = new();

    /// <summary>Adds the points of a series.</summary>
    /// <param name="series">The series, named when it is refused.</param>
    /// <param name="xs">Horizontal coordinates.</param>
    /// <param name="ys">Vertical coordinates, as many.</param>
    /// <param name="others">What else belongs to the points, as many; null for what the series lacks.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Add(
        Series series, IReadOnlyList<double> xs, IReadOnlyList<double> ys, params ReadOnlySpan<IReadOnlyList<double>?> others)
    {
        foreach (var values in (ReadOnlySpan<IReadOnlyList<double>?>)[ys, .. others])
        {
            if (values is not null && values.Count != xs.Count)
            {
                throw new ArgumentException(
                    $"The coordinates of {series.GetType().Name} must have the same length, not {xs.Count} and {values.Count}.");
            }
        }

        X.Add(xs);
        Y.Add(ys);
    }
}

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
    private const double RowHeight = 12;
    private const double WordGap = 6;

    private readonly Ticks _x = Ticks.Place(panel.X, area.X, TickSpacingX), _y = Ticks.Place(panel.Y, area.Y, TickSpacingY);
    private readonly ColorBarLayout? _colors = panel.Colors is null ? null : new ColorBarLayout(panel.Colors, area.Bounds);

    /// <summary>The room around the plot area.</summary>
    public Margins Margins => new(
        panel.Y.IsHidden ? 6 : 10 + WidestY + (labelsY && panel.Y.Label.Length > 0 ? 18 : 0),
        (labelsY && _y.Factor is not null) || TextsAbove.Any() ? 14 : 0,
        _colors?.Width ?? 10,
        panel.X.IsHidden ? 6 : !labelsX ? 8 : 20 + RowsBelow + (panel.X.Label.Length > 0 || _x.Factor is not null ? 16 : 0));

    private double WidestY => labelsY ? _y.Major.Select(tick => new Label(tick.Text, Label.SmallSize).Width).DefaultIfEmpty(0).Max() : 0;

    /// <summary>The upright reference lines with words, which stand above the frame, where they cover no data.</summary>
    private IEnumerable<ReferenceLine> TextsAbove => panel.Series.OfType<ReferenceLine>()
        .Where(line => line.IsVertical && line.Text is not null && area.X.Spans(line.Value));

    /// <summary>What the further rows of words below the axis take.</summary>
    private double RowsBelow => RowHeight * FindRows().DefaultIfEmpty(0).Max();

    /// <summary>The row in which the text of each tick stands: words that would run into each other stand in rows below each other.</summary>
    private List<int> FindRows()
    {
        var (rows, ends) = (new List<int>(), new List<double>());
        foreach (var tick in _x.Major)
        {
            double middle = area.X.ToPixel(tick.Value), half = new Label(tick.Text, Label.SmallSize).Width / 2;
            int row = panel.X.TickLabels is null ? 0 : ends.FindIndex(end => end + WordGap <= middle - half);
            row = row < 0 ? ends.Count : row;
            ends.AddRange(row < ends.Count ? [] : [0]);
            ends[row] = middle + half;
            rows.Add(row);
        }

        return rows;
    }

    public void Draw(SvgWriter svg)
    {
        double width = area.Bounds.Width, height = area.Bounds.Height, below = height + (labelsX ? RowsBelow : 0);
        DrawFrame(svg);
        foreach (var (tick, row) in labelsX ? _x.Major.Zip(FindRows()) : [])
        {
            DrawSmall(svg, tick.Text, new Pixel(area.X.ToPixel(tick.Value), height + 16 + (row * RowHeight)), "middle");
        }

        foreach (var tick in labelsY ? _y.Major : [])
        {
            DrawSmall(svg, tick.Text, new Pixel(-7, area.Y.ToPixel(tick.Value) + 3.5), "end");
        }

        if (labelsX && !panel.X.IsHidden && panel.X.Label.Length > 0)
        {
            new Label(panel.X.Label).Draw(svg, new Pixel(width / 2, below + 31), "middle");
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
