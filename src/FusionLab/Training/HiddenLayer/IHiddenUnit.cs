using System.Numerics;

namespace FusionLab.Training.HiddenLayer;

/// <summary>
/// One hidden unit that sees a few features, its weights and the gradients by them in registers. Structures, so that the compiler
/// makes loops for each number of features; weights that are not needed are 0.
/// </summary>
/// <typeparam name="TSelf">The unit.</typeparam>
internal interface IHiddenUnit<TSelf>
    where TSelf : struct, IHiddenUnit<TSelf>
{
    /// <summary>Loads a unit.</summary>
    /// <param name="weights">One weight a feature.</param>
    /// <param name="rows">Where each feature's samples start.</param>
    static abstract TSelf Load(ReadOnlySpan<float> weights, ReadOnlySpan<nuint> rows);

    /// <summary>w · x for the samples from <paramref name="n"/>, as many as a register has lanes.</summary>
    Vector<float> PreActivation(ref float x, nuint n);

    /// <summary>Adds the gradients by the weights, given the one by the pre-activation.</summary>
    void Add(ref float x, nuint n, Vector<float> gradient);

    /// <summary>Adds what <see cref="Add"/> has collected, one number a feature.</summary>
    void SumTo(Span<double> gradients);
}
