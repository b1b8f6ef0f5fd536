
namespace FusionLab.Figures;

/// <summary>Where series draw: the two axes, the rectangle they frame, and what this rendering is for.</summary>
internal sealed record PlotArea(AxisMap X, AxisMap Y, ColorBar? Colors, SvgOptions Options)
{
    public Rect Bounds => new(0, 0, X.Length, Y.Length);

    public Pixel At(double x, double y) => new(X.At(x), Y.At(y));

    public IEnumerable<Pixel> At(IReadOnlyList<double> xs, IReadOnlyList<double> ys)
    {
        for (int i = 0; i < xs.Count; i++)
        {
            yield return At(xs[i], ys[i]);
        }
    }

    /// <summary>The points whose centre lies on the axes.</summary>
    public IEnumerable<Pixel> Inside(IReadOnlyList<double> xs, IReadOnlyList<double> ys) =>
        At(xs, ys).Where(point => point.IsFinite && Bounds.Grow(0.01).Contains(point));

    public List<List<Pixel>> Lines(IReadOnlyList<double> xs, IReadOnlyList<double> ys) => Clip.Polyline(At(xs, ys), Bounds);
}
