namespace FusionLab.Training;

/// <summary>How training ended.</summary>
public enum TrainingStatus
{
    /// <summary>Every replica trained all epochs, met its stop condition, or (not all of them) diverged.</summary>
    Completed,

    /// <summary>Training was cancelled; with a checkpoint store it can be resumed.</summary>
    Interrupted,

    /// <summary>Every replica diverged.</summary>
    Diverged,
}
