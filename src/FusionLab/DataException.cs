namespace FusionLab;

/// <summary>Data is missing, unreadable or corrupt (exit code 3).</summary>
/// <param name="message">One sentence: the file or source, what is wrong with it, and what to do.</param>
/// <param name="inner">What caused it.</param>
public sealed class DataException(string message, Exception? inner = null) : FusionLabException(message, 3, inner);
