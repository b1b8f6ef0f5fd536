using System.Globalization;
using FusionLab.Reports;
using FusionLab.Runs;
using FusionLab.Tests.Runs;
using Microsoft.Playwright;

namespace FusionLab.Tests.Reports;

/// <summary>What readers do with a report.</summary>
public sealed class BrowserTests : InBrowser
{
    /// <summary>The pages that the program writes about runs, and one with one of everything.</summary>
    public static TheoryData<string> Pages { get; } = ["run", "sweep", "comparison", "comparison-24", "everything"];

    /// <summary>Every page on the screen of a telephone and on that of a desk, by day and by night.</summary>
    public static IEnumerable<object[]> Views =>
        from object[] page in Pages from scheme in new[] { "light", "dark" } from width in new[] { 390, 1200 } select (object[])[page[0], scheme, width];

    [NeedsFact(Need.Chromium)]
    public async Task A_legend_entry_hides_its_curve_and_shows_it_again()
    {
        var page = await Open();
        var entry = page.Locator("svg.fig .entry").First;
        string name = (await entry.GetAttributeAsync("data-series"))!;
        var curves = page.Locator("svg.fig").First.Locator($".series[data-series=\"{name}\"]");
        Assert.True(await curves.First.IsVisibleAsync());

        await entry.ClickAsync();
        Assert.False(await curves.First.IsVisibleAsync());
        Assert.Equal("true", await entry.GetAttributeAsync("aria-pressed"));

        await entry.PressAsync("Enter");
        Assert.True(await curves.First.IsVisibleAsync());
        Assert.Empty(Complaints);
    }

    [NeedsFact(Need.Chromium)]
    public async Task Hovering_shows_the_values_under_the_pointer()
    {
        var page = await Open();
        var marker = await page.Locator("svg.fig").First.Locator(".series circle").First.BoundingBoxAsync();

        await page.Mouse.MoveAsync(marker!.X + (marker.Width / 2), marker.Y + (marker.Height / 2));

        string tip = await page.Locator("#tip").InnerTextAsync();
        Assert.Contains("Correlation ρ: -0.9", tip, StringComparison.Ordinal);
        Assert.Contains("Time ratio t_B/t_A: 43", tip, StringComparison.Ordinal);
        await Shoot(page, "hover", isWholePage: false);
        await page.Mouse.MoveAsync(2, 2);
        Assert.True(await page.Locator("#tip").IsHiddenAsync());
        Assert.Empty(Complaints);
    }

    [NeedsFact(Need.Chromium)]
    public async Task Dragging_shows_a_part_with_axes_of_its_own_and_a_double_click_all_again()
    {
        var page = await Open();
        var panel = page.Locator("svg.fig .panel").First;
        var marker = await panel.Locator(".series circle").First.BoundingBoxAsync();
        var frame = await panel.Locator(".paper").First.BoundingBoxAsync();
        double[] before = await ReadTicks();

        // From the frame's left edge to beyond the first marker, over a fifth of the height.
        await page.Mouse.MoveAsync(frame!.X + 1, marker!.Y - (frame.Height / 10));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(frame.X + (frame.Width / 4), marker.Y + (frame.Height / 10), new MouseMoveOptions { Steps = 4 });
        await page.Mouse.UpAsync();

        double[] ticks = await ReadTicks();
        Assert.True(ticks.Max() - ticks.Min() < (before.Max() - before.Min()) / 3, $"{string.Join(' ', before)}: {string.Join(' ', ticks)}");
        var magnified = await panel.Locator(".series circle").First.BoundingBoxAsync();
        Assert.InRange(magnified!.X - frame.X, 1.5 * (marker.X - frame.X), frame.Width);
        Assert.InRange(magnified.Width, 0.8 * marker.Width, 1.2 * marker.Width);
        await Shoot(page, "zoom", isWholePage: false);

        await page.Mouse.MoveAsync(magnified.X + (magnified.Width / 2), magnified.Y + (magnified.Height / 2));
        Assert.Contains("Correlation ρ: -0.9", await page.Locator("#tip").InnerTextAsync(), StringComparison.Ordinal);

        await page.Mouse.DblClickAsync(frame.X + (frame.Width / 2), frame.Y + (frame.Height / 2));
        Assert.Equal(before, await ReadTicks());
        Assert.Equal(marker.X, (await panel.Locator(".series circle").First.BoundingBoxAsync())!.X, 1e-3);
        Assert.Empty(Complaints);

        // The numbers below the frame.
        async Task<double[]> ReadTicks() => [.. (await panel.Locator("text.tick[text-anchor=middle]:visible").AllTextContentsAsync())
            .Select(text => double.Parse(text.Replace('−', '-'), CultureInfo.InvariantCulture))];
    }

    [NeedsFact(Need.Chromium)]
    public async Task Points_of_a_comparison_lead_to_their_runs()
    {
        RunFiles[] runs = [ReadRun(1), ReadRun(5)];
        foreach (var run in runs)
        {
            HtmlReport.Save(RunReport.Build(run), Path.Combine(run.Folder, "report.html"));
        }

        string file = Path.Combine(Folder, "report.html");
        var page = await Open(ComparisonReport.Build(runs, file));

        await page.Locator("svg.fig:visible a.marker").First.ClickAsync();

        await page.WaitForURLAsync($"file://{Path.Combine(runs[0].Folder, "report.html")}");
        Assert.Empty(Complaints);
    }

