using FusionLab.Cli;

namespace FusionLab.Tests.Cli;

/// <summary>One command line, run in this process: its exit code and what it wrote to files that are no terminals.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandRun(int ExitCode, string Out, string Error)
{
    public static CommandRun Execute(params string[] args) => Execute(CancellationToken.None, args);

    public static CommandRun Execute(CancellationToken cancel, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int exitCode = Application.Run(args, new Terminal(output, error, OutIsTerminal: false, ErrorIsTerminal: false), cancel);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Checks that the command failed with one sentence and nothing else.</summary>
    public void FailsWith(int exitCode, string sentence)
    {
        Assert.Equal($"error: {sentence}\n", Error);
        Assert.Equal(exitCode, ExitCode);
        Assert.Empty(Out);
    }
}
