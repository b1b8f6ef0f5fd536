using System.CommandLine;
using System.CommandLine.Help;
using FusionLab.Cli.Commands;

namespace FusionLab.Cli;

/// <summary>All commands: <c>CONFIG [path=value]...</c> is the main one, the others stand below it.</summary>
internal static class CommandLine
{
    /// <summary>Builds the commands. Nothing here touches torch, so that <c>--help</c> answers at once.</summary>
    public static Command Create(Terminal terminal)
    {
        var examples = new Dictionary<Command, string[]>();
        var verbose = CommonOptions.Verbose();
        var run = RunCommand.Create(terminal, verbose, examples);
        run.Add(verbose);
        run.Add(DataCommand.Create(terminal, examples));
        run.Add(InfoCommand.Create(terminal, examples));
        run.Add(SchemaCommand.Create(terminal));

        var help = new HelpOption();
        help.Action = new HelpWithExamples(new HelpAction { MaxWidth = 100 }, examples);
        help.Description = "Show this help.";
        run.Add(help);
        run.Add(new VersionOption());
        return run;
    }
}
