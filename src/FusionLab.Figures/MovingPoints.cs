using System.Globalization;

namespace FusionLab.Figures;

/// <summary>
/// Points that move over time: total weights on a phase portrait, first-layer features during learning. A still figure shows
/// the last frame; an animated one plays them all in a loop of <see cref="Seconds"/>.
/// </summary>
/// <param name="Times">The time of each frame in epochs, ascending.</param>
/// <param name="X">Horizontal coordinates, <c>[frame][point]</c>.</param>
/// <param name="Y">Vertical coordinates, <c>[frame][point]</c>.</param>
public sealed record MovingPoints(
    IReadOnlyList<double> Times, IReadOnlyList<IReadOnlyList<double>> X, IReadOnlyList<IReadOnlyList<double>> Y) : Series
{
    /// <summary>How long one loop takes on screen.</summary>
    public const double Seconds = 10;

    private const double PixelTolerance = 0.1;
    private const double ShadeTolerance = 4; // of 255

    /// <summary>
    /// A third quantity, <c>[frame][point]</c>, shown as colour by the panel's <see cref="PlotPanel.Colors"/>; null draws all
    /// points in the series' own colour.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>>? Value { get; init; }

    internal override (double First, double Last)? Film => Times.Count > 1 ? (Times[0], Times[^1]) : null;

    private int Count => X.Count == 0 ? 0 : X[0].Count;

    internal override void Extend(Extent extent)
    {
        bool hasAllFrames = X.Count == Times.Count && Y.Count == Times.Count && (Value is null || Value.Count == Times.Count);
        if (!hasAllFrames || X.Any(frame => frame.Count != Count))
        {
            throw new ArgumentException("Moving points must have the same length in all frames, and a frame for each time.");
        }

        for (int frame = 0; frame < X.Count; frame++)
        {
            extent.Add(this, X[frame], Y[frame], Value?[frame]);
        }
    }

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        for (int point = 0; point < Count; point++)
        {
            DrawPoint(svg, area, point);
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area) => Enumerable.Range(0, Count)
        .SelectMany(point => Clip.Polyline(PathOf(area, point), area.Bounds)).SelectMany(piece => Obstacle.Along(piece, 4))
        .Concat(X.Count == 0 ? [] : area.PointsInside(X[^1], Y[^1]).Select(point => Obstacle.Around(point, 4)));

    internal override void DrawSample(SvgWriter svg) => MarkerShape.Draw(svg, Marker.Dot, new Pixel(0, 0));

    private void DrawPoint(SvgWriter svg, PlotArea area, int point)
    {
        Pixel[] path = [.. PathOf(area, point)];
        if (!path[^1].IsFinite)
        {
            return;
        }

        double[]? values = Value is null ? null : [.. Value.Select(frame => frame[point])];
        var colors = values is null ? null : area.RequireColors("Moving points with values");
        (string, SvgValue)[] circle =
        [
            ("class", values is null ? "solid" : "colored"), ("cx", path[^1].X), ("cy", path[^1].Y), ("r", MarkerShape.DotRadius),
            ("style", values is null ? null : $"fill:{colors!.WriteColor(values[^1])}"),
        ];
        bool moves = area.Options.IsAnimated && path.Length > 1 && path.All(at => at.IsFinite);
        if (!moves)
        {
            svg.Leaf("circle", circle);
            return;
        }

        svg.Open("circle", circle);
        AnimatePlace(svg, "cx", [.. path.Select(at => at.X)]);
        AnimatePlace(svg, "cy", [.. path.Select(at => at.Y)]);
        if (values is not null)
        {
            var shades = values.Select(colors!.MixColor).ToArray();
            double[] red = [.. shades.Select(shade => (double)shade.Red)], green = [.. shades.Select(shade => (double)shade.Green)];
            double[] blue = [.. shades.Select(shade => (double)shade.Blue)];
            Animate(svg, "fill", ShadeTolerance, [red, green, blue], frame => colors.WriteColor(values[frame]));
        }

        svg.Close();
    }

    private void AnimatePlace(SvgWriter svg, string attribute, double[] values) =>
        Animate(svg, attribute, PixelTolerance, [values], frame => SvgWriter.Format(Math.Round(values[frame], 1)));

    /// <summary>
    /// Animates an attribute. Frames on the straight line between those around them are left out: most points stand still for
    /// most of a training.
    /// </summary>
    /// <param name="svg">Where to.</param>
    /// <param name="attribute">The attribute.</param>
    /// <param name="tolerance">How far a channel of a frame that is left out may lie from the line.</param>
    /// <param name="channels">The numbers behind the attribute, <c>[channel][frame]</c>.</param>
    /// <param name="write">Writes the attribute's value at a frame.</param>
    private void Animate(SvgWriter svg, string attribute, double tolerance, double[][] channels, Func<int, string> write)
    {
        var frames = PathData.Simplify(Times.Count, tolerance, DistanceInTime);
        string[] values = [.. frames.Select(write)];
        if (values.Distinct().Count() == 1)
        {
            return; // what stands still needs no animation: units on an axis, colours that do not change
        }

        svg.Leaf(
            "animate",
            ("attributeName", attribute),
            ("dur", SvgWriter.Format(Seconds) + "s"),
            ("repeatCount", "indefinite"),
            ("keyTimes", string.Join(';', frames.Select(WriteKeyTime))),
            ("values", string.Join(';', values)));

        string WriteKeyTime(int frame) => ShareOfTime(frame, 0, Times.Count - 1).ToString("0.####", CultureInfo.InvariantCulture);

        double ShareOfTime(int frame, int first, int last) => (Times[frame] - Times[first]) / (Times[last] - Times[first]);

        double DistanceInTime(int frame, int first, int last)
        {
            double share = ShareOfTime(frame, first, last);
            return channels.Max(values => Math.Abs(values[frame] - values[first] - (share * (values[last] - values[first]))));
        }
    }

    private IEnumerable<Pixel> PathOf(PlotArea area, int point) =>
        Enumerable.Range(0, X.Count).Select(frame => area.ToPixel(X[frame][point], Y[frame][point]));
}
