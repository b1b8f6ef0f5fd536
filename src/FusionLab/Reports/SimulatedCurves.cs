using FusionLab.Figures;

namespace FusionLab.Reports;

/// <summary>
/// Simulated replicas record at times of their own, dense where something happens, and end when they have converged; a mean needs
/// common times.
/// </summary>
internal static class SimulatedCurves
{
    private const int MostTimes = 2000;

    /// <summary>
    /// The same curves, all with the times of any: each is read on the line between its nearest records, and after its end as it ended.
    /// </summary>
    /// <param name="replicas">One curve a replica.</param>
    /// <param name="isLog">Whether the lines are straight on a logarithmic axis.</param>
    public static IReadOnlyList<Curve> AtCommonTimes(IReadOnlyList<Curve> replicas, bool isLog)
    {
        if (replicas.All(curve => curve.X.SequenceEqual(replicas[0].X)))
        {
            return replicas;
        }

        double[] all = [.. replicas.SelectMany(curve => curve.X).Distinct().Order()];
        int stride = 1 + (all.Length / MostTimes);
        double[] times = [.. all.Where((_, i) => i % stride == 0 || i == all.Length - 1)];
        return [.. replicas.Select(curve => new Curve(times, [.. times.Select(time => At(curve, time, isLog))]))];
    }

    private static double At(Curve curve, double time, bool isLog)
    {
        int low = 0, high = curve.X.Count - 1;
        if (time >= curve.X[high])
        {
            return curve.Y[high];
        }

        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = curve.X[middle] <= time ? (middle, high) : (low, middle);
        }

        double share = (time - curve.X[low]) / (curve.X[high] - curve.X[low]);
        var (before, after) = (curve.Y[low], curve.Y[high]);
        return isLog && before > 0 && after > 0 ? before * Math.Pow(after / before, share) : before + (share * (after - before));
    }
}
