using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

public class TrajectoryRecorderTests
{
    [Fact]
    public void Straight_lines_between_the_kept_points_stay_within_the_tolerance()
    {
        const int steps = 20_000;
        double[] curve = [.. Enumerable.Range(0, steps + 1).Select(t => 1 / (1 + Math.Exp(-(t - 12_000) / 150.0)))];
        var kept = Record(curve, tolerance: 1e-3, limit: 4096);

        Assert.Equal((0, steps), (kept[0].Step, kept[^1].Step));
        Assert.InRange(kept.Count, 10, 100);
        Assert.InRange(LargestError(curve, kept), 0, 1e-3 + 1e-12);
    }

    [Fact]
    public void Memory_is_bounded_where_the_curve_never_rests()
    {
        double[] curve = [.. Enumerable.Range(0, 50_001).Select(t => Math.Sin(t * 0.7))];
        var kept = Record(curve, tolerance: 1e-4, limit: 256);

        Assert.InRange(kept.Count, 2, 257);
        Assert.Equal(50_000, kept[^1].Step);
    }

    [Fact]
    public void A_tolerance_of_zero_keeps_every_point_of_a_curve() =>
        Assert.Equal(101, Record([.. Enumerable.Range(0, 101).Select(t => Math.Pow(t, 1.5))], tolerance: 0, limit: 4096).Count);

    private static IReadOnlyList<TrajectoryPoint> Record(double[] curve, double tolerance, int limit)
    {
        var recorder = new TrajectoryRecorder([tolerance], 1, limit);
        for (int t = 0; t < curve.Length; t++)
        {
            recorder.Add(t, curve[t], null, [curve[t]], [curve[t]]);
        }

        return recorder.Finish();
    }

    private static double LargestError(double[] curve, IReadOnlyList<TrajectoryPoint> kept)
    {
        double largest = 0;
        for (int k = 1; k < kept.Count; k++)
        {
            var (from, to) = (kept[k - 1], kept[k]);
            for (long t = from.Step; t <= to.Step; t++)
            {
                double line = from.Loss + ((to.Loss - from.Loss) * (t - from.Step) / (to.Step - from.Step));
                largest = Math.Max(largest, Math.Abs(line - curve[t]));
            }
        }

        return largest;
    }
}
