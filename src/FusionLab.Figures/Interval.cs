namespace FusionLab.Figures;

/// <summary>The smallest interval around the finite values seen so far.</summary>
internal sealed class Interval
{
    public double Min { get; private set; } = double.PositiveInfinity;

    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>The smallest value above zero: where a logarithmic axis begins.</summary>
    public double MinPositive { get; private set; } = double.PositiveInfinity;

    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            return;
        }

        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
        if (value > 0)
        {
            MinPositive = Math.Min(MinPositive, value);
        }
    }

    public void Add(IEnumerable<double> values)
    {
        foreach (double value in values)
        {
            Add(value);
        }
    }

    public void Add(Interval other)
    {
        Add(other.Min);
        Add(other.Max);
        Add(other.MinPositive);
    }
}
