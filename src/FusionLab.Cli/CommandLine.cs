using System.CommandLine;
using System.CommandLine.Help;
using FusionLab.Cli.Commands;

namespace FusionLab.Cli;

/// <summary>All commands: <c>CONFIG [path=value]...</c> is the main one, the others stand below it.</summary>
internal static class CommandLine
{
    /// <summary>The name that stands for the program in usage lines.</summary>
    public const string ProgramName = "FusionLab.Cli";

    /// <summary>The command line as one would type it: what a shell would take apart stands in quotes.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public static string Written(ParseResult parsed) => string.Join(' ', parsed.Tokens.Select(token => Quoted(token.Value)));

    /// <summary>Builds the commands. Nothing here touches torch, so that <c>--help</c> answers at once.</summary>
    /// <param name="args">The command line: the main command's own arguments are left out where it names another command.</param>
    /// <param name="terminal">Where the commands write.</param>
    public static Command Create(IReadOnlyList<string> args, Terminal terminal)
    {
        var examples = new Dictionary<Command, string[]>();
        Command[] others =
        [
            TheoryCommand.Create(terminal, examples),
            ReproduceCommand.Create(terminal, examples),
            ReportCommand.Create(terminal, examples),
            ExportCommand.Create(terminal, examples),
            ImportCommand.Create(terminal, examples),
            DataCommand.Create(terminal, examples),
            InfoCommand.Create(terminal, examples),
            SchemaCommand.Create(terminal),
        ];
        bool isOther = args.Count > 0 && others.Any(command => command.Name == args[0]);
        var root = new Command(ProgramName, "Trains multimodal fusion networks and watches when each modality is learned.");
        if (!isOther)
        {
            RunCommand.AddTo(root, terminal, examples);
        }

        foreach (var command in others)
        {
            root.Add(command);
        }

        var help = new HelpOption { Description = "Show this help." };
        help.Action = new HelpWithExamples(new HelpAction { MaxWidth = 100 }, examples);
        root.Add(CommonOptions.Verbose());
        root.Add(help);
        root.Add(new VersionOption { Description = "Show the version." });
        return root;
    }

    private static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || "-_./=:,+@%\\".Contains(c))
        ? word
        : $"'{word.Replace("'", @"'\''")}'";
}
