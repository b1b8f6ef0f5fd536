using Spectre.Console;

namespace FusionLab.Cli.Results;

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
