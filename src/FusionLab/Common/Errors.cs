namespace FusionLab;

/// <summary>A failure that a person can do something about: the message is one sentence that says what, where, and what to do.</summary>
/// <param name="message">The sentence, shown to the user as it is.</param>
/// <param name="exitCode">The exit code of the process.</param>
/// <param name="inner">What caused it, shown with <c>--verbose</c> only.</param>
public class FusionLabException(string message, int exitCode, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The exit code of the process: 2 command line or config, 3 data, 4 diverged, 6 machine.</summary>
    public int ExitCode { get; } = exitCode;
}

/// <summary>The command line or the config is wrong (exit code 2).</summary>
/// <param name="message">One sentence: the JSON path, its value, and what it must be.</param>
/// <param name="inner">What caused it.</param>
public sealed class ConfigException(string message, Exception? inner = null) : FusionLabException(message, 2, inner);

/// <summary>Data is missing, unreadable or corrupt (exit code 3).</summary>
/// <param name="message">One sentence: the file or source, what is wrong with it, and what to do.</param>
/// <param name="inner">What caused it.</param>
public sealed class DataException(string message, Exception? inner = null) : FusionLabException(message, 3, inner);

/// <summary>Training diverged: the loss is no longer a finite number (exit code 4).</summary>
/// <param name="message">One sentence: the replica, the epoch and step, and what to lower.</param>
/// <param name="inner">What caused it.</param>
public sealed class DivergedException(string message, Exception? inner = null) : FusionLabException(message, 4, inner);

/// <summary>This machine lacks something: a library, a device (exit code 6).</summary>
/// <param name="message">One sentence: what is missing, and what to install or choose instead.</param>
/// <param name="inner">What caused it.</param>
public sealed class MachineException(string message, Exception? inner = null) : FusionLabException(message, 6, inner);
