using Spectre.Console;

namespace FusionLab.Cli;

/// <summary>Where a command writes: results to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="OutIsTerminal">Whether a person reads the output on a terminal; else it is a file or a pipe and stays plain.</param>
/// <param name="ErrorIsTerminal">The same for <see cref="Error"/>.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool OutIsTerminal, bool ErrorIsTerminal)
{
    /// <summary>The process's own streams.</summary>
    public static Terminal OfProcess()
    {
        bool dumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        return new Terminal(Console.Out, Console.Error, !Console.IsOutputRedirected && !dumb, !Console.IsErrorRedirected && !dumb);
    }
}

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

/// <summary>A table of words and numbers: aligned text in files and pipes, ruled on a terminal.</summary>
/// <param name="Headers">The columns' names.</param>
/// <param name="Rows">The cells, a row at a time.</param>
internal sealed record TextTable(IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Writes the table.</summary>
    public void Write(TextWriter output, bool isTerminal)
    {
        if (isTerminal)
        {
            WriteRuled(output);
            return;
        }

        int[] widths = [.. Headers.Select((header, column) => Rows.Select(row => row[column].Length).Append(header.Length).Max())];
        foreach (var row in Rows.Prepend(Headers))
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadLeft(widths[column]))));
        }
    }

    private void WriteRuled(TextWriter output)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string header in Headers)
        {
            table.AddColumn(new TableColumn(Markup.Escape(header)) { Alignment = Justify.Right });
        }

        foreach (var row in Rows)
        {
            table.AddRow([.. row.Select(cell => new Text(cell))]);
        }

        Consoles.Create(output).Write(table);
    }
}
