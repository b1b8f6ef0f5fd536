namespace FusionLab;

/// <summary>A failure that a person can do something about: the message is one sentence that says what, where, and what to do.</summary>
/// <param name="message">The sentence, shown to the user as it is.</param>
/// <param name="exitCode">The exit code of the process: 2 command line or config, 3 data, 4 diverged, 75 interrupted.</param>
/// <param name="inner">What caused it, shown with <c>--verbose</c> only.</param>
public class FusionLabException(string message, int exitCode, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code of the process.</summary>
    public int ExitCode { get; } = exitCode;
}
