using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using FusionLab.Config;

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

/// <summary>Says in one sentence what is wrong with a command line, with the name that was probably meant.</summary>
internal static class CommandLineErrors
{
    /// <summary>Throws when the command line was not understood.</summary>
    /// <exception cref="ConfigException">It was not; the message says what to type.</exception>
    public static void ThrowIfAny(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0)
        {
            return;
        }

        var command = parsed.CommandResult.Command;
        string help = $"{Path(command)} --help shows what there is.";
        throw new ConfigException(parsed.UnmatchedTokens is [var unknown, ..]
            ? $"{Unknown(unknown, command)} {help}"
            : $"{OneSentence(parsed.Errors[0].Message).TrimEnd('.')}. {help}");
    }

    /// <summary>The values that an option may have come one a line; they are joined by commas.</summary>
    private static string OneSentence(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 1 ? lines[0] : $"{lines[0]} {string.Join(", ", lines[1..])}";
    }

    /// <summary>The sentence about a word that is no option or command here.</summary>
    public static string Unknown(string word, Command command)
    {
        bool isOption = word.StartsWith('-');
        string name = isOption ? word.Split('=')[0] : word;
        var known = isOption
            ? Options(command).Where(option => !option.Hidden).Select(option => option.Name)
            : command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);
        string? nearest = NearestName.Find(name, known);
        string hint = nearest is null ? "." : $"; did you mean {nearest}?";
        return $"\"{name}\" is no {(isOption ? "option" : "command or argument")} here{hint}";
    }

    /// <summary>How a command is typed, such as <c>dotnet run -- data fetch</c>.</summary>
    private static string Path(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent
        ? $"{Path(parent)} {command.Name}"
        : "dotnet run --";

    private static IEnumerable<Option> Options(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)));
}

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

/// <summary>Options that mean the same in several commands.</summary>
internal static class CommonOptions
{
    /// <summary>The option that adds the stack trace of an error; known to every command.</summary>
    public const string VerboseName = "--verbose";

    /// <summary><c>--verbose</c></summary>
    public static Option<bool> Verbose() => new(VerboseName)
    {
        Description = "Show the stack trace of an error.",
        Recursive = true,
    };

    /// <summary><c>path=value</c></summary>
    public static Argument<string[]> Assignments(string description = "Change a value of the config.") => new("path=value")
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary><c>--device</c></summary>
    public static Option<string?> Device() => new("--device")
    {
        Description = "Where to compute: auto (a GPU where there is one), cpu, cuda or cuda:N.",
        HelpName = "DEVICE",
    };

    /// <summary><c>--out</c></summary>
    public static Option<string?> Out(string description) => new("--out") { Description = description, HelpName = "DIR" };

    /// <summary><c>--quiet</c></summary>
    public static Option<bool> Quiet() => new("--quiet") { Description = "No progress on stderr; warnings, errors and results stay." };
}
