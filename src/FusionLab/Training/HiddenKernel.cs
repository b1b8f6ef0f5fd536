// Shapes: H hidden units, F features that they see (a bias is a feature that is 1), N samples, a multiple of the lanes.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FusionLab.Training;

/// <summary>
/// One replica's hidden units over a block of samples that fits the first-level cache: what a unit gives is used at once, and
/// computed again in the backward pass, so that no hidden activation ever goes through memory. Units go two by two: they share
/// the loads, and one's multiplications fill the time that the other's sums wait for each other.
/// </summary>
internal static class HiddenKernel
{
    /// <summary>Samples of a block.</summary>
    private const int Block = 2048;

    /// <summary>output += v · activation(W x).</summary>
    /// <param name="units">The units.</param>
    /// <param name="x">All features.</param>
    /// <param name="start">The first sample.</param>
    /// <param name="end">The one after the last.</param>
    /// <param name="output"><c>[N]</c>.</param>
    public static void Forward(in UnitWeights units, ReadOnlySpan<float> x, int start, int end, Span<float> output)
    {
        for (int first = start; first < end; first += Block)
        {
            if (units.Rows.Length <= 2)
            {
                Forward<TwoFeatures>(units, x, first, Math.Min(end, first + Block), output);
            }
            else
            {
                Forward<FourFeatures>(units, x, first, Math.Min(end, first + Block), output);
            }
        }
    }

    /// <summary>
    /// Adds, for every unit, Σ_n g_n activation'(w · x_n) x_n: its gradient by w is v times that, and by v it is w times that.
    /// </summary>
    /// <param name="units">The units.</param>
    /// <param name="x">All features.</param>
    /// <param name="start">The first sample.</param>
    /// <param name="end">The one after the last.</param>
    /// <param name="gradient">g, by the output, <c>[N]</c>.</param>
    /// <param name="sums">Receives the sums, <c>[H, F]</c>.</param>
    public static void Backward(
        in UnitWeights units, ReadOnlySpan<float> x, int start, int end, ReadOnlySpan<float> gradient, Span<double> sums)
    {
        for (int first = start; first < end; first += Block)
        {
            if (units.Rows.Length <= 2)
            {
                Backward<TwoFeatures>(units, x, first, Math.Min(end, first + Block), gradient, sums);
            }
            else
            {
                Backward<FourFeatures>(units, x, first, Math.Min(end, first + Block), gradient, sums);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<TFeatures>(in UnitWeights units, ReadOnlySpan<float> x, int start, int end, Span<float> output)
        where TFeatures : struct, IFeatures<TFeatures>
    {
        ref float input = ref MemoryMarshal.GetReference(x);
        ref float sums = ref MemoryMarshal.GetReference(output);
        var rows = new FeatureRows(units.Rows);
        var slope = new Vector<float>(units.Slope);
        for (int h = 0; h < units.Count; h += 2)
        {
            var (w0, w1) = (TFeatures.Broadcast(units.Of(units.In, h)), TFeatures.Broadcast(units.Of(units.In, h + 1)));
            var (v0, v1) = (new Vector<float>(units.OutOf(h)), new Vector<float>(units.OutOf(h + 1)));
            for (nuint n = (nuint)start; n < (nuint)end; n += (nuint)Vector<float>.Count)
            {
                var samples = TFeatures.Load(ref input, rows, n);
                var before0 = TFeatures.Dot(w0, samples);
                var before1 = TFeatures.Dot(w1, samples);
                var sum = Vector.FusedMultiplyAdd(v0, Vector.MaxNative(before0, before0 * slope), Vector.LoadUnsafe(ref sums, n));
                Vector.FusedMultiplyAdd(v1, Vector.MaxNative(before1, before1 * slope), sum).StoreUnsafe(ref sums, n);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<TFeatures>(
        in UnitWeights units, ReadOnlySpan<float> x, int start, int end, ReadOnlySpan<float> gradient, Span<double> sums)
        where TFeatures : struct, IFeatures<TFeatures>
    {
        ref float input = ref MemoryMarshal.GetReference(x);
        ref float given = ref MemoryMarshal.GetReference(gradient);
        var rows = new FeatureRows(units.Rows);
        var slope = new Vector<float>(units.Slope);
        for (int h = 0; h < units.Count; h += 2)
        {
            var (w0, w1) = (TFeatures.Broadcast(units.Of(units.In, h)), TFeatures.Broadcast(units.Of(units.In, h + 1)));
            var (sum0, sum1) = (default(TFeatures), default(TFeatures));
            for (nuint n = (nuint)start; n < (nuint)end; n += (nuint)Vector<float>.Count)
            {
                var samples = TFeatures.Load(ref input, rows, n);
                var above = Vector.LoadUnsafe(ref given, n);
                var below = above * slope;
                var is0 = Vector.GreaterThan(TFeatures.Dot(w0, samples), Vector<float>.Zero);
                sum0 = TFeatures.Add(sum0, Vector.ConditionalSelect(is0, above, below), samples);
                var is1 = Vector.GreaterThan(TFeatures.Dot(w1, samples), Vector<float>.Zero);
                sum1 = TFeatures.Add(sum1, Vector.ConditionalSelect(is1, above, below), samples);
            }

            TFeatures.AddLanes(sum0, units.Of(sums, h));
            TFeatures.AddLanes(sum1, units.Of(sums, h + 1));
        }
    }
}
