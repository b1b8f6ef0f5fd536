using System.CommandLine;

namespace FusionLab.Cli;

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
