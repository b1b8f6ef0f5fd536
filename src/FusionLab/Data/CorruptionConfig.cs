using System.ComponentModel.DataAnnotations;

namespace FusionLab.Data;

/// <summary>
/// How samples are corrupted (appendix I): a corrupted image is <c>signal·x + n</c>, <c>n ~ N(0, noise²)</c> per normalized
/// pixel. Which modalities it strikes is drawn afresh for every sample each time the sample is seen.
/// </summary>
public sealed record CorruptionConfig
{
    /// <summary>How much of the image is left in a corrupted one.</summary>
    public double Signal { get; init; } = 0.1;

    /// <summary>The standard deviation of the noise, in units of normalized pixels.</summary>
    [Range(0.0, double.MaxValue)]
    public double Noise { get; init; } = 0.15;

    /// <summary>The ways a sample can be corrupted; null: the mixture of the authors' code (B 0.8, A 0.16, neither 0.04).</summary>
    public IReadOnlyList<CorruptionPattern>? Patterns { get; init; }

    /// <summary>
    /// The mixture the authors' code draws, which is the one that gives the published numbers: B 0.8, A 0.16, neither 0.04.
    /// (The paper's text says 0.6, 0.2, 0.2.)
    /// </summary>
    public static IReadOnlyList<CorruptionPattern> AuthorsPatterns { get; } =
    [
        new() { Corrupt = ["b"], Probability = 0.8 },
        new() { Corrupt = ["a"], Probability = 0.16 },
        new() { Corrupt = [], Probability = 0.04 },
    ];
}
