namespace FusionLab.Linear;

/// <summary>
/// One linear fusion network during full-batch gradient descent. A step is <see cref="Propagate"/> (total weights), then the
/// objective's −∂L/∂W^tot, then <see cref="Descend"/>. The same code moves a full network and one that was reduced to few
/// hidden dimensions.
/// </summary>
internal abstract class LinearNetwork
{
    /// <summary>W^tot of all modalities side by side, <c>[O, D]</c> row-major; current after <see cref="Propagate"/>.</summary>
    public abstract ReadOnlySpan<double> TotalWeights { get; }

    /// <summary>Recomputes the chains from the output down to every node, and with them the total weights.</summary>
    public abstract void Propagate();

    /// <summary>One step of gradient descent of every layer.</summary>
    /// <param name="descent">−∂L/∂W^tot at the current total weights, <c>[O, D]</c>.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="decay">What every weight is multiplied by before the step: 1 − η·(weight decay).</param>
    public abstract void Descend(ReadOnlySpan<double> descent, double learningRate, double decay);

    /// <summary>A copy of the current weights.</summary>
    public abstract LinearWeights Weights();

    /// <summary>Prepares a network in the wanted precision.</summary>
    /// <param name="weights">Its initial weights; copied.</param>
    /// <param name="singlePrecision">True for 32-bit weights and updates.</param>
    public static LinearNetwork Create(LinearWeights weights, bool singlePrecision) => singlePrecision
        ? new LinearNetwork<float>(weights)
        : new LinearNetwork<double>(weights);
}
