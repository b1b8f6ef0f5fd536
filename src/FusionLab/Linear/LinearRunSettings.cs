namespace FusionLab.Linear;

/// <summary>How a linear network is trained and what is kept of it.</summary>
/// <param name="LearningRate">η; one step of full-batch gradient descent advances gradient flow by η = 1/τ.</param>
/// <param name="Steps">The budget of steps (= epochs).</param>
public sealed record LinearRunSettings(double LearningRate, long Steps)
{
    /// <summary>L2 penalty: every step multiplies the weights by 1 − η·WeightDecay first.</summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// Training stops before the budget when ‖∂L/∂W^tot‖ has fallen to this share of its value at zero weights: the total
    /// weights are then at M_* to about the same share. 0 uses the whole budget.
    /// </summary>
    public double StopTolerance { get; init; } = 1e-6;

    /// <summary>
    /// True to keep and update the weights in 32 bits, as the authors' networks do; losses and measures are always double.
    /// </summary>
    public bool SinglePrecision { get; init; }

    /// <summary>
    /// True to simulate few hidden directions instead of all hidden units where that changes nothing (see the run's residual).
    /// </summary>
    public bool Reduce { get; init; } = true;

    /// <summary>
    /// The largest difference between the total weights of a reduced network and of the next coarser one, as a share of the
    /// largest total weight. The one that is reported is the finer, about a hundred times closer to the full network.
    /// </summary>
    public double ReductionTolerance { get; init; } = 1e-6;

    /// <summary>Straight lines between recorded points stay this close to the trajectory, as a share of each curve's range.</summary>
    public double RecordTolerance { get; init; } = 1e-4;

    /// <summary>The largest number of recorded points.</summary>
    public int RecordLimit { get; init; } = 4096;

    /// <summary>Steps, ascending, after which all weight matrices are kept (hidden units included).</summary>
    public IReadOnlyList<long> SnapshotSteps { get; init; } = [];

    /// <summary>Checks every number.</summary>
    /// <exception cref="ConfigException">A number is out of its bounds; the message names it.</exception>
    public void Validate()
    {
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate))
        {
            throw new ConfigException($"train.learningRate is {LearningRate}; it must be a number above 0.");
        }

        if (Steps < 1)
        {
            throw new ConfigException($"train.epochs is {Steps}; it must be at least 1.");
        }

        if (!(WeightDecay >= 0) || WeightDecay * LearningRate >= 1)
        {
            throw new ConfigException($"train.weightDecay is {WeightDecay}; it must lie in [0, 1/learningRate).");
        }
    }

    /// <summary>How a run ends at a step; null while it goes on.</summary>
    /// <param name="step">Steps taken.</param>
    /// <param name="loss">The training loss.</param>
    /// <param name="slope">‖∂L/∂W^tot‖ as a share of its value at zero weights.</param>
    internal LinearRunStatus? StatusAt(long step, double loss, double slope) =>
        !double.IsFinite(loss) ? LinearRunStatus.Diverged
        : slope <= StopTolerance ? LinearRunStatus.Converged
        : step == Steps ? LinearRunStatus.OutOfSteps
        : null;
}
