using System.Numerics;
using System.Runtime.CompilerServices;

namespace FusionLab.Training.HiddenLayer;

/// <summary>A hidden unit that sees one or two features.</summary>
internal struct UnitOfTwo : IHiddenUnit<UnitOfTwo>
{
    private Vector<float> w0, w1, g0, g1;
    private nuint row0, row1;

    public static UnitOfTwo Load(ReadOnlySpan<float> weights, ReadOnlySpan<nuint> rows) => new()
    {
        w0 = new(weights[0]),
        w1 = new(weights.Length > 1 ? weights[1] : 0),
        row0 = rows[0],
        row1 = rows.Length > 1 ? rows[1] : rows[0],
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector<float> PreActivation(ref float x, nuint n) =>
        Vector.FusedMultiplyAdd(w1, Vector.LoadUnsafe(ref x, row1 + n), w0 * Vector.LoadUnsafe(ref x, row0 + n));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref float x, nuint n, Vector<float> gradient)
    {
        g0 = Vector.FusedMultiplyAdd(gradient, Vector.LoadUnsafe(ref x, row0 + n), g0);
        g1 = Vector.FusedMultiplyAdd(gradient, Vector.LoadUnsafe(ref x, row1 + n), g1);
    }

    public readonly void SumTo(Span<double> gradients)
    {
        gradients[0] += Vector.Sum(g0);
        if (gradients.Length > 1)
        {
            gradients[1] += Vector.Sum(g1);
        }
    }
}
