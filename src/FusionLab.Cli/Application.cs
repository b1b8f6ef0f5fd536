using System.CommandLine;

namespace FusionLab.Cli;

/// <summary>Runs one command line from parsing to exit code.</summary>
internal static class Application
{
    /// <summary>Runs a command line. Nothing is thrown: a failure becomes one sentence on standard error and an exit code.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="cancel">Stops a run as an interruption does.</param>
    /// <returns>The exit code: 0 done, 2 command line or config, 3 data, 4 diverged, 6 machine, 75 interrupted, 1 a defect.</returns>
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
            return Failure.Report(failure, terminal.Error, verbose: args.Contains(CommonOptions.VerboseName));
        }
    }
}
