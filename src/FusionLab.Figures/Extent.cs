namespace FusionLab.Figures;

/// <summary>Collects what the axes of a panel must span.</summary>
internal sealed class Extent
{
    public Interval X { get; } = new();

    public Interval Y { get; } = new();

    public void Add(IReadOnlyList<double> xs, IReadOnlyList<double> ys)
    {
        X.Add(xs);
        Y.Add(ys);
    }

    public void Add(Extent other)
    {
        X.Add(other.X);
        Y.Add(other.Y);
    }
}
