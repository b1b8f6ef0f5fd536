using System.CommandLine;
using FusionLab.Config;

namespace FusionLab.Cli;

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
        string? nearest = NearestName.Of(name, known);
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
