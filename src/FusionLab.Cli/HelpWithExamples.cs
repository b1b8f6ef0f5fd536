using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace FusionLab.Cli;

/// <summary>Prints a command's help, then what one would type.</summary>
/// <param name="help">The help itself.</param>
/// <param name="examples">For each command, the lines to show.</param>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyDictionary<Command, string[]> examples) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var configuration = parseResult.InvocationConfiguration;
        var output = configuration.Output;
        using var text = new StringWriter();
        configuration.Output = text;
        int exitCode = help.Invoke(parseResult);
        configuration.Output = output;

        // People type "dotnet run --", not the program's name.
        foreach (string line in text.ToString().TrimEnd().Split('\n'))
        {
            output.WriteLine(line.TrimEnd().Replace(CommandLine.ProgramName, "dotnet run --"));
        }

        if (examples.TryGetValue(parseResult.CommandResult.Command, out string[]? lines))
        {
            output.WriteLine();
            output.WriteLine("Examples:");
            foreach (string line in lines)
            {
                output.WriteLine($"  {line}");
            }
        }

        return exitCode;
    }
}
