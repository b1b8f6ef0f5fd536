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

    /// <summary>The option that adds the stack trace of an error; known to every command.</summary>
    public const string Verbose = "--verbose";

    /// <summary>The command line as one would type it: what a shell would take apart stands in quotes.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public static string Written(ParseResult parsed) => string.Join(' ', parsed.Tokens.Select(token => Quoted(token.Value)));

    /// <summary>Builds the commands. Nothing here touches torch, so that <c>--help</c> answers at once.</summary>
    /// <param name="args">The command line: the main command's own arguments are left out where it names another command.</param>
    /// <param name="terminal">Where the commands write.</param>
    public static Command Create(IReadOnlyList<string> args, Terminal terminal)
    {
        Command[] others =
        [
            TheoryCommand.Create(terminal),
            ReproduceCommand.Create(terminal),
            AdviseCommand.Create(terminal),
            BatchCommand.Create(terminal),
            ReportCommand.Create(terminal),
            DiagnoseCommand.Create(terminal),
            ExportCommand.Create(terminal),
            ImportCommand.Create(terminal),
            DataCommand.Create(terminal),
            RunsCommand.Create(terminal),
            InfoCommand.Create(terminal),
            SchemaCommand.Create(terminal),
        ];
        bool isOther = args.Count > 0 && others.Any(command => command.Name == args[0]);
        var root = isOther ? new ProgramCommand(ProgramName, RunCommand.Purpose) : RunCommand.Create(terminal);
        foreach (var command in others)
        {
            root.Add(command);
        }

        root.AddFlag(Verbose, "Show the stack trace of an error.").Recursive = true;
        var help = new HelpOption { Description = "Show this help." };
        help.Action = new HelpWithExamples(new HelpAction { MaxWidth = Math.Min(100, terminal.Width) });
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
        throw parsed.UnmatchedTokens is [var unknown, ..] ? UnknownWord(unknown, command)
            : command is { Action: null, Subcommands.Count: > 0 }
            ? new ConfigException(
                $"{TypedPath(command)} needs to be told what: {ConfigRules.Choice(command.Subcommands.Select(sub => sub.Name))}. {HelpHint(command)}")
            : new ConfigException($"{OneSentence(parsed.Errors[0].Message).TrimEnd('.')}. {HelpHint(command)}");
    }

    /// <summary>The error about a word that is no option or command here.</summary>
    public static ConfigException UnknownWord(string word, Command command)
    {
        bool isOption = word.StartsWith('-');
        string name = isOption ? word.Split('=')[0] : word;
        var known = isOption
            ? Options(command).Where(option => !option.Hidden).Select(option => option.Name)
            : command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);
        string? nearest = NearestName.Find(name, known);
        string end = nearest is null ? "." : $"; did you mean {nearest}?";
        return new ConfigException($"\"{name}\" is no {(isOption ? "option" : "command or argument")} here{end} {HelpHint(command)}");
    }

    /// <summary>The values that an option may have come one a line; they are joined by commas.</summary>
    private static string OneSentence(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 1 ? lines[0] : $"{lines[0]} {string.Join(", ", lines[1..])}";
    }

    private static string HelpHint(Command command) => $"{TypedPath(command)} --help shows what there is.";

    /// <summary>How a command is typed, such as <c>dotnet run -- data fetch</c>.</summary>
    private static string TypedPath(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent
        ? $"{TypedPath(parent)} {command.Name}"
        : "dotnet run --";

    private static IEnumerable<Option> Options(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)));
}

/// <summary>Prints a command's help, then what one would type.</summary>
/// <param name="help">The help itself.</param>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
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

        if (parseResult.CommandResult.Command is ProgramCommand { Examples: { Count: > 0 } examples })
        {
            output.WriteLine();
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine($"  {example}");
            }
        }

        return exitCode;
    }
}

/// <summary>A command of the program: its arguments and options in the order of its help, and what one would type.</summary>
/// <param name="name">Its name.</param>
/// <param name="purpose">What it does, in one sentence.</param>
/// <param name="examples">Whole command lines, which the help shows.</param>
internal sealed class ProgramCommand(string name, string purpose, params IReadOnlyList<string> examples) : Command(name, purpose)
{
    /// <summary>Whole command lines, which the help shows.</summary>
    public IReadOnlyList<string> Examples => examples;

    /// <summary>Adds a word that must be given.</summary>
    public Argument<string> AddArgument(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        Add(argument);
        return argument;
    }

