namespace FusionLab.Linear;

/// <summary>
/// Trains a coarser reduction beside the one in use and compares their total weights after every step. Each letter of the
/// reduction neglects about a hundredth of what the one before did, so the difference bounds the error of the finer one.
/// </summary>
internal sealed class ReductionCheck(LinearNetwork coarser, TotalWeightObjective objective, LinearRunSettings settings)
{
    private readonly double[] descent = new double[objective.Outputs * objective.Inputs];
    private double largestWeight;
    private double largestDifference;

    /// <summary>The largest difference so far, as a share of the largest total weight so far.</summary>
    public double Residual => largestDifference / largestWeight;

    /// <summary>Compares after a step; false when the difference is too large.</summary>
    public bool Agrees(ReadOnlySpan<double> finer)
    {
        coarser.Propagate();
        objective.Evaluate(coarser.TotalWeights, descent);
        largestWeight = Math.Max(largestWeight, VectorMath.Norm(finer));
        largestDifference = Math.Max(largestDifference, VectorMath.Distance(finer, coarser.TotalWeights));

        // 32-bit arithmetic alone separates the two by more than any tolerance for the subspaces.
        double tolerance = settings.SinglePrecision ? Math.Max(1e-3, settings.ReductionTolerance) : settings.ReductionTolerance;
        return largestDifference <= tolerance * largestWeight;
    }

    /// <summary>The coarser network's step.</summary>
    public void Descend(double decay) => coarser.Descend(descent, settings.LearningRate, decay);
}
