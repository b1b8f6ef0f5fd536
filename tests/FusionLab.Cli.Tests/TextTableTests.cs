using FusionLab.Cli;

namespace FusionLab.Tests.Cli;

public class TextTableTests
{
    private static readonly TextTable Table = new(["seed", "a", "b"], [["1", "2.81", "never"], ["12", "1.46", "4.87"]]);

    [Fact]
    public void In_a_file_the_columns_are_aligned_and_nothing_else()
    {
        using var output = new StringWriter { NewLine = "\n" };

        Table.Write(output, isTerminal: false);

        Assert.Equal("seed     a      b\n   1  2.81  never\n  12  1.46   4.87\n", output.ToString());
    }

    [Fact]
    public void On_a_terminal_the_same_cells_are_ruled()
    {
        using var output = new StringWriter { NewLine = "\n" };

        Table.Write(output, isTerminal: true);

        Assert.Contains("never", output.ToString());
        Assert.Contains("───", output.ToString());
    }
}