    /// <summary>Adds an option with a value.</summary>
    public Option<string?> AddOption(string name, string value, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = value };
        Add(option);
        return option;
    }

    /// <summary>Adds an option without a value.</summary>
    public Option<bool> AddFlag(string name, string description)
    {
        var option = new Option<bool>(name) { Description = description };
        Add(option);
        return option;
    }

    /// <summary>Adds <c>--device</c>.</summary>
    public Option<string?> AddDevice() =>
        AddOption("--device", "DEVICE", "Where to compute: auto (a GPU where there is one), cpu, cuda or cuda:N.");

    /// <summary>Adds <c>--quiet</c>.</summary>
    public Option<bool> AddQuiet() => AddFlag("--quiet", "No progress on stderr; warnings, errors and results stay.");
}

/// <summary>The arguments <c>CONFIG [path=value]...</c> of a command that works on a config.</summary>
internal sealed class ConfigArgument
{
    private const string Folder = "configs";

    private static readonly string s_paperFolder = Path.Combine(Folder, "paper");

    private readonly ProgramCommand _command;
    private readonly Argument<string?> _name;
    private readonly Argument<string[]> _assignments = new("path=value") { Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Adds the arguments to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="description">What the config is to the command.</param>
    /// <param name="changes">What the assignments do; null where the command takes none.</param>
    /// <param name="isRequired">Whether the parser asks for a config; else loading it does.</param>
    public ConfigArgument(
        ProgramCommand command,
        string description = "A JSON config: its path, or the name of one in configs/.",
        string? changes = "Change a value of the config.",
        bool isRequired = true)
    {
        _command = command;
        _name = new Argument<string?>("CONFIG")
        {
            Description = description,
            Arity = isRequired ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
        };
        command.Add(_name);
        _assignments.Description = changes;
        if (changes is not null)
        {
            command.Add(_assignments);
        }
    }

    /// <summary>Loads the config, with the changes that the command line makes to it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">Options that stand for a key of the config: <c>--seeds 1..5</c> is <c>seeds=1..5</c>.</param>
    /// <exception cref="ConfigException">There is no such file, or a value is wrong.</exception>
    public ExperimentConfig Load(ParseResult parsed, params IEnumerable<Option<string?>> options) => Load(parsed, [], options);

    /// <summary>Loads the config, with changes that flags make, too.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="flags">What flags set: <c>path=value</c>.</param>
    /// <param name="options">Options that stand for a key of the config.</param>
    public ExperimentConfig Load(ParseResult parsed, IEnumerable<string> flags, params IEnumerable<Option<string?>> options)
    {
        string name = parsed.GetValue(_name)
            ?? throw new ConfigException("Which config? For example: dotnet run -- configs/quickstart.json (--help shows more).");
        string[] assignments = parsed.GetValue(_assignments) ?? [];
        return assignments.Prepend(name).FirstOrDefault(word => word.StartsWith('-')) is { } unknown
            ? throw CommandLineErrors.UnknownWord(unknown, _command)
            : ConfigLoader.Load(FindFile(name, _command), [.. assignments, .. flags, .. options.SelectMany(option => Assign(parsed, option))]);
    }

    private static IEnumerable<string> Assign(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } value ? [$"{option.Name.TrimStart('-')}={value}"] : [];

    /// <summary>Finds the file: the path itself, or for a plain name that of <c>configs/</c> or <c>configs/paper/</c>.</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="command">The command, one of whose commands may have been meant.</param>
    /// <exception cref="ConfigException">There is no such file.</exception>
    public static string FindFile(string name, Command command)
    {
        string[] places =
        [
            name, $"{name}.json", Path.Combine(Folder, name), Path.Combine(Folder, $"{name}.json"),
            Path.Combine(s_paperFolder, $"{name}.json"),
        ];
        return places.FirstOrDefault(File.Exists) ?? throw new ConfigException($"There is no config \"{name}\"; {Hint(name, command)}");
    }

    private static string Hint(string name, Command command)
    {
        string[] folders = [Folder, s_paperFolder];
        var known = folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.json"))
            .Where(file => Path.GetFileName(file) != "schema.json")
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal);
        var commands = command.Subcommands.Where(command => !command.Hidden).Select(command => command.Name);
        string? nearest = name.Contains('/') ? null : NearestName.Find(name, commands);
        string[] near =
        [
            .. nearest is null ? Array.Empty<string>() : [$"the command {nearest}"],
            .. NearestName.FindSeveral(Path.GetFileNameWithoutExtension(name), known.Keys, most: 3).Select(key => known[key]),
        ];
        return near.Length > 0 ? $"did you mean {string.Join(" or ", near)}?"
            : known.Count > 0 ? $"{Folder}/ has {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}"
                + (commands.Any() ? $"; the commands are {string.Join(", ", commands)}." : ".")
            : $"give the path of a JSON file, or start in the folder that holds {Folder}/.";
    }
}
