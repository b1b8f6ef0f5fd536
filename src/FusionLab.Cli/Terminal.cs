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

    /// <summary>Makes Spectre's console over a writer; colours go away where NO_COLOR is set.</summary>
    public static IAnsiConsole CreateConsole(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            ? ColorSystemSupport.Detect
            : ColorSystemSupport.NoColors,
        Out = new AnsiConsoleOutput(writer),
        Interactive = InteractionSupport.Yes,
    });

    /// <summary>Writes a table of results: aligned text in files and pipes, ruled on a terminal.</summary>
    /// <param name="headers">The columns' names.</param>
    /// <param name="rows">The cells, as many a row as there are columns.</param>
    public void WriteTable(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] cells = [.. rows];
        if (OutIsTerminal)
        {
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumns([.. headers.Select(header => new TableColumn(Markup.Escape(header)) { Alignment = Justify.Right })]);
            foreach (var row in cells)
            {
                table.AddRow([.. row.Select(cell => new Text(cell))]);
            }

            CreateConsole(Out).Write(table);
            return;
        }

        int[] widths = [.. headers.Select((header, column) => cells.Select(row => row[column].Length).Append(header.Length).Max())];
        foreach (var row in cells.Prepend(headers))
        {
            Out.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadLeft(widths[column]))));
        }
    }
}
