namespace FusionLab.Training;

/// <summary>Where the samples of the features that a unit sees start; missing features repeat the first, with weights of 0.</summary>
internal readonly struct FeatureRows(ReadOnlySpan<nuint> starts)
{
    /// <summary>Features that a unit can see.</summary>
    public const int Most = 4;

    public readonly nuint First = starts[0], Second = At(starts, 1), Third = At(starts, 2), Fourth = At(starts, 3);

    private static nuint At(ReadOnlySpan<nuint> starts, int index) => index < starts.Length ? starts[index] : starts[0];
}
