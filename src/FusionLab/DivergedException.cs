namespace FusionLab;

/// <summary>Training diverged: the loss is no longer a finite number (exit code 4).</summary>
/// <param name="message">One sentence: the replica, the epoch and step, and what to lower.</param>
/// <param name="inner">What caused it.</param>
public sealed class DivergedException(string message, Exception? inner = null) : FusionLabException(message, 4, inner);
