namespace FusionLab.Cli;

/// <summary>The one place where exceptions become a sentence and an exit code.</summary>
internal static class Failure
{
    /// <summary>The exit code of an interrupted run: trying again (with <c>--resume</c>) will go on (EX_TEMPFAIL of sysexits.h).</summary>
    public const int Interrupted = 75;

    /// <summary>Writes what went wrong.</summary>
    /// <param name="failure">The exception.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="verbose">Whether to add the stack trace.</param>
    /// <returns>The exit code.</returns>
    public static int Report(Exception failure, TextWriter error, bool verbose)
    {
        var (exitCode, sentence) = failure switch
        {
            FusionLabException known => (known.ExitCode, known.Message),
            OperationCanceledException => (Interrupted, "Interrupted; --resume continues from the last checkpoint, where there is one."),
            IOException or UnauthorizedAccessException => (2, $"A file cannot be read or written: {failure.Message}"),
            DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException or NotSupportedException } =>
                (6, $"The torch library cannot be loaded: {failure.GetBaseException().Message.Trim()}"),
            _ => (1, $"This is a defect of FusionLab ({failure.GetType().Name}: {failure.Message}); "
                + "please report it with what --verbose adds."),
        };
        error.WriteLine($"error: {sentence}");
        if (verbose)
        {
            error.WriteLine(failure);
        }

        return exitCode;
    }
}
