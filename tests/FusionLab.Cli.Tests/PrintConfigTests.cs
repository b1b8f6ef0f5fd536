using System.Text;

namespace FusionLab.Tests.Cli;

public sealed class PrintConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Configs => [.. RepositoryFiles.Configs()];

    [Theory]
    [MemberData(nameof(Configs))]
    public void Every_config_loads_and_what_is_printed_is_the_same_config(string name)
    {
        var printed = CommandRun.Execute(RepositoryFiles.Config(name), "--print-config");

        Assert.Equal(0, printed.ExitCode);
        Assert.Empty(printed.Error);
        Assert.Equal(printed.Out, CommandRun.Execute(_folder.File("printed.json", printed.Out), "--print-config").Out);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void A_config_may_be_in_any_encoding_that_its_byte_order_mark_says(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        string file = _folder.File("marked.json", "");
        File.WriteAllBytes(file, [.. encoding.GetPreamble(), .. encoding.GetBytes("{ \"name\": \"größer\" }")]);

        var printed = CommandRun.Execute(file, "--print-config");

        Assert.Equal((0, ""), (printed.ExitCode, printed.Error));
        Assert.Contains("\"name\": \"größer\"", printed.Out);
    }

    [Theory]
    [InlineData("latin1", "line 2: byte 0xE9 is no text in UTF-8")]
    [InlineData("utf-16", "line 1: byte 0x00 is no text in UTF-8")]
    public void Another_encoding_is_named_with_its_first_byte_that_is_no_text(string name, string says)
    {
        string file = _folder.File("unmarked.json", "");
        File.WriteAllBytes(file, Encoding.GetEncoding(name).GetBytes("{\n\"name\": \"café\" }"));

        var printed = CommandRun.Execute(file, "--print-config");

        Assert.Equal(2, printed.ExitCode);
        Assert.StartsWith($"error: {file}, {says}", printed.Error);
    }

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("18446744073709551615")]
    [InlineData("9007199254740993..9007199254740995")]
    public void Seeds_stay_whole_wherever_they_are_given(string seeds)
    {
        string text = seeds.Contains('.', StringComparison.Ordinal) ? $"\"{seeds}\"" : seeds;
        string file = _folder.File("seeds.json", $"{{ \"seeds\": {text} }}"), empty = _folder.File("empty.json", "{ }");

        foreach (var printed in new[]
        {
            CommandRun.Execute(file, "--print-config"), CommandRun.Execute(empty, $"seeds={seeds}", "--print-config"),
            CommandRun.Execute(empty, $"seeds=[\"{seeds}\"]", "--print-config"), CommandRun.Execute(empty, "--seeds", seeds, "--print-config"),
        })
        {
            Assert.Equal((0, ""), (printed.ExitCode, printed.Error));
            Assert.Contains($"\"seeds\": \"{seeds}\"", printed.Out);
        }
    }

    [Fact]
    public void Options_and_arguments_are_in_it()
    {
        string printed = CommandRun.Execute(
            RepositoryFiles.Config("mnist_mlp_lf3"), "network.fusionDepth=5", "--seeds", "7,9", "--device", "cpu", "--threads", "2", "--out", "there", "--print-config").Out;

        Assert.Contains("\"fusionDepth\": 5", printed);
        Assert.Contains("\"seeds\": \"7,9\"", printed);
        Assert.Contains("\"device\": \"cpu\"", printed);
        Assert.Contains("\"threads\": 2", printed);
        Assert.Contains("\"out\": \"there\"", printed);
    }

    [Fact]
    public void A_dry_run_says_what_would_run_and_leaves_nothing_behind()
    {
        string folder = Path.Combine(_folder.Path, "run");

        var run = CommandRun.Execute(RepositoryFiles.Config("mnist_mlp_lf3"), "sweep.network.fusionDepth=[1,5]", "--out", folder, "--dry-run");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("run       mnist_mlp_lf3: 10 replicas (seeds 1..5), at most 200 epochs, stop when allLearned\n", run.Out);
        Assert.Contains("network   mlp, depth 5, fusion at 1 (network.fusionDepth = 1)\n", run.Out);
        Assert.Contains($"output    {folder}\n", run.Out);
        Assert.False(Directory.Exists(folder));
    }

    public void Dispose() => _folder.Dispose();
}
