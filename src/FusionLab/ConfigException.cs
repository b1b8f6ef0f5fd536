namespace FusionLab;

/// <summary>The command line or the config is wrong (exit code 2).</summary>
/// <param name="message">One sentence: the JSON path, its value, and what it must be.</param>
/// <param name="inner">What caused it.</param>
public sealed class ConfigException(string message, Exception? inner = null) : FusionLabException(message, 2, inner);
