using System.Numerics;

namespace FusionLab.Training;

/// <summary>
/// One number for each of a few features, in every lane of a register: a unit's weights, the samples of a register, or sums over
/// samples. Structures of few fields without methods that change them, so that the compiler makes loops for each number of features
/// and keeps all of it in registers.
/// </summary>
/// <typeparam name="TSelf">The structure.</typeparam>
internal interface IFeatures<TSelf>
    where TSelf : struct, IFeatures<TSelf>
{
    /// <summary>The same in every lane; 0 where no number is given.</summary>
    static abstract TSelf Broadcast(ReadOnlySpan<float> values);

    /// <summary>The samples from <paramref name="n"/>, one a lane.</summary>
    static abstract TSelf Load(ref float x, FeatureRows rows, nuint n);

    /// <summary>w · x.</summary>
    static abstract Vector<float> Dot(TSelf w, TSelf x);

    /// <summary>sum + factor · x.</summary>
    static abstract TSelf Add(TSelf sum, Vector<float> factor, TSelf x);

    /// <summary>Adds the sums of all lanes to as many totals as there are.</summary>
    static abstract void AddLanes(TSelf sum, Span<double> totals);
}
