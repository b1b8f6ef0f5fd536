using FusionLab.Cli;

namespace FusionLab.Tests.Cli;

public class TerminalTests
{
    [Fact]
    public void In_a_file_the_columns_of_a_table_are_aligned_and_nothing_else() =>
        Assert.Equal("seed     a      b\n   1  2.81  never\n  12  1.46   4.87\n", WriteTable(isTerminal: false));

    [Fact]
    public void On_a_terminal_the_same_cells_are_ruled()
    {
        string text = WriteTable(isTerminal: true);

        Assert.Contains("never", text);
        Assert.Contains("───", text);
    }

    [Fact]
    public void A_table_too_wide_for_the_terminal_goes_on_below_and_names_its_rows_again()
    {
        using var output = new StringWriter { NewLine = "\n" };
        new Terminal(output, TextWriter.Null, OutIsTerminal: true, ErrorIsTerminal: false) { Width = 16 }
            .WriteTable(["seed", "a", "b"], [["1", "2.8182", "never"], ["12", "1.46", "4.87"]]);

        Assert.Equal(
            "seed       a\n────────────\n   1  2.8182\n  12    1.46\nseed      b\n───────────\n   1  never\n  12   4.87\n", output.ToString());
    }

    [Theory]
    [InlineData("one two three", 7, "one two\nthree")]
    [InlineData("one two three", 6, "one\ntwo\nthree")]
    [InlineData("a /very/long/path end", 5, "a\n/very/long/path\nend")]
    [InlineData("alone 14.3 %, where", 12, "alone\n14.3 %,\nwhere")]
    [InlineData("short", 80, "short")]
    public void Sentences_break_at_blanks(string text, int width, string expected) => Assert.Equal(expected, Terminal.Wrap(text, width));

    private static string WriteTable(bool isTerminal)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new Terminal(output, TextWriter.Null, isTerminal, ErrorIsTerminal: false)
            .WriteTable(["seed", "a", "b"], [["1", "2.81", "never"], ["12", "1.46", "4.87"]]);
        return output.ToString();
    }
}
