namespace FusionLab.Linear;

/// <summary>How a simulated training ended.</summary>
public enum LinearRunStatus
{
    /// <summary>The gradient of the total weights fell below the stop tolerance.</summary>
    Converged,

    /// <summary>The budget of steps was used up first.</summary>
    OutOfSteps,

    /// <summary>The loss is no longer a finite number: the learning rate is too large.</summary>
    Diverged,
}
