namespace FusionLab.Linear;

/// <summary>Finds the first time at which a curve reaches a threshold, linear between consecutive steps.</summary>
/// <param name="threshold">Positive; the curve is multiplied by <paramref name="sign"/> first.</param>
/// <param name="sign">1, or −1 for a curve that falls towards a negative value.</param>
internal sealed class Crossing(double threshold, double sign)
{
    private double previous;
    private long previousStep = -1;

    /// <summary>The time in steps; null until the threshold is reached.</summary>
    public double? At { get; private set; }

    /// <summary>Half of a total weight: signed where it is a scalar, of its norm otherwise. Null where it is zero.</summary>
    /// <param name="target">The total weight, <c>[O, D_m]</c>.</param>
    /// <param name="scale">The size of the other weights; what is 1e-9 of it counts as zero.</param>
    public static Crossing? HalfOf(double[] target, double scale)
    {
        double size = VectorMath.Norm(target);
        return size <= 1e-9 * scale ? null : new Crossing(size / 2, target.Length == 1 ? Math.Sign(target[0]) : 1);
    }

    /// <summary>Takes the next value.</summary>
    public void Observe(long step, double value)
    {
        if (At is not null)
        {
            return;
        }

        double current = sign * value;
        if (current >= threshold)
        {
            At = previousStep < 0 ? step : previousStep + ((step - previousStep) * (threshold - previous) / (current - previous));
        }

        previous = current;
        previousStep = step;
    }
}
