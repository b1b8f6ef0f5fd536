using System.Diagnostics;
using System.Text.RegularExpressions;
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
    [InlineData("about 1.90 ± 0.39 more", 14, "about\n1.90 ± 0.39\nmore")]
    [InlineData("run `dotnet run -- data fetch mnist` now", 16, "run\n`dotnet run -- data fetch mnist`\nnow")]
    [InlineData("Wrong. dotnet run -- data fetch --help shows it", 20, "Wrong.\ndotnet run -- data fetch --help\nshows it")]
    [InlineData("use --out a/b or \"c d\" here", 7, "use\n--out a/b\nor\n\"c d\"\nhere")]
    public void Sentences_break_at_blanks(string text, int width, string expected) => Assert.Equal(expected, Terminal.Wrap(text, width));

    /// <summary>What a person sees while a sweep trains and after it: in tmux, which is a terminal of its own.</summary>
    [NeedsTheory(Need.Tmux)]
    [InlineData(80)]
    [InlineData(120)]
    public void In_a_real_terminal_nothing_wraps_and_no_bar_stays(int columns)
    {
        using var folder = new TemporaryFolder();
        string socket = Path.Combine(folder.Path, "tmux"), bytes = Path.Combine(folder.Path, "bytes");
        string config = folder.File("small.json", """
            {
              "name": "small", "seeds": "1..2", "device": "cpu", "threads": 1,
              "data": { "source": "synthetic", "trainSamples": 200, "testSamples": 100 },
              "network": { "depth": 3, "fusionDepth": 2, "width": 8 },
              "train": { "loss": "crossEntropy", "batchSize": 20, "learningRate": 0.1, "epochs": 60 },
              "sweep": { "network.fusionDepth": [1, 3], "network.width": [8], "train.batchSize": [20] }
            }
            """);
        string program = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "FusionLab.Cli.dll")}' '{config}' --out '{Path.Combine(folder.Path, "run")}'";
        Tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", $"{columns}", "-y", "60", $"unset COLUMNS; {program}; echo exit=$?; sleep 600", ";",
            "pipe-pane", $"cat > '{bytes}'");
        try
        {
            string screen;
            do
            {
                Thread.Sleep(50);
                screen = Tmux("capture-pane", "-p", "-S", "-");

                // With -J tmux joins the lines that the terminal has wrapped; the screen may change in between, and only wraps stay.
                Assert.True(Join(screen) == Join(Tmux("capture-pane", "-p", "-J", "-S", "-")) || screen != Tmux("capture-pane", "-p", "-S", "-"), screen);
            }
            while (!screen.Contains("exit=", StringComparison.Ordinal));

            Assert.EndsWith("exit=0", screen.TrimEnd());
            Assert.DoesNotContain('━', screen);
            Assert.DoesNotMatch(@"\n *\n *\n *\S", screen);
            Assert.Matches("━.*epoch [0-9]+/60", File.ReadAllText(bytes));
            Assert.Matches(@"\n *point +[^\n]*accuracy at stop", screen);
        }
        finally
        {
            Tmux("kill-server");
        }

        string Tmux(params string[] arguments)
        {
            using var tmux = Process.Start(new ProcessStartInfo("tmux", ["-S", socket, .. arguments]) { RedirectStandardOutput = true })!;
            string output = tmux.StandardOutput.ReadToEnd();
            tmux.WaitForExit();
            return output;
        }

        static string Join(string screen) => Regex.Replace(screen, " +(?=\n)", "");
    }

    private static string WriteTable(bool isTerminal)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new Terminal(output, TextWriter.Null, isTerminal, ErrorIsTerminal: false)
            .WriteTable(["seed", "a", "b"], [["1", "2.81", "never"], ["12", "1.46", "4.87"]]);
        return output.ToString();
    }
}
