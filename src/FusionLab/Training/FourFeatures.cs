using System.Numerics;
using System.Runtime.CompilerServices;

namespace FusionLab.Training;

/// <summary>Three or four features.</summary>
internal readonly struct FourFeatures(Vector<float> first, Vector<float> second, Vector<float> third, Vector<float> fourth)
    : IFeatures<FourFeatures>
{
    private readonly Vector<float> first = first, second = second, third = third, fourth = fourth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourFeatures Broadcast(ReadOnlySpan<float> values) => new(
        new(values.Length > 0 ? values[0] : 0),
        new(values.Length > 1 ? values[1] : 0),
        new(values.Length > 2 ? values[2] : 0),
        new(values.Length > 3 ? values[3] : 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourFeatures Load(ref float x, FeatureRows rows, nuint n) => new(
        Vector.LoadUnsafe(ref x, rows.First + n),
        Vector.LoadUnsafe(ref x, rows.Second + n),
        Vector.LoadUnsafe(ref x, rows.Third + n),
        Vector.LoadUnsafe(ref x, rows.Fourth + n));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Dot(FourFeatures w, FourFeatures x) =>
        Vector.FusedMultiplyAdd(w.second, x.second, w.first * x.first) + Vector.FusedMultiplyAdd(w.fourth, x.fourth, w.third * x.third);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourFeatures Add(FourFeatures sum, Vector<float> factor, FourFeatures x) => new(
        Vector.FusedMultiplyAdd(factor, x.first, sum.first),
        Vector.FusedMultiplyAdd(factor, x.second, sum.second),
        Vector.FusedMultiplyAdd(factor, x.third, sum.third),
        Vector.FusedMultiplyAdd(factor, x.fourth, sum.fourth));

    public static void AddLanes(FourFeatures sum, Span<double> totals)
    {
        TwoFeatures.AddLanes(new(sum.first, sum.second), totals);
        if (totals.Length > 2)
        {
            TwoFeatures.AddLanes(new(sum.third, sum.fourth), totals[2..]);
        }
    }
}
