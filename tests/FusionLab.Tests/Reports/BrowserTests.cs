using FusionLab.Reports;
using Microsoft.Playwright;

namespace FusionLab.Tests.Reports;

/// <summary>What readers do with a report.</summary>
public sealed class BrowserTests : InBrowser
{
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
    public async Task Tables_sort_by_number_in_both_directions()
    {
        var page = await Open();
        var head = page.Locator("th button").Nth(2);
        var column = page.Locator("tbody tr td:nth-child(3)");

        await head.ClickAsync();
        Assert.Equal(["1.30 ± 0.24", "1.90 ± 0.39", "6.38 ± 1.12", "–"], await column.AllInnerTextsAsync());

        await head.ClickAsync();
        Assert.Equal(["–", "6.38 ± 1.12", "1.90 ± 0.39", "1.30 ± 0.24"], await column.AllInnerTextsAsync());
        Assert.Empty(Complaints);
    }

    [NeedsFact(Need.Chromium)]
    public async Task The_slider_moves_the_points()
    {
        var page = await Open();
        var slider = page.Locator(".player input");
        var point = page.Locator("svg.fig:has(animate) .series circle").First;
        var last = await point.BoundingBoxAsync();
        Assert.Equal("epoch 300", await page.Locator(".player output").InnerTextAsync());

        await slider.EvaluateAsync("s => { s.value = 500; s.dispatchEvent(new Event('input')); }");

        Assert.Equal("epoch 150", await page.Locator(".player output").InnerTextAsync());
        var middle = await point.BoundingBoxAsync();
        Assert.True(Math.Abs(middle!.X - last!.X) > 5);
        Assert.Empty(Complaints);
    }

    [NeedsTheory(Need.Chromium)]
    [InlineData("light", 1100)]
    [InlineData("dark", 1100)]
    [InlineData("light", 390)]
    public async Task The_page_fits_every_screen_and_complains_about_nothing(string scheme, int width)
    {
        var page = await Open(scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light, width);

        int overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        string paper = await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.fig .paper')).fill");

        Assert.Equal(0, overflow);
        Assert.Equal(scheme == "dark" ? "rgb(20, 23, 28)" : "rgb(255, 255, 255)", paper);
        Assert.Empty(Complaints);
        await Shoot(page, $"{scheme}-{width}");
    }

    [NeedsFact(Need.Chromium)]
    public async Task The_comparison_of_two_runs_opens_withoutComplaints()
    {
        var report = ComparisonReport.Build(
            [RunFiles.Read(SampleRun.Write(Folder, "lf1", fusionDepth: 1)), RunFiles.Read(SampleRun.Write(Folder, "lf5", source: "synthetic"))]);
        var page = await Open(report);

        Assert.Equal(4, await page.Locator("svg.fig:visible").CountAsync()); // curves, time ratio over fusion depth, one of each run
        Assert.Empty(Complaints);
        await Shoot(page, "comparison");
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
        await Shoot(page, $"run-{scheme}-{width}");
    }

    [NeedsFact(Need.Chromium)]
    public async Task A_filter_leaves_the_rows_and_curves_of_runs_that_have_its_words()
    {
        RunFiles[] runs = [.. Enumerable.Range(1, 24).Select(layer => RunFiles.Read(SampleRun.Write(Folder, $"run{layer:00}", fusionDepth: layer)))];
        var page = await Open(ComparisonReport.Build(runs));
        var first = page.Locator("section").First;
        var rows = first.Locator("table").First.Locator("tbody tr:visible");
        Assert.Equal(24, await rows.CountAsync());
        await Shoot(page, "comparison-24", isWholePage: false);

        await first.Locator(".filter").First.FillAsync("L_f = 7");

        Assert.Equal(1, await rows.CountAsync());
        Assert.False(await first.Locator("svg.fig:visible .series[data-series=\"L_f = 8\"]").First.IsVisibleAsync());
        Assert.True(await first.Locator("svg.fig:visible .series[data-series=\"L_f = 7\"]").First.IsVisibleAsync());
        Assert.Empty(Complaints);
    }

    [NeedsFact(Need.Chromium)]
    public async Task Print_keeps_headings_with_what_follows_and_leaves_controls_out()
    {
        var page = await Open(RunReport.Build(RunFiles.Read(SampleRun.Write(Folder, "lf5"))), width: 1200);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        Assert.Equal("avoid", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('h2')).breakAfter"));
        Assert.Equal(0, await page.Locator(".command button:visible, details:visible, .narrow:visible").CountAsync());
        await Shoot(page, "print");
    }

    [NeedsFact(Need.Chromium)]
    public async Task Printed_pages_are_light_whatever_the_screen_is()
    {
        var page = await Open(ColorScheme.Dark);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print, ColorScheme = ColorScheme.Dark });

        Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.fig .paper')).fill"));
    }

    private Task<IPage> Open(ColorScheme scheme = ColorScheme.Light, int width = 1100) => Open(SampleReport.Document, scheme, width);
}
