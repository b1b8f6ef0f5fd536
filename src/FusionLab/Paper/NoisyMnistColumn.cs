namespace FusionLab.Paper;

/// <summary>One column of Table 1: networks that differ in their fusion layer alone, trained on noisy MNIST.</summary>
/// <param name="Label">How the paper calls it.</param>
/// <param name="Full">Every entry as the paper trained it.</param>
internal sealed record NoisyMnistColumn(string Label, IReadOnlyList<NoisyMnistCell> Full)
{
    /// <summary>Why the full entries are not run; null when they are.</summary>
    public string? WhyReduced { get; init; }

    /// <summary>A smaller version run in their place; empty when they are run, or nothing is.</summary>
    public IReadOnlyList<NoisyMnistCell> Reduced { get; init; } = [];

    /// <summary>What the smaller version leaves out, in words.</summary>
    public string? Reduction { get; init; }

    /// <summary>What is run.</summary>
    public IReadOnlyList<NoisyMnistCell> Cells => WhyReduced is null ? Full : Reduced;
}
