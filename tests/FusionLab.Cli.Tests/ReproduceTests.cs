using System.Text.Json;

namespace FusionLab.Tests.Cli;

public sealed class ReproduceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void An_unknown_item_is_refused_with_the_list_of_the_known_ones()
    {
        var run = CommandRun.Execute("reproduce", "table9");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: There is no item \"table9\"; ", run.Error);
        Assert.Contains("fig2, fig3", run.Error);
        Assert.Empty(run.Out);
    }

    [Fact]
    public void Items_that_fail_are_named_at_the_end_and_give_the_exit_code()
    {
        // Tests run in a folder without configs/.
        var run = CommandRun.Execute("reproduce", "fig8", "--quiet", "--out", _folder.Path);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("fig8 failed: The paper's config", run.Error);
        Assert.EndsWith("error: 1 of 1 items failed: fig8; the others are complete.\n", run.Error);
        Assert.Contains("failed", run.Out);

        var json = CommandRun.Execute("reproduce", "fig8", "--quiet", "--json", "--out", _folder.Path);
        using var document = JsonDocument.Parse(json.Out);
        Assert.Equal(2, json.ExitCode);
        Assert.StartsWith("The paper's config", document.RootElement.GetProperty("items")[0].GetProperty("failure").GetString());
    }

    [Fact]
    public void Full_and_quick_are_not_asked_for_together() => CommandRun.Execute("reproduce", "table1", "--full", "--quick")
        .FailsWith(2, "--full and --quick ask for opposite things; give one of them.");

    public void Dispose() => _folder.Dispose();
}
