namespace FusionLab.Linear;

/// <summary>
/// A training loss that depends on a linear network only through its total weights W^tot <c>[O, D]</c>, where D counts the
/// features of all modalities. Every layer's gradient follows from −∂L/∂W^tot alone (eq. 3, 4, 14, 15).
/// </summary>
public abstract class TotalWeightObjective
{
    /// <summary>The number of outputs O.</summary>
    public abstract int Outputs { get; }

    /// <summary>The features D of all modalities together.</summary>
    public abstract int Inputs { get; }

    /// <summary>Evaluates the loss and its direction of descent.</summary>
    /// <param name="totalWeights">W^tot, <c>[O, D]</c> row-major.</param>
    /// <param name="descent">Receives −∂L/∂W^tot, <c>[O, D]</c> row-major; for the squared loss the error correlation e.</param>
    /// <returns>The loss.</returns>
    public abstract double Evaluate(ReadOnlySpan<double> totalWeights, Span<double> descent);
}
