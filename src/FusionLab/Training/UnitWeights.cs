namespace FusionLab.Training;

/// <summary>One replica's hidden units that see the same features. F features, H units.</summary>
internal readonly ref struct UnitWeights
{
    /// <summary>Where the samples of each feature that they see start, <c>[F]</c>.</summary>
    public required ReadOnlySpan<nuint> Rows { get; init; }

    /// <summary>W, <c>[H, F]</c>.</summary>
    public required ReadOnlySpan<float> In { get; init; }

    /// <summary>v, <c>[H]</c>.</summary>
    public required ReadOnlySpan<float> Out { get; init; }

    /// <summary>The activation's slope below zero, at most 1; above zero it is 1.</summary>
    public required float Slope { get; init; }

    /// <summary>H.</summary>
    public int Count => Out.Length;

    /// <summary>What belongs to a unit in <c>[H, F]</c>; nothing for the one after the last, which makes up an odd number.</summary>
    public Span<T> Of<T>(Span<T> all, int unit) => unit < Count ? all.Slice(unit * Rows.Length, Rows.Length) : [];

    /// <inheritdoc cref="Of{T}(Span{T}, int)"/>
    public ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> all, int unit) => unit < Count ? all.Slice(unit * Rows.Length, Rows.Length) : [];

    /// <summary>A unit's v; 0 for the one after the last.</summary>
    public float OutOf(int unit) => unit < Count ? Out[unit] : 0;
}
