namespace FusionLab;

/// <summary>A failure that a person can do something about: the message is one sentence that says what, where, and what to do.</summary>
/// <param name="message">The sentence, shown to the user as it is.</param>
/// <param name="inner">What caused it.</param>
public class FusionLabException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What to do, as the message says it at its end; null where the sentence says no more than what is wrong.</summary>
    public string? Advice { get; init; }

    /// <summary>What else would resolve it; a front end adds how to say it there.</summary>
    public Remedy Remedy { get; init; }

    /// <summary>The sentence, with the advice after a semicolon.</summary>
    public override string Message => Advice is null ? base.Message : $"{base.Message.TrimEnd('.')}; {Advice}.";
}

/// <summary>What resolves a failure where that is a choice of how to run, not a value of the config.</summary>
public enum Remedy
{
    /// <summary>What the message says.</summary>
    None,

    /// <summary>Another run folder.</summary>
    OtherFolder,

    /// <summary>Another run folder, or to resume the run that is in this one.</summary>
    OtherFolderOrResume,

    /// <summary>Not to resume.</summary>
    StartAnew,

    /// <summary>Fewer replicas in a batch, or fewer samples.</summary>
    SmallerBatch,

    /// <summary>Another device than a GPU.</summary>
    Cpu,

    /// <summary>A GPU.</summary>
    Gpu,

    /// <summary>Another file, or to overwrite this one.</summary>
    OtherFile,
}

/// <summary>The config is wrong, or asks for what cannot be done.</summary>
/// <param name="message">One sentence: what is wrong, and what to do.</param>
/// <param name="inner">What caused it.</param>
public sealed class ConfigException(string message, Exception? inner = null) : FusionLabException(message, inner)
{
    /// <summary>Says what is wrong with one value of the config.</summary>
    /// <param name="path">The value's JSON path, such as <c>network.depth</c>: the subject of the sentence.</param>
    /// <param name="problem">The rest of the sentence: what the value is, and what it must be.</param>
    public ConfigException(string path, string problem)
        : this($"{path} {problem}") => Path = path;

    /// <summary>The JSON path of the value, by which its line in the file is found; null where no single value is wrong.</summary>
    public string? Path { get; init; }
}

/// <summary>Data is missing, unreadable or corrupt.</summary>
/// <param name="message">One sentence: the file or source, what is wrong with it, and what to do.</param>
/// <param name="inner">What caused it.</param>
public sealed class DataException(string message, Exception? inner = null) : FusionLabException(message, inner);

/// <summary>Training diverged: the loss is no longer a finite number.</summary>
/// <param name="message">One sentence: the replica, the epoch and step, and what to lower.</param>
/// <param name="inner">What caused it.</param>
public sealed class DivergedException(string message, Exception? inner = null) : FusionLabException(message, inner);

/// <summary>This machine lacks something: a library, a device.</summary>
/// <param name="message">One sentence: what is missing, and what to install or choose instead.</param>
/// <param name="inner">What caused it.</param>
public sealed class MachineException(string message, Exception? inner = null) : FusionLabException(message, inner);
