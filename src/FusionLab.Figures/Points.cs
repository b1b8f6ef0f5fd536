namespace FusionLab.Figures;

/// <summary>The shape of a point.</summary>
public enum Marker
{
    /// <summary>No shape.</summary>
    None,

    /// <summary>An open circle.</summary>
    Circle,

    /// <summary>A diagonal cross.</summary>
    Cross,

    /// <summary>An open square.</summary>
    Square,

    /// <summary>An open triangle.</summary>
    Triangle,

    /// <summary>An open diamond.</summary>
    Diamond,

    /// <summary>A filled circle.</summary>
    Dot,

    /// <summary>An upright cross.</summary>
    Plus,

    /// <summary>A five-pointed star, filled: end points and optima.</summary>
    Star,
}

/// <summary>Markers, with bars for their spread where it is known.</summary>
/// <param name="X">Horizontal coordinates.</param>
/// <param name="Y">Vertical coordinates, as many.</param>
public sealed record Points(IReadOnlyList<double> X, IReadOnlyList<double> Y) : Series
{
    /// <summary>The shape.</summary>
    public Marker Marker { get; init; } = Marker.Circle;

    /// <summary>Half the length of each point's upright bar, such as its standard deviation, in units of y. Null for no bars.</summary>
    public IReadOnlyList<double>? Spread { get; init; }

    /// <summary>The page behind each point, which a figure within a page links to; null entries for none. Null for no links.</summary>
    public IReadOnlyList<string?>? Links { get; init; }

    internal override (IReadOnlyList<double> X, IReadOnlyList<double> Y)? Values => (X, Y);

    internal override void Extend(Extent extent)
    {
        extent.Add(this, X, Y, Spread);
        if (Spread is not null)
        {
            extent.Y.Add(Y.Zip(Spread, (y, spread) => y - spread));
            extent.Y.Add(Y.Zip(Spread, (y, spread) => y + spread));
        }
    }

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        string bars = PathData.FromLines(Bars(area));
        if (bars.Length > 0)
        {
            svg.Path("stroke thin", bars);
        }

        for (int i = 0; i < X.Count; i++)
        {
            var point = area.ToPixel(X[i], Y[i]);
            if (!point.IsFinite || !area.Bounds.Grow(0.01).Contains(point))
            {
                continue;
            }

            if (!area.Options.IsEmbedded)
            {
                MarkerShape.Draw(svg, Marker, point);
                continue;
            }

            // A page zooms: what keeps its size is marked.
            string? link = Links?[i];
            svg.Open(link is null ? "g" : "a", ("class", "marker"), ("href", link), ("aria-label", link));
            MarkerShape.Draw(svg, Marker, point);
            svg.Close();
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area) =>
        area.PointsInside(X, Y).Select(point => Obstacle.Around(point, MarkerShape.Radius + 1))
            .Concat(Bars(area).SelectMany(bar => Obstacle.Along(bar, 0.7)));

    internal override void DrawSample(SvgWriter svg) => MarkerShape.Draw(svg, Marker, new Pixel(0, 0));

    private IEnumerable<List<Pixel>> Bars(PlotArea area)
    {
        for (int i = 0; i < (Spread?.Count ?? 0); i++)
        {
            double low = Y[i] - Spread![i], high = Y[i] + Spread[i];
            Pixel from = area.ToPixel(X[i], area.Y.IsLog ? Math.Max(low, area.Y.Min) : low), to = area.ToPixel(X[i], high);
            if (Spread[i] > 0 && from.IsFinite && to.IsFinite && Clip.Segment(from, to, area.Bounds) is var (start, end))
            {
                yield return [start, end];
            }
        }
    }
}

/// <summary>Filled circles whose colour shows a third quantity by the panel's <see cref="PlotPanel.Colors"/>.</summary>
/// <param name="X">Horizontal coordinates.</param>
/// <param name="Y">Vertical coordinates, as many.</param>
/// <param name="Value">The third quantity, as many.</param>
public sealed record ColoredPoints(IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<double> Value) : Series
{
    internal override (IReadOnlyList<double> X, IReadOnlyList<double> Y)? Values => (X, Y);

    internal override void Extend(Extent extent) => extent.Add(this, X, Y, Value);

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        var colors = area.RequireColors("Coloured points");
        for (int i = 0; i < X.Count; i++)
        {
            var point = area.ToPixel(X[i], Y[i]);
            if (point.IsFinite && area.Bounds.Contains(point))
            {
                MarkerShape.DrawColored(svg, point, colors.WriteColor(Value[i]));
            }
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area) =>
        area.PointsInside(X, Y).Select(point => Obstacle.Around(point, MarkerShape.Radius));

    internal override void DrawSample(SvgWriter svg) => MarkerShape.Draw(svg, Marker.Dot, new Pixel(0, 0));
}

/// <summary>Draws one marker. Shapes have about the same area, so that none looks heavier.</summary>
internal static class MarkerShape
{
    public const double Radius = 3.2;
    public const double DotRadius = 2.6;

    // Crosses are two strokes, the others outlines; corners are multiples of the radius.
    private static readonly Dictionary<Marker, (string Style, (double X, double Y)[] Corners)> s_shapes = new()
    {
        [Marker.Cross] = ("stroke", [(-0.88, -0.88), (0.88, 0.88), (-0.88, 0.88), (0.88, -0.88)]),
        [Marker.Plus] = ("stroke", [(-1, 0), (1, 0), (0, -1), (0, 1)]),
        [Marker.Square] = ("open", [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)]),
        [Marker.Diamond] = ("open", [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)]),
        [Marker.Triangle] = ("open", [(0, -1.2), (1.15, 0.85), (-1.15, 0.85)]),
        [Marker.Star] = ("solid", [.. Enumerable.Range(0, 10).Select(StarCorner)]),
    };

    public static void Draw(SvgWriter svg, Marker marker, Pixel at)
    {
        switch (marker)
        {
            case Marker.None:
                break;
            case Marker.Circle:
                DrawDisc(svg, at, Radius, "open");
                break;
            case Marker.Dot:
                DrawDisc(svg, at, DotRadius, "solid");
                break;
            default:
                var (style, corners) = s_shapes[marker];
                Pixel[] place = [.. corners.Select(corner => new Pixel(at.X + (Radius * corner.X), at.Y + (Radius * corner.Y)))];
                svg.Path(style, style == "stroke" ? PathData.FromLines(place[..2], place[2..]) : PathData.FromOutline(place));
                break;
        }
    }

    /// <summary>Draws a dot in a colour that shows a value; a thin rim keeps pale ones visible.</summary>
    public static void DrawColored(SvgWriter svg, Pixel at, string color) => DrawDisc(svg, at, DotRadius, "colored", $"fill:{color}");

    private static void DrawDisc(SvgWriter svg, Pixel at, double radius, string kind, string? style = null) =>
        svg.Leaf("circle", ("class", kind), ("cx", at.X), ("cy", at.Y), ("r", radius), ("style", style));

    private static (double X, double Y) StarCorner(int i)
    {
        double radius = i % 2 == 0 ? 1.6 : 0.65, angle = (Math.PI * i / 5) - (Math.PI / 2);
        return (radius * Math.Cos(angle), radius * Math.Sin(angle));
    }
}