    [NeedsFact(Need.Chromium)]
    public async Task Tables_sort_by_number_in_both_directions()
    {
        var page = await Open();
        var head = page.Locator("th button").Nth(2);
        var column = page.Locator("tbody tr td:nth-child(3)");

        await head.ClickAsync();
        Assert.Equal(["1.30 ± 0.24", "1.90 ± 0.39", "6.38 ± 1.12", "–"], await Read());

        await head.ClickAsync();
        Assert.Equal(["–", "6.38 ± 1.12", "1.90 ± 0.39", "1.30 ± 0.24"], await Read());
        Assert.Empty(Complaints);

        async Task<string[]> Read() => [.. (await column.AllInnerTextsAsync()).Select(text => text.Replace('\u00a0', ' '))];
    }

    [NeedsFact(Need.Chromium)]
    public async Task The_slider_moves_the_points()
    {
        var page = await Open();
        var slider = page.Locator(".player input:visible");
        var point = page.Locator("svg.fig:has(animate) .series circle").First;
        var last = await point.BoundingBoxAsync();
        Assert.Equal("epoch 300", await page.Locator(".player output:visible").InnerTextAsync());

        await slider.EvaluateAsync("s => { s.value = 500; s.dispatchEvent(new Event('input')); }");

        Assert.Equal("epoch 150", await page.Locator(".player output:visible").InnerTextAsync());
        var middle = await point.BoundingBoxAsync();
        Assert.True(Math.Abs(middle!.X - last!.X) > 5);
        Assert.Empty(Complaints);
    }

    [NeedsTheory(Need.Chromium)]
    [MemberData(nameof(Views))]
    public async Task Every_page_can_be_read_on_every_screen(string name, string scheme, int width)
    {
        var page = await Open(Build(name), scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light, width);

        await AssertReadable(page);
        Assert.Equal(
            scheme == "dark" ? "rgb(20, 23, 28)" : "rgb(255, 255, 255)",
            await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.fig .paper')).fill"));
        Assert.Empty(Complaints);
        await Shoot(page, $"{name}-{scheme}-{width}");
    }

    [NeedsTheory(Need.Chromium)]
    [MemberData(nameof(Pages))]
    public async Task Every_page_can_be_read_on_paper(string name)
    {
        var page = await Open(Build(name));

        await Print(page, $"{name}-print");

        await AssertReadable(page);
        Assert.Equal("avoid", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('h2')).breakAfter"));
        Assert.Equal(0, await page.Locator(".command button:visible, details:visible, .narrow:visible, .filter:visible").CountAsync());
    }

    [NeedsFact(Need.Chromium)]
    public async Task A_comparison_shows_curves_and_the_ratio_over_what_differs_before_each_run()
    {
        var page = await Open(Build("comparison"));

        Assert.Equal(4, await page.Locator("svg.fig:visible").CountAsync());
        Assert.Empty(Complaints);
    }

    [NeedsTheory(Need.Chromium)]
    [InlineData("light", 1200)]
    [InlineData("dark", 390)]
    public async Task Panels_stand_below_each_other_where_the_screen_is_narrow(string scheme, int width)
    {
        string run = SampleRun.Write(Folder, "lf5");
        var page = await Open(RunReport.Build(RunFiles.Read(run)), scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light, width);

        var figure = page.Locator("svg.fig:visible");
        Assert.Equal(1, await figure.CountAsync());
        var box = await figure.BoundingBoxAsync();
        Assert.InRange(box!.X + box.Width, 0, width);
        var panels = await Task.WhenAll((await figure.Locator(".panel").AllAsync()).Select(panel => panel.BoundingBoxAsync()));
        bool isBelow = panels[1]!.Y > panels[0]!.Y + panels[0]!.Height;
        Assert.Equal(width == 390, isBelow);
        Assert.Empty(Complaints);
    }

    [NeedsFact(Need.Chromium)]
    public async Task A_filter_leaves_the_rows_and_curves_of_runs_that_have_its_words()
    {
        var page = await Open(Build("comparison-24"));
        var first = page.Locator("section").First;
        var rows = first.Locator("table").First.Locator("tbody tr:visible");
        Assert.Equal(24, await rows.CountAsync());

        await first.Locator(".filter").First.FillAsync("L_f = 7");

        Assert.Equal(1, await rows.CountAsync());
        Assert.False(await first.Locator("svg.fig:visible .series[data-series=\"L_f = 8\"]").First.IsVisibleAsync());
        Assert.True(await first.Locator("svg.fig:visible .series[data-series=\"L_f = 7\"]").First.IsVisibleAsync());
        Assert.Empty(Complaints);
    }

    [NeedsFact(Need.Chromium)]
    public async Task Printed_pages_are_light_whatever_the_screen_is()
    {
        var page = await Open(ColorScheme.Dark);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print, ColorScheme = ColorScheme.Dark });

        Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.fig .paper')).fill"));
    }

    private ReportDocument Build(string page) => page switch
    {
        "run" => RunReport.Build(RunFiles.Read(SampleRun.Write(Folder, "lf5"))),
        "sweep" => RunReport.Build(RunFiles.Read(SimulateRun.Run(PaperConfigs.Load("toy_sweep", "seeds=1,2"), new RunOptions { Out = Path.Combine(Folder, "sweep") }).Folder!.Path)),
        "comparison" => ComparisonReport.Build([.. new[] { 1, 5 }.Select(layer => ReadRun(layer, layer == 5 ? "synthetic" : "mnist"))]),
        "comparison-24" => ComparisonReport.Build([.. Enumerable.Range(1, 24).Select(layer => ReadRun(layer))]),
        _ => SampleReport.Document,
    };

    private RunFiles ReadRun(int fusionDepth, string source = "mnist") => RunFiles.Read(SampleRun.Write(Folder, $"lf{fusionDepth}", fusionDepth, source));

    private Task<IPage> Open(ColorScheme scheme = ColorScheme.Light, int width = 1100) => Open(SampleReport.Document, scheme, width);
}
