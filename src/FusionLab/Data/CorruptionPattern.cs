using System.ComponentModel.DataAnnotations;

namespace FusionLab.Data;

/// <summary>One way a sample can be corrupted.</summary>
public sealed record CorruptionPattern
{
    /// <summary>The modalities that are corrupted together; empty: the sample stays clean.</summary>
    public IReadOnlyList<string> Corrupt { get; init; } = [];

    /// <summary>How often it happens, in 0..1; the patterns' probabilities add up to 1.</summary>
    [Range(0.0, 1.0)]
    public double Probability { get; init; }
}
