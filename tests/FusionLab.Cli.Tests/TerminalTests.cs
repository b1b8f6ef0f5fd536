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

    private static string WriteTable(bool isTerminal)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new Terminal(output, TextWriter.Null, isTerminal, ErrorIsTerminal: false)
            .WriteTable(["seed", "a", "b"], [["1", "2.81", "never"], ["12", "1.46", "4.87"]]);
        return output.ToString();
    }
}
