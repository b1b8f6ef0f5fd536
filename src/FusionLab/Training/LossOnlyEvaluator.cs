using FusionLab.Networks;

namespace FusionLab.Training;

/// <summary>Measures nothing beyond the training loss, which the trainer records anyway: for tasks without classes.</summary>
public sealed class LossOnlyEvaluator : IEvaluator
{
    private static readonly Scores nothing = new(null, []);

    /// <inheritdoc/>
    public IReadOnlyList<Scores> Evaluate(FusionNetwork network) => [.. Enumerable.Repeat(nothing, network.Replicas)];
}
