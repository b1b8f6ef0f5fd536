using FusionLab.Networks;

namespace FusionLab.Training;

/// <summary>
/// Measures the replicas of a network between two steps. It must leave weights, gradients and random streams as they are, so
/// that how often one evaluates changes nothing.
/// </summary>
public interface IEvaluator
{
    /// <summary>Measures every replica that is in the network.</summary>
    /// <param name="network">The network.</param>
    /// <returns>One score a replica, in the order of the network's replica dimension.</returns>
    IReadOnlyList<Scores> Evaluate(FusionNetwork network);
}
