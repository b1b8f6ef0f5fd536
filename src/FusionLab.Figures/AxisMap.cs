namespace FusionLab.Figures;

/// <summary>Maps values to pixels along one axis.</summary>
/// <param name="IsLog">Whether the axis is logarithmic.</param>
/// <param name="Min">The value at the lower end.</param>
/// <param name="Max">The value at the upper end.</param>
/// <param name="Length">The axis' length in pixels.</param>
/// <param name="IsUpward">Whether the value grows against the pixel coordinate: true for y.</param>
internal sealed record AxisMap(bool IsLog, double Min, double Max, double Length, bool IsUpward)
{
    private const double Margin = 0.04;

    /// <summary>The map of an axis over data, with round margins at the ends that the axis leaves open.</summary>
    public static AxisMap Fit(Axis axis, Interval data, double length, bool isUpward)
    {
        double min = axis.Min ?? (axis.IsLog ? data.MinPositive : data.Min);
        double max = axis.Max ?? data.Max;
        bool isEmpty = !double.IsFinite(min) || !double.IsFinite(max) || (axis.IsLog && max <= 0);
        if (isEmpty)
        {
            return new AxisMap(axis.IsLog, axis.IsLog ? 0.1 : 0, axis.IsLog ? 10 : 1, length, isUpward);
        }

        if (axis.IsLog)
        {
            // A loss on its way out of the range of numbers, or into it, must not take the axis along.
            double factor = max <= min ? 2 : Math.Exp(Margin * (Math.Log(max) - Math.Log(min)));
            double low = Math.Max(min / factor, double.Epsilon), high = Math.Min(max * factor, double.MaxValue);
            return new AxisMap(true, axis.Min ?? low, axis.Max ?? high, length, isUpward);
        }

        double margin = max <= min ? Math.Max(Math.Abs(min) * 0.1, 0.5) : (max - min) * Margin;
        return new AxisMap(false, axis.Min ?? min - margin, axis.Max ?? max + margin, length, isUpward);
    }

    /// <summary>The pixel coordinate; not finite for values a logarithmic axis cannot show.</summary>
    public double At(double value)
    {
        double share = IsLog
            ? value > 0 ? (Math.Log(value) - Math.Log(Min)) / (Math.Log(Max) - Math.Log(Min)) : double.NaN
            : (value - Min) / (Max - Min);
        return Length * (IsUpward ? 1 - share : share);
    }

    /// <summary>Whether a value lies on the axis, ends included.</summary>
    public bool Spans(double value) => value >= Min && value <= Max;
}
