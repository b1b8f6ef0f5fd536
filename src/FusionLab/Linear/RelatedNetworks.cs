namespace FusionLab.Linear;

/// <summary>
/// How times and plateaus of a linear network on the squared error carry over to its relatives. Time <em>ratios</em> carry over
/// unchanged, because only the early dynamics enters them.
/// </summary>
public static class RelatedNetworks
{
    /// <summary>
    /// Logistic loss: before the output grows its gradient is half that of the squared error (eq. 36, 37), so every time doubles.
    /// </summary>
    public const double LogisticTimeFactor = 2;

    /// <summary>Exponential loss: its gradient at 0 is that of the squared error, so times agree.</summary>
    public const double ExponentialTimeFactor = 1;

    /// <summary>
    /// Two-layer ReLU networks on a linear task with symmetric inputs are twice as slow: half the units see each input (appendix H.1).
    /// </summary>
    public const double ReluTimeFactor = 2;

    /// <summary>
    /// Their total weights converge to twice the linear ones, so "half the plateau" is measured against twice the plateau.
    /// </summary>
    public const double ReluWeightFactor = 2;
}
