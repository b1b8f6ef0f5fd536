// Shapes: H hidden units, F features that they see (a bias is a feature that is 1), N samples, a multiple of the lanes.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FusionLab.Training.HiddenLayer;

/// <summary>
/// One replica's hidden units over a block of samples that fits the first-level cache: what a unit gives is used at once, and
/// computed again in the backward pass, so that no hidden activation ever goes through memory.
/// </summary>
internal static class HiddenKernel
{
    /// <summary>Features that a unit can see.</summary>
    public const int MostFeatures = 4;

    /// <summary>Samples of a block.</summary>
    private const int Block = 512;

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
                Forward<UnitOfTwo>(units, x, first, Math.Min(end, first + Block), output);
            }
            else
            {
                Forward<UnitOfFour>(units, x, first, Math.Min(end, first + Block), output);
            }
        }
    }

    /// <summary>Adds the gradients by all weights, given the one by the output.</summary>
    /// <param name="units">The units.</param>
    /// <param name="x">All features.</param>
    /// <param name="start">The first sample.</param>
    /// <param name="end">The one after the last.</param>
    /// <param name="gradient">By the output, <c>[N]</c>.</param>
    /// <param name="byIn">Receives those by W, <c>[H, F]</c>.</param>
    /// <param name="byOut">Receives those by v, <c>[H]</c>.</param>
    public static void Backward(
        in UnitWeights units, ReadOnlySpan<float> x, int start, int end, ReadOnlySpan<float> gradient, Span<double> byIn, Span<double> byOut)
    {
        for (int first = start; first < end; first += Block)
        {
            if (units.Rows.Length <= 2)
            {
                Backward<UnitOfTwo>(units, x, first, Math.Min(end, first + Block), gradient, byIn, byOut);
            }
            else
            {
                Backward<UnitOfFour>(units, x, first, Math.Min(end, first + Block), gradient, byIn, byOut);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<TUnit>(in UnitWeights units, ReadOnlySpan<float> x, int start, int end, Span<float> output)
        where TUnit : struct, IHiddenUnit<TUnit>
    {
        ref float input = ref MemoryMarshal.GetReference(x);
        ref float sums = ref MemoryMarshal.GetReference(output);
        var slope = new Vector<float>(units.Slope);
        int features = units.Rows.Length;
        for (int h = 0; h < units.Out.Length; h++)
        {
            var unit = TUnit.Load(units.In.Slice(h * features, features), units.Rows);
            var weight = new Vector<float>(units.Out[h]);
            for (nuint n = (nuint)start; n < (nuint)end; n += (nuint)Vector<float>.Count)
            {
                var before = unit.PreActivation(ref input, n);
                var activation = Vector.ConditionalSelect(Vector.GreaterThan(before, Vector<float>.Zero), before, before * slope);
                Vector.FusedMultiplyAdd(weight, activation, Vector.LoadUnsafe(ref sums, n)).StoreUnsafe(ref sums, n);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<TUnit>(
        in UnitWeights units, ReadOnlySpan<float> x, int start, int end, ReadOnlySpan<float> gradient, Span<double> byIn, Span<double> byOut)
        where TUnit : struct, IHiddenUnit<TUnit>
    {
        ref float input = ref MemoryMarshal.GetReference(x);
        ref float given = ref MemoryMarshal.GetReference(gradient);
        var slope = new Vector<float>(units.Slope);
        int features = units.Rows.Length;
        for (int h = 0; h < units.Out.Length; h++)
        {
            var unit = TUnit.Load(units.In.Slice(h * features, features), units.Rows);
            var weight = new Vector<float>(units.Out[h]);
            var sum = Vector<float>.Zero;
            for (nuint n = (nuint)start; n < (nuint)end; n += (nuint)Vector<float>.Count)
            {
                var before = unit.PreActivation(ref input, n);
                var byOutput = Vector.LoadUnsafe(ref given, n);
                var scaled = Vector.ConditionalSelect(Vector.GreaterThan(before, Vector<float>.Zero), byOutput, byOutput * slope);
                sum = Vector.FusedMultiplyAdd(scaled, before, sum); // activation = before · derivative
                unit.Add(ref input, n, scaled * weight);
            }

            byOut[h] += Vector.Sum(sum);
            unit.SumTo(byIn.Slice(h * features, features));
        }
    }
}
