namespace FusionLab.Training.HiddenLayer;

/// <summary>One replica's hidden units that see the same features. F features, H units.</summary>
internal readonly ref struct UnitWeights
{
    /// <summary>Where the samples of each feature that they see start, <c>[F]</c>.</summary>
    public required ReadOnlySpan<nuint> Rows { get; init; }

    /// <summary>W, <c>[H, F]</c>.</summary>
    public required ReadOnlySpan<float> In { get; init; }

    /// <summary>v, <c>[H]</c>.</summary>
    public required ReadOnlySpan<float> Out { get; init; }

    /// <summary>The activation's slope below zero; above it is 1.</summary>
    public required float Slope { get; init; }
}
