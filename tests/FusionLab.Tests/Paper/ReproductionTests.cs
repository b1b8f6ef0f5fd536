using System.Text.Json;
using FusionLab.Config;
using FusionLab.Figures;
using FusionLab.Paper;
using FusionLab.Reports;

namespace FusionLab.Tests.Paper;

public sealed class ReproductionTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public void A_reproduction_leaves_figures_a_comparison_and_a_page()
    {
        var results = Make(new CountedItem("one"), new CountedItem("two"));

        Assert.All(results, result => Assert.Equal((1, 2), (result.Agreeing, result.Checked)));
        string[] files = ["one.svg", "one-film.svg", "two.svg", "two-film.svg", "report.html"];
        Assert.All(files, file => Assert.True(File.Exists(_folder.At(file)), file));
        using var comparison = JsonDocument.Parse(File.ReadAllText(_folder.At("comparison.json")));
        var claim = comparison.RootElement[0].GetProperty("claims")[0];
        Assert.Equal("agrees", claim.GetProperty("verdict").GetString());
        Assert.Equal((4, 3.9), (claim.GetProperty("published").GetDouble(), claim.GetProperty("measured").GetDouble()));
    }

    [Fact]
    public void What_an_earlier_call_finished_is_not_run_again_and_still_shown()
    {
        var item = new CountedItem("one");
        Make(item);
        string figure = File.ReadAllText(_folder.At("one.svg"));
        string page = File.ReadAllText(_folder.At("report.html"));
        File.Delete(_folder.At("one.svg"));

        var again = Assert.Single(Make(item));

        Assert.True(again.WasSkipped);
        Assert.Equal(1, item.Runs);
        Assert.Equal(figure, File.ReadAllText(_folder.At("one.svg")));
        Assert.Equal(page, File.ReadAllText(_folder.At("report.html")));
    }

    [Fact]
    public void A_single_item_is_added_to_what_its_folder_holds()
    {
        Make(new CountedItem("fig2"), new CountedItem("fig3"));

        Make(new CountedItem("fig5"), new CountedItem("one"));

        Assert.Equal(["one", "fig2", "fig3", "fig5"], ComparedItems());
        string page = File.ReadAllText(_folder.At("report.html"));
        Assert.All(["fig2: A test", "fig3: A test", "fig5: A test"], title => Assert.Contains(title, page));
    }

    [Fact]
    public void An_item_that_other_code_made_is_shown_with_its_version_until_it_is_made_again()
    {
        var item = new CountedItem("fig2");
        Make(item);
        string file = _folder.At("items", "fig2.json");
        var stored = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        string version = stored.GetProperty("version").GetString()!, checksum = stored.GetProperty("sha256").GetString()!;
        File.WriteAllText(file, File.ReadAllText(file).Replace($"\"{version}\"", "\"0.0.1-old\"").Replace($"\"{checksum}\"", "null"));

        Make(new CountedItem("one"));

        Assert.Contains("Made by another version of the code, 0.0.1-old.", File.ReadAllText(_folder.At("report.html")));
    }

    [Fact]
    public void The_page_repeats_the_options_that_an_item_was_made_with()
    {
        new Reproduction(PaperItemTests.Quick with { Options = " --quick --device cpu --threads 2" }, _folder.Path).Run([new CountedItem("fig2")]);

        Make(new CountedItem("fig3"));

        string page = File.ReadAllText(_folder.At("report.html"));
        Assert.Contains($"dotnet run -- reproduce fig2 --quick --device cpu --threads 2 --out {_folder.Path}", page);
        Assert.Contains($"dotnet run -- reproduce fig3 --quick --out {_folder.Path}", page);
    }

    [Fact]
    public void An_item_of_another_version_that_cannot_be_read_is_left_out_with_a_warning_and_made_again()
    {
        var item = new CountedItem("fig2");
        Make(item);
        File.WriteAllText(_folder.At("items", "fig2.json"), """{"hash":"1","seconds":1,"findings":{"figures":[],"claims":[]}}""");
        var warnings = new List<string>();

        new Reproduction(PaperItemTests.Quick with { Warn = warnings.Add }, _folder.Path).Run([new CountedItem("fig3")]);

        Assert.Contains("fig2.json is damaged or of another version of FusionLab", Assert.Single(warnings));
        Assert.False(Assert.Single(Make(item)).WasSkipped);
    }

    [Fact]
    public void An_item_whose_file_was_changed_is_made_again()
    {
        var item = new CountedItem("fig2");
        Make(item);
        Assert.True(Assert.Single(Make(item)).WasSkipped);
        string file = _folder.At("items", "fig2.json"), stored = File.ReadAllText(file);
        File.WriteAllText(file, stored.Replace("A test", "A tesu", StringComparison.Ordinal));
        Assert.NotEqual(stored, File.ReadAllText(file));

        Assert.False(Assert.Single(Make(item)).WasSkipped);
    }

    [Fact]
    public void An_earlier_item_still_says_that_it_is_reduced()
    {
        var item = new CountedItem("fig2");
        Make(item);

        Assert.True(Assert.Single(Make(item)).IsQuick);
    }

    [Fact]
    public void A_provisional_item_is_made_again()
    {
        var item = new CountedItem("one") { IsProvisional = true };
        Make(item);

        Assert.False(Assert.Single(Make(item)).WasSkipped);
        Assert.Equal(2, item.Runs);
    }

    [Fact]
    public void What_is_finished_is_written_down_when_the_rest_is_interrupted()
    {
        var interrupted = new CountedItem("two") { Failure = new OperationCanceledException() };

        Assert.Throws<OperationCanceledException>(() => Make(new CountedItem("one"), interrupted));

        Assert.Equal(["one"], ComparedItems());
    }

    [Fact]
    public void Figures_come_as_PDF_too()
    {
        var warnings = new List<string>();

        new Reproduction(PaperItemTests.Quick with { Warn = warnings.Add }, _folder.Path, "pdf")
            .Run([new CountedItem("one"), new CountedItem("two")]);

        Assert.All(["one.svg", "two.svg"], file => Assert.True(File.Exists(_folder.At(file)), file));
        Assert.All(["one.pdf", "two.pdf"], file => Assert.StartsWith("%PDF", File.ReadAllText(_folder.At(file))));
        Assert.Empty(warnings);
    }

    [Fact]
    public void Another_config_runs_again()
    {
        var item = new CountedItem("one");
        Make(item);

        item.Rho = 0.25;
        Make(item);

        Assert.Equal(2, item.Runs);
    }

    [Fact]
    public void A_failing_item_does_not_stop_the_others()
    {
        var results = Make(new CountedItem("one") { Failure = new ConfigException("No luck.") }, new CountedItem("two"));

        Assert.Equal("No luck.", results[0].Failure!.Message);
        Assert.Null(results[1].Failure);
        Assert.Contains("This item failed: No luck.", File.ReadAllText(_folder.At("report.html")));
    }

    [Fact]
    public void A_failed_item_is_tried_again()
    {
        var item = new CountedItem("one") { Failure = new ConfigException("No luck.") };
        Make(item);
        item.Failure = null;

        Assert.False(Assert.Single(Make(item)).WasSkipped);
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<ReproducedItem> Make(params PaperItem[] items) =>
        new Reproduction(PaperItemTests.Quick, _folder.Path).Run(items);

    private string[] ComparedItems()
    {
        using var comparison = JsonDocument.Parse(File.ReadAllText(_folder.At("comparison.json")));
        return [.. comparison.RootElement.EnumerateArray().Select(item => item.GetProperty("item").GetString()!)];
    }

    /// <summary>An item that counts how often it ran; its figure has every kind of series.</summary>
    private sealed class CountedItem(string name) : PaperItem(name, "A test", "Something.")
    {
        public double Rho { get; set; }

        public Exception? Failure { get; set; }

        public bool IsProvisional { get; init; }

        public int Runs { get; private set; }

        public override IReadOnlyList<ExperimentConfig> LoadConfigs(PaperContext context) => [context.Load("minimal_late", $"data.rho={Rho}")];

        public override PaperFindings Run(PaperContext context, IReadOnlyList<ExperimentConfig> configs)
        {
            Runs++;
            return Failure is not null ? throw Failure : new PaperFindings(Everything(),
            [
                PaperClaim.Compare("A ratio.", 4, 3.9, 0.1),
                PaperClaim.Check("Infinite.", holds: false, double.PositiveInfinity, "infinity"),
            ], Everything())
            {
                Tables = [new ReportTable(["x"], [[ReportCell.Number(1)]])],
                IsProvisional = IsProvisional,
            };
        }

        private static Figure Everything() => new("All", "Every series.",
        [
            new PlotPanel(new Axis("x"), new Axis("y"),
            [
                new Line([0, 1, 2], [0, double.NaN, 1]) { Dash = Dash.Dashed, Ink = Ink.Blue, Label = "line" },
                new Points([1], [1]) { Marker = Marker.Cross, Spread = [0.1] },
                new Band([0, 1], [0, 0], [1, 1]),
                new Region([0, 1, 1], [0, 0, 1]),
                new VectorField([0.5], [0.5], [1], [0]),
                new ReferenceLine(0.5, IsVertical: true) { Text = "here" },
                new TextMark(0.2, 0.2, "$M_A$"),
                new ColoredPoints([1, 2], [1, 0], [0, 1]),
                new MovingPoints([0, 1], [[0], [1]], [[1], [0]]),
            ]) { Colors = new ColorBar("c", 0, 1) },
            new ImagePanel([new Picture([0, 1, 2, 3], 2, 2)], 1),
        ])
        { Note = "Reduced." };
    }
}
