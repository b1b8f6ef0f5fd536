namespace FusionLab;

/// <summary>A failure that a person can mend. The user sees one sentence: what is wrong, where, and what to do.</summary>
/// <remarks>
/// The sentence has up to three parts: "<c>message</c>; <see cref="Advice"/>, or <c>the remedy's option</c>." For example: "runs/a holds
/// another run; delete it, or name another folder with --out." The library knows the first two parts; the front end knows how its options
/// are called, and writes the third from <see cref="Remedy"/>.
/// </remarks>
/// <param name="message">What is wrong and where, as a sentence; it may say itself what to do.</param>
/// <param name="inner">What caused it.</param>
public class FusionLabException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What to do, such as "set it to 0"; null where the message says it, or where the remedy is all that there is to do.</summary>
    public string? Advice { get; init; }

    /// <summary>The choice of how to run that resolves the failure; the front end names its option for it.</summary>
    public Remedy Remedy { get; init; }

    /// <summary>The sentence, with the advice after a semicolon.</summary>
    public override string Message => Advice is null ? base.Message : $"{base.Message.TrimEnd('.')}; {Advice}.";
}

/// <summary>What resolves a failure where that is a choice of how to run, not a value of the config.</summary>
public enum Remedy
{
    /// <summary>There is none: the message and the advice say what to do.</summary>
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

/// <summary>The output cannot be written: the disk is full, a quota is reached, or a permission is missing.</summary>
/// <param name="message">One sentence: the file or folder, and why it cannot be written.</param>
/// <param name="inner">What caused it.</param>
public sealed class OutputException(string message, Exception? inner = null) : FusionLabException(message, inner)
{
    /// <summary>ENOSPC and EDQUOT of Linux and macOS, ERROR_DISK_FULL of Windows.</summary>
    private static readonly int[] s_full = [28, 122, 69, unchecked((int)0x80070070)];

    /// <summary>Whether an exception says that a file could not be written.</summary>
    /// <param name="failure">What writing threw.</param>
    public static bool IsCausedBy(Exception failure) => failure is IOException or UnauthorizedAccessException or OutputException;

    /// <summary>Says in one sentence that something could not be written.</summary>
    /// <param name="what">The file or folder: the subject of the sentence.</param>
    /// <param name="reason">What writing threw.</param>
    /// <param name="remedy">What else resolves it.</param>
    internal static OutputException Explain(string what, Exception reason, Remedy remedy = Remedy.None) => reason as OutputException ?? new(
        $"{what} cannot be written ({Describe(reason)}).", reason)
    {
        Advice = s_full.Contains(reason.HResult) ? "free space there" : null,
        Remedy = remedy,
    };

    /// <summary>Says why without the path, which .NET adds and which may be of a temporary file.</summary>
    /// <param name="reason">What writing threw.</param>
    internal static string Describe(Exception reason) => reason switch
    {
        OutputException { InnerException: { } inner } => Describe(inner),
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException => "there is no such folder",
        _ => reason.Message.Split(" : '")[0].TrimEnd('.'),
    };
}

/// <summary>This machine lacks something: a library, a device.</summary>
/// <param name="message">One sentence: what is missing, and what to install or choose instead.</param>
/// <param name="inner">What caused it.</param>
public sealed class MachineException(string message, Exception? inner = null) : FusionLabException(message, inner);
