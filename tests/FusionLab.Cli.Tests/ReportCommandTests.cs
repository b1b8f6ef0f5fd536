using System.Text;
using System.Text.Json;

namespace FusionLab.Tests.Cli;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Run => Path.Combine(_folder.Path, "run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_runs_figure_is_written_for_a_column_of_a_paper()
    {
        Simulate();

        var written = CommandRun.Execute("report", Run, "--format", "pdf", "--width", "85mm", "--title", "Depth", "--label", "network.fusionDepth=Layer");

        Assert.Equal(0, written.ExitCode);
        string file = Path.Combine(Run, "figure.pdf");
        Assert.Equal(file, written.Out.Trim());
        string pdf = File.ReadAllText(file, Encoding.Latin1);
        Assert.StartsWith("%PDF", pdf);
        Assert.Contains("/MediaBox [0 0 241 ", pdf); // 85 mm are 240.9 points
        Assert.Contains("/Title (Depth)", pdf);
        Assert.Equal(0, CommandRun.Execute("report", Run, "--format", "svg", "--label", "network.fusionDepth=Layer").ExitCode);
        Assert.Contains(">Layer</text>", File.ReadAllText(Path.Combine(Run, "figure.svg")));
    }

    [Theory]
    [InlineData("--format pdf --width 85furlongs", "--width is \"85furlongs\"; it must be a length from 40mm to 1000mm, such as 85mm, 3.3in, 240pt or 320px.")]
    [InlineData("--format pdf --label rho", "--label is \"rho\"; it must be path=text, such as data.rho=Correlation.")]
    [InlineData("--width 85mm", "--width is about a figure; add --format svg, png or pdf.")]
    public void What_is_no_figure_is_refused(string options, string message)
    {
        Simulate();
        CommandRun.Execute(["report", Run, .. options.Split(' ')]).FailsWith(2, message);
    }

    [Fact]
    public void Results_come_as_JSON_and_runs_as_a_table_CSV_and_JSON()
    {
        var run = Simulate("--json");
        using var result = JsonDocument.Parse(run.Out);
        Assert.Equal(Run, result.RootElement.GetProperty("folder").GetString());
        Assert.Equal(2, result.RootElement.GetProperty("points").GetArrayLength());

        Assert.Contains("completed", CommandRun.Execute("runs", "list", _folder.Path).Out);
        string[] lines = CommandRun.Execute("runs", "list", _folder.Path, "--csv").Out.Split('\n');
        Assert.Equal("folder,name,status,task,network,fusion_depth,points,time_ratio_mean,time_ratio_std,n,epochs,seconds,time_ratio_at_least", lines[0]);
        Assert.StartsWith($"{Run},depth_single,completed,gaussian,linear,,2,,,,", lines[1]);
        using var list = JsonDocument.Parse(CommandRun.Execute("runs", "list", _folder.Path, "--json").Out);
        Assert.Equal("depth_single", list.RootElement[0].GetProperty("name").GetString());
    }

    [Fact]
    public void Report_and_info_give_one_JSON_document_to_a_script()
    {
        Simulate();

        using var report = JsonDocument.Parse(CommandRun.Execute("report", Run, "--json").Out);
        Assert.Equal(Path.Combine(Run, "report.html"), report.RootElement.GetProperty("files")[0].GetString());
        Assert.StartsWith("The time ratio goes from ", report.RootElement.GetProperty("findings")[0].GetString());
        Assert.Equal(2, report.RootElement.GetProperty("runs")[0].GetProperty("summary").GetProperty("points").GetArrayLength());

        using var figure = JsonDocument.Parse(CommandRun.Execute("report", Run, "--format", "svg", "--json").Out);
        Assert.True(File.Exists(figure.RootElement.GetProperty("files")[0].GetString()));

        using var info = JsonDocument.Parse(CommandRun.Execute("info", "--json").Out);
        Assert.Equal("cpu", info.RootElement.GetProperty("devices")[0].GetString());
        Assert.Equal(Environment.ProcessorCount, info.RootElement.GetProperty("cores").GetInt32());
    }

    private CommandRun Simulate(params string[] options) => CommandRun.Execute(
        [RepositoryFiles.Config("paper/depth_single"), "sweep={\"network.fusionDepth\":[1,4]}", "--out", Run, "--quiet", .. options]);
}
