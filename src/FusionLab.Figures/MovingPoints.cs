using System.Globalization;

namespace FusionLab.Figures;

/// <summary>
/// Points that move over time: total weights on a phase portrait, first-layer features during learning. A still figure shows
/// the last frame; an animated one plays them all in a loop of <see cref="Seconds"/>.
/// </summary>
/// <param name="Times">The time of each frame, ascending, such as epochs.</param>
/// <param name="X">Horizontal coordinates, <c>[frame][point]</c>.</param>
/// <param name="Y">Vertical coordinates, <c>[frame][point]</c>.</param>
public sealed record MovingPoints(
    IReadOnlyList<double> Times, IReadOnlyList<IReadOnlyList<double>> X, IReadOnlyList<IReadOnlyList<double>> Y) : Series
{
    /// <summary>How long one loop takes on screen.</summary>
    public const double Seconds = 10;

    private const double PixelTolerance = 0.1;
    private const double ShadeTolerance = 4; // of 255

    /// <summary>What <see cref="Times"/> counts, shown beside the slider of a report.</summary>
    public string TimeUnit { get; init; } = "epoch";

    /// <summary>Whether thin lines show the points' paths.</summary>
    public bool HasTrails { get; init; }

    /// <summary>
    /// A third quantity, <c>[frame][point]</c>, shown as colour by the panel's <see cref="PlotPanel.Colors"/>; null draws all
    /// points in the series' own colour.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>>? Value { get; init; }

    internal override (double First, double Last, string Unit)? Film => Times.Count > 1 ? (Times[0], Times[^1], TimeUnit) : null;

    private int Count => X.Count == 0 ? 0 : X[0].Count;

    internal override void Extend(Extent extent)
    {
        RequireSameLength("row of moving points", Times.Count, X.Count, Y.Count);
        RequireSameLength("row of moving points", Times.Count, Value?.Count ?? Times.Count);
        for (int frame = 0; frame < X.Count; frame++)
        {
            RequireSameLength("frame of moving points", Count, X[frame].Count, Y[frame].Count, Value?[frame].Count ?? Count);
            extent.Add(X[frame], Y[frame]);
        }
    }

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        string trails = PathData.Lines(Trails(area));
        if (trails.Length > 0)
        {
            svg.Leaf("path", ("class", "stroke thin"), ("d", trails));
        }

        for (int point = 0; point < Count; point++)
        {
            DrawPoint(svg, area, point);
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area) => Enumerable.Range(0, Count)
        .SelectMany(point => Clip.Polyline(Path(area, point), area.Bounds)).SelectMany(piece => Obstacle.Along(PathData.Thin(piece), 4))
        .Concat(X.Count == 0 ? [] : area.Inside(X[^1], Y[^1]).Select(point => Obstacle.Around(point, 4)));

    internal override void DrawSample(SvgWriter svg) => MarkerShape.Draw(svg, Marker.Dot, new Pixel(0, 0));

    private void DrawPoint(SvgWriter svg, PlotArea area, int point)
    {
        Pixel[] path = [.. Path(area, point)];
        if (!path[^1].IsFinite)
        {
            return;
        }

        double[]? values = Value is null ? null : [.. Value.Select(frame => frame[point])];
        bool moves = area.Options.IsAnimated && path.Length > 1 && path.All(at => at.IsFinite);
        (string, string?)[] circle =
        [
            ("class", values is null ? "solid" : "colored"), ("cx", SvgWriter.Number(path[^1].X)), ("cy", SvgWriter.Number(path[^1].Y)),
            ("r", SvgWriter.Number(MarkerShape.DotRadius)), ("style", values is null ? null : $"fill:{Colors(area).ColorOf(values[^1])}"),
        ];
        if (!moves)
        {
            svg.Leaf("circle", circle);
            return;
        }

        svg.Open("circle", circle);
        Animate(svg, "cx", [.. path.Select(at => at.X)]);
        Animate(svg, "cy", [.. path.Select(at => at.Y)]);
        if (values is not null)
        {
            AnimateColor(svg, Colors(area), values);
        }

        svg.Close();
    }

    private void Animate(SvgWriter svg, string attribute, double[] values) => Animate(
        svg, attribute, KeyFrames.Needed(Times, PixelTolerance, values), frame => SvgWriter.Number(Math.Round(values[frame], 1)));

    private void AnimateColor(SvgWriter svg, ColorBar colors, double[] values)
    {
        var shades = values.Select(colors.RgbOf).ToArray();
        double[] red = [.. shades.Select(shade => (double)shade.Red)], green = [.. shades.Select(shade => (double)shade.Green)];
        double[] blue = [.. shades.Select(shade => (double)shade.Blue)];
        Animate(svg, "fill", KeyFrames.Needed(Times, ShadeTolerance, red, green, blue), frame => colors.ColorOf(values[frame]));
    }

    private void Animate(SvgWriter svg, string attribute, IReadOnlyList<int> frames, Func<int, string> value)
    {
        // What stands still needs no animation: units on an axis, colours that do not change.
        string[] values = [.. frames.Select(value)];
        if (values.Distinct().Count() > 1)
        {
            svg.Leaf(
                "animate",
                ("attributeName", attribute),
                ("dur", Seconds.ToString("0.##", CultureInfo.InvariantCulture) + "s"),
                ("repeatCount", "indefinite"),
                ("keyTimes", string.Join(';', frames.Select(KeyTime))),
                ("values", string.Join(';', values)));
        }
    }

    private string KeyTime(int frame) =>
        ((Times[frame] - Times[0]) / (Times[^1] - Times[0])).ToString("0.####", CultureInfo.InvariantCulture);

    private static ColorBar Colors(PlotArea area) =>
        area.Colors ?? throw new ArgumentException("Moving points with values need the panel's Colors.");

    private IEnumerable<Pixel> Path(PlotArea area, int point) =>
        Enumerable.Range(0, X.Count).Select(frame => area.At(X[frame][point], Y[frame][point]));

    private IEnumerable<List<Pixel>> Trails(PlotArea area) => HasTrails
        ? Enumerable.Range(0, Count).SelectMany(point => Clip.Polyline(Path(area, point), area.Bounds))
        : [];
}
