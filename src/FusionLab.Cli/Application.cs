using System.CommandLine;

namespace FusionLab.Cli;

/// <summary>Runs one command line from parsing to exit code.</summary>
internal static class Application
{
    /// <summary>Runs a command line. Nothing is thrown: a failure becomes one sentence on standard error and an exit code.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="cancel">Stops a run as an interruption does.</param>
    /// <returns>The exit code: 0 done, 2 command line or config, 3 data, 4 diverged, 5 output, 6 machine, 75 interrupted, 1 a defect.</returns>
    public static int Run(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancel = default)
    {
        try
        {
            var command = CommandLine.Create(args, terminal);
            var parsed = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            CommandLineErrors.ThrowIfAny(parsed);
            return parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Out,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null, // Interruption handles signals: it must save a checkpoint first
                },
                cancel).GetAwaiter().GetResult();
        }
        catch (Exception failure)
        {
            return Failure.Report(failure, terminal, verbose: args.Contains(CommandLine.Verbose));
        }
    }
}

/// <summary>The one place where exceptions become a sentence and an exit code.</summary>
internal static class Failure
{
    /// <summary>The exit code of an interrupted run: trying again (with <c>--resume</c>) will go on (EX_TEMPFAIL of sysexits.h).</summary>
    public const int Interrupted = 75;

    /// <summary>Writes what went wrong.</summary>
    /// <param name="failure">The exception.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="verbose">Whether to add the stack trace.</param>
    /// <returns>The exit code.</returns>
    public static int Report(Exception failure, Terminal terminal, bool verbose)
    {
        terminal.WriteError($"error: {Explain(failure)}");
        if (verbose)
        {
            terminal.Error.WriteLine(failure);
        }

        return ExitCode(failure);
    }

    /// <summary>What went wrong, as a sentence.</summary>
    /// <param name="failure">The exception.</param>
    public static string Explain(Exception failure) => failure switch
    {
        FusionLabException => Describe(failure),
        OperationCanceledException => "Interrupted.",
        IOException or UnauthorizedAccessException => $"A file cannot be written: {failure.Message}", // who reads says what and why
        _ when IsTorchMissing(failure) => TorchLibrary.ExplainFailure() ?? $"The torch library cannot be loaded: {failure.GetBaseException().Message.Trim()}",
        _ => $"This is a defect of FusionLab ({failure.GetType().Name}: {TorchLibrary.CutBacktrace(failure.Message)}); please report it with what --verbose adds.",
    };

    /// <summary>The sentence of a failure, and which option would resolve it.</summary>
    /// <param name="failure">The exception.</param>
    public static string Describe(Exception failure)
    {
        string? hint = (failure as FusionLabException)?.Remedy switch
        {
            Remedy.OtherFolder => "name another folder with --out",
            Remedy.OtherFolderOrResume => "name another folder with --out, or continue that run with --resume",
            Remedy.StartAnew => "start anew without --resume",
            Remedy.SmallerBatch => "lower --replicas-per-batch, or train.batchSize",
            Remedy.Cpu => "use --device cpu, or see 'info' for the torch package and its devices",
            Remedy.Gpu => "--device cuda",
            Remedy.OtherFile => "name another file with --out, or overwrite it with --force",
            _ => null,
        };
        if (hint is null)
        {
            return failure.Message;
        }

        string joint = failure is FusionLabException { Advice: not null } ? ", or " : "; ";
        return $"{failure.Message.TrimEnd('.')}{joint}{hint}.";
    }

    /// <summary>The exit code that says what kind of failure it was; 1 is a defect.</summary>
    /// <param name="failure">The exception.</param>
    public static int ExitCode(Exception failure) => failure switch
    {
        ConfigException => 2,
        DataException => 3,
        DivergedException => 4,
        OutputException or IOException or UnauthorizedAccessException => 5,
        MachineException => 6,
        OperationCanceledException => Interrupted,
        _ => IsTorchMissing(failure) ? 6 : 1,
    };

    private static bool IsTorchMissing(Exception failure) => failure is DllNotFoundException
        or TypeInitializationException { InnerException: DllNotFoundException or NotSupportedException };
}
