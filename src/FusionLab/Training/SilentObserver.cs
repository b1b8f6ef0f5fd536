namespace FusionLab.Training;

/// <summary>Watches nothing.</summary>
internal sealed class SilentObserver : ITrainingObserver;
