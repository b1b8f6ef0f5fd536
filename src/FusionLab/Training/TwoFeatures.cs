using System.Numerics;
using System.Runtime.CompilerServices;

namespace FusionLab.Training;

/// <summary>One or two features.</summary>
internal readonly struct TwoFeatures(Vector<float> first, Vector<float> second) : IFeatures<TwoFeatures>
{
    private readonly Vector<float> first = first, second = second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoFeatures Broadcast(ReadOnlySpan<float> values) =>
        new(new(values.Length > 0 ? values[0] : 0), new(values.Length > 1 ? values[1] : 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoFeatures Load(ref float x, FeatureRows rows, nuint n) =>
        new(Vector.LoadUnsafe(ref x, rows.First + n), Vector.LoadUnsafe(ref x, rows.Second + n));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Dot(TwoFeatures w, TwoFeatures x) => Vector.FusedMultiplyAdd(w.second, x.second, w.first * x.first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TwoFeatures Add(TwoFeatures sum, Vector<float> factor, TwoFeatures x) =>
        new(Vector.FusedMultiplyAdd(factor, x.first, sum.first), Vector.FusedMultiplyAdd(factor, x.second, sum.second));

    public static void AddLanes(TwoFeatures sum, Span<double> totals)
    {
        if (totals.Length > 0)
        {
            totals[0] += Vector.Sum(sum.first);
        }

        if (totals.Length > 1)
        {
            totals[1] += Vector.Sum(sum.second);
        }
    }
}
