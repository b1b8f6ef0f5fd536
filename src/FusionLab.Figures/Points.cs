
namespace FusionLab.Figures;

/// <summary>Markers, with bars for their spread where it is known.</summary>
/// <param name="X">Horizontal coordinates.</param>
/// <param name="Y">Vertical coordinates, as many.</param>
public sealed record Points(IReadOnlyList<double> X, IReadOnlyList<double> Y) : Series
{
    /// <summary>The shape.</summary>
    public Marker Marker { get; init; } = Marker.Circle;

    /// <summary>Half the length of each point's upright bar, such as its standard deviation, in units of y. Null for no bars.</summary>
    public IReadOnlyList<double>? Spread { get; init; }

    internal override (IReadOnlyList<double> X, IReadOnlyList<double> Y)? Values => (X, Y);

    internal override void Extend(Extent extent)
    {
        RequireSameLength("row of points", X.Count, Y.Count, Spread?.Count ?? X.Count);
        extent.Add(X, Y);
        if (Spread is not null)
        {
            extent.Y.Add(Y.Zip(Spread, (y, spread) => y - spread));
            extent.Y.Add(Y.Zip(Spread, (y, spread) => y + spread));
        }
    }

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        string bars = PathData.Lines(Bars(area));
        if (bars.Length > 0)
        {
            svg.Leaf("path", ("class", "stroke thin"), ("d", bars));
        }

        foreach (var point in area.Inside(X, Y))
        {
            MarkerShape.Draw(svg, Marker, point);
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area) =>
        area.Inside(X, Y).Select(point => Obstacle.Around(point, MarkerShape.Radius + 1))
            .Concat(Bars(area).SelectMany(bar => Obstacle.Along(bar, 0.7)));

    internal override void DrawSample(SvgWriter svg) => MarkerShape.Draw(svg, Marker, new Pixel(0, 0));

    private IEnumerable<List<Pixel>> Bars(PlotArea area)
    {
        for (int i = 0; i < (Spread?.Count ?? 0); i++)
        {
            double low = Y[i] - Spread![i], high = Y[i] + Spread[i];
            Pixel from = area.At(X[i], area.Y.IsLog ? Math.Max(low, area.Y.Min) : low), to = area.At(X[i], high);
            if (Spread[i] > 0 && from.IsFinite && to.IsFinite && Clip.Segment(from, to, area.Bounds) is var (start, end))
            {
                yield return [start, end];
            }
        }
    }
}
