using System.Text;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace FusionLab.Cli;

/// <summary>Where a command writes: results to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="OutIsTerminal">Whether a person reads the output on a terminal; else it is a file or a pipe and stays plain.</param>
/// <param name="ErrorIsTerminal">The same for <see cref="Error"/>.</param>
internal sealed partial record Terminal(TextWriter Out, TextWriter Error, bool OutIsTerminal, bool ErrorIsTerminal)
{
    /// <summary>The process's own streams.</summary>
    public static Terminal OfProcess()
    {
        bool dumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        return new Terminal(Console.Out, new DroppingWriter(Console.Error), !Console.IsOutputRedirected && !dumb, !Console.IsErrorRedirected && !dumb)
        {
            Width = FindWidth(),
        };
    }

    private const char NoBreak = '\uE000'; // of the private use area: no text has it

    /// <summary>The columns at which sentences break; by default they do not.</summary>
    public int Width { get; init; } = int.MaxValue;

    /// <summary>Writes a sentence to <see cref="Out"/>, broken at the terminal's width.</summary>
    public void WriteSentence(string sentence) => Out.WriteLine(Wrap(sentence, Width));

    /// <summary>Writes a sentence to <see cref="Error"/>, broken at the terminal's width.</summary>
    public void WriteError(string sentence) => Error.WriteLine(Wrap(sentence, Width));

    /// <summary>
    /// Breaks a text at blanks, into lines of at most so many columns; a word that is longer has a line for itself. A percent sign stays
    /// with its number, and what one copies stays whole: text in quotes or backticks, commands, options with their values.
    /// </summary>
    /// <param name="text">The text; its own line breaks stay.</param>
    /// <param name="width">The columns.</param>
    public static string Wrap(string text, int width)
    {
        var lines = new List<string>();
        foreach (string line in text.Split('\n'))
        {
            // Blanks that must not become line breaks are others while the line is cut.
            string rest = Unbroken().Replace(line, match => match.Value.Replace(' ', NoBreak));
            while (rest.Length > width)
            {
                int blank = rest.LastIndexOf(' ', width);
                blank = blank > 0 ? blank : rest.IndexOf(' ', width);
                if (blank < 0)
                {
                    break;
                }

                lines.Add(rest[..blank].TrimEnd());
                rest = rest[(blank + 1)..];
            }

            lines.Add(rest);
        }

        return string.Join('\n', lines).Replace(NoBreak, ' ');
    }

    [GeneratedRegex("""
        "[^"]*"|`[^`]*`|dotnet run --(?: [a-z]+)*? --help|dotnet run -- \S+|--[a-z-]+ [^-\s]\S*|\S+ ± \S+(?: %)?|\S+ %
        """)]
    private static partial Regex Unbroken();

    /// <summary>The columns of the terminal: <c>COLUMNS</c>, what the terminal says, or 80 where there is none.</summary>
    private static int FindWidth()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out int columns) && columns >= 20)
        {
            return columns;
        }

        try
        {
            return Console.IsOutputRedirected && Console.IsErrorRedirected || Console.WindowWidth < 20 ? 80 : Console.WindowWidth;
        }
        catch (IOException)
        {
            return 80;
        }
    }

    /// <summary>Makes Spectre's console over <see cref="Error"/>, as wide as the terminal.</summary>
    public IAnsiConsole CreateErrorConsole()
    {
        var console = CreateConsole(Error);
        if (Width < int.MaxValue)
        {
            console.Profile.Width = Width;
        }

        return console;
    }

    /// <summary>Makes Spectre's console over a writer; colours go away where NO_COLOR is set.</summary>
    private static IAnsiConsole CreateConsole(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            ? ColorSystemSupport.Detect
            : ColorSystemSupport.NoColors,
        Out = new AnsiConsoleOutput(writer),
        Interactive = InteractionSupport.Yes,
    });

    /// <summary>Prints results that stand in a folder, too: a command that has made them has not failed where they cannot be shown.</summary>
    /// <param name="print">Prints them to the terminal given.</param>
    /// <param name="folder">The folder.</param>
    public void PrintKept(Action<Terminal> print, string folder)
    {
        var output = new DroppingWriter(Out);
        print(this with { Out = output });
        if (output.Failure is { } failure)
        {
            WriteError($"WARNING: The results cannot be printed ({failure.Message.TrimEnd('.')}); they stand in {folder}.");
        }
    }

    /// <summary>Writes a table of results: aligned text in files and pipes, ruled on a terminal.</summary>
    /// <param name="headers">The columns' names.</param>
    /// <param name="rows">The cells, as many a row as there are columns.</param>
    /// <param name="keys">How many columns name a row; they begin every part of a table that is too wide.</param>
    public void WriteTable(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows, int keys = 1)
    {
        IReadOnlyList<string>[] cells = [.. rows];
        int[] widths = [.. headers.Select((header, column) => cells.Select(row => row[column].Length).Append(header.Length).Max())];
        foreach (int[] block in OutIsTerminal ? SplitColumns(widths, Width, keys) : [[.. widths.Index().Select(column => column.Index)]])
        {
            foreach (var row in cells.Prepend(headers))
            {
                Out.WriteLine(string.Join("  ", block.Select(column => row[column].PadLeft(widths[column]))));
                if (OutIsTerminal && ReferenceEquals(row, headers))
                {
                    Out.WriteLine(new string('─', block.Sum(column => widths[column]) + (2 * (block.Length - 1))));
                }
            }
        }
    }

    /// <summary>
    /// Puts a table's columns into blocks that fit the terminal, one below the other; each begins with the columns that name the rows.
    /// </summary>
    private static IEnumerable<int[]> SplitColumns(int[] widths, int width, int keys)
    {
        var block = new List<int>();
        int used = 0;
        for (int column = 0; column < widths.Length; column++)
        {
            if (block.Count > keys && used + 2 + widths[column] > width)
            {
                yield return [.. block];
                block = [.. Enumerable.Range(0, keys)];
                used = widths[..keys].Sum() + (2 * (keys - 1));
            }

            block.Add(column);
            used += widths[column] + (block.Count > 1 ? 2 : 0);
        }

        yield return [.. block];
    }
}

/// <summary>
/// Writes where a reader may be gone or a disk full: what cannot be written is dropped, because nothing must end for it.
/// </summary>
/// <param name="inner">Where to write.</param>
internal sealed class DroppingWriter(TextWriter inner) : TextWriter
{
    /// <summary>Why something was dropped; null as long as nothing was.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => inner.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) // the latter of a stream that is closed
        {
            Failure ??= failure;
        }
    }
}
