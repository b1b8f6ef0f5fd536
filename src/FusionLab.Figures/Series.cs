namespace FusionLab.Figures;

/// <summary>Something drawn on a plot's axes.</summary>
/// <remarks>Series with the same <see cref="Label"/> form one entry of the legend and are hidden and shown together.</remarks>
public abstract record Series
{
    private protected Series()
    {
    }

    /// <summary>The text in the legend; may carry mathematics. Null for no entry.</summary>
    public string? Label { get; init; }

    /// <summary>The colour.</summary>
    public Ink Ink { get; init; } = Ink.Foreground;

    /// <summary>Adds what the axes must span.</summary>
    internal abstract void Extend(Extent extent);

    /// <summary>Draws the series in plot coordinates (pixels, origin at the upper left of the plot area).</summary>
    internal abstract void Draw(SvgWriter svg, PlotArea area);

    /// <summary>What a legend must not cover.</summary>
    internal abstract IEnumerable<Obstacle> Obstacles(PlotArea area);

    /// <summary>Draws the legend's sample, centred on the origin and <see cref="Legend.SampleWidth"/> wide.</summary>
    internal abstract void DrawSample(SvgWriter svg);

    /// <summary>The points whose values hovering shows; none by default.</summary>
    internal virtual (IReadOnlyList<double> X, IReadOnlyList<double> Y)? Values => null;

    /// <summary>The first and last epoch of an animation, for a slider; none by default.</summary>
    internal virtual (double First, double Last)? Film => null;
}

/// <summary>Where series draw: the two axes, the rectangle they frame, and what this rendering is for.</summary>
internal sealed record PlotArea(AxisScale X, AxisScale Y, ColorBar? Colors, SvgOptions Options)
{
    public Rect Bounds => new(0, 0, X.Length, Y.Length);

    public Pixel ToPixel(double x, double y) => new(X.ToPixel(x), Y.ToPixel(y));

    public IEnumerable<Pixel> ToPixels(IReadOnlyList<double> xs, IReadOnlyList<double> ys) => xs.Zip(ys, ToPixel);

    /// <summary>The points whose centre lies on the axes.</summary>
    public IEnumerable<Pixel> PointsInside(IReadOnlyList<double> xs, IReadOnlyList<double> ys) =>
        ToPixels(xs, ys).Where(point => point.IsFinite && Bounds.Grow(0.01).Contains(point));

    /// <summary>The pieces of the line through points that lie in the area.</summary>
    public List<List<Pixel>> LinesInside(IReadOnlyList<double> xs, IReadOnlyList<double> ys) => Clip.Polyline(ToPixels(xs, ys), Bounds);

    /// <summary>The colour of a value by the panel's colour bar.</summary>
    /// <exception cref="ArgumentException">The panel has none.</exception>
    public ColorBar RequireColors(string series) => Colors ?? throw new ArgumentException($"{series} need the panel's Colors.");
}
