using System.Numerics;
using System.Runtime.CompilerServices;

namespace FusionLab.Training.HiddenLayer;

/// <summary>A hidden unit that sees three or four features: two units of two whose pre-activations add up.</summary>
internal struct UnitOfFour : IHiddenUnit<UnitOfFour>
{
    private UnitOfTwo first, second;

    public static UnitOfFour Load(ReadOnlySpan<float> weights, ReadOnlySpan<nuint> rows) =>
        new() { first = UnitOfTwo.Load(weights[..2], rows[..2]), second = UnitOfTwo.Load(weights[2..], rows[2..]) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector<float> PreActivation(ref float x, nuint n) => first.PreActivation(ref x, n) + second.PreActivation(ref x, n);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref float x, nuint n, Vector<float> gradient)
    {
        first.Add(ref x, n, gradient);
        second.Add(ref x, n, gradient);
    }

    public readonly void SumTo(Span<double> gradients)
    {
        first.SumTo(gradients[..2]);
        second.SumTo(gradients[2..]);
    }
}
