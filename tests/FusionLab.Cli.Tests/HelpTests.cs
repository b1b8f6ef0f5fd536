
namespace FusionLab.Tests.Cli;

public class HelpTests
{
    [Theory]
    [InlineData("main")]
    [InlineData("theory", "theory")]
    [InlineData("report", "report")]
    [InlineData("diagnose", "diagnose")]
    [InlineData("export", "export")]
    [InlineData("import", "import")]
    [InlineData("reproduce", "reproduce")]
    [InlineData("advise", "advise")]
    [InlineData("batch", "batch")]
    [InlineData("batch-status", "batch", "status")]
    [InlineData("batch-collect", "batch", "collect")]
    [InlineData("batch-cancel", "batch", "cancel")]
    [InlineData("data", "data")]
    [InlineData("data-fetch", "data", "fetch")]
    [InlineData("data-check", "data", "check")]
    [InlineData("data-make", "data", "make")]
    [InlineData("data-preview", "data", "preview")]
    [InlineData("runs", "runs")]
    [InlineData("runs-list", "runs", "list")]
    [InlineData("info", "info")]
    public void Help_is_as_it_was(string fixture, params string[] command)
    {
        var run = CommandRun.Execute([.. command, "--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        Snapshot.Matches(Path.Combine("cli", $"help-{fixture}.txt"), run.Out);
    }
}
