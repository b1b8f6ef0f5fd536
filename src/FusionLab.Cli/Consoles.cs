using Spectre.Console;

namespace FusionLab.Cli;

/// <summary>Makes Spectre's consoles over our writers; colours go away where NO_COLOR is set.</summary>
internal static class Consoles
{
    public static IAnsiConsole Create(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            ? ColorSystemSupport.Detect
            : ColorSystemSupport.NoColors,
        Out = new AnsiConsoleOutput(writer),
        Interactive = InteractionSupport.Yes,
    });
}
