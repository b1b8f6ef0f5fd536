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
