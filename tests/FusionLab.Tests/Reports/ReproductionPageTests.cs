using FusionLab.Figures;
using FusionLab.Paper;
using FusionLab.Reports;
using FusionLab.Tests.Paper;
using Microsoft.Playwright;

namespace FusionLab.Tests.Reports;

/// <summary>The page of a reproduction, with figures that move.</summary>
public sealed class ReproductionPageTests(ReproductionPageTests.Made made) : InBrowser, IClassFixture<ReproductionPageTests.Made>
{
    /// <summary>Where the film of figure 2 is played.</summary>
    private const string Film = "figure.film";

    [NeedsTheory(Need.Chromium)]
    [InlineData("light", 390)]
    [InlineData("dark", 390)]
    [InlineData("light", 1200)]
    [InlineData("dark", 1200)]
    public async Task It_can_be_read_on_every_screen_and_complains_about_nothing(string scheme, int width)
    {
        var page = await Open(made.Page, scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light, width);

        await AssertReadable(page);
        Assert.Equal(3, await page.Locator("section").CountAsync()); // the overview and two items
        Assert.Empty(Complaints);
        await Shoot(page, $"reproduction-{scheme}-{width}");
    }

    [NeedsFact(Need.Chromium)]
    public async Task Hovering_over_a_figure_shows_values()
    {
        var page = await Open(made.Page);
        var marker = page.Locator("#section-3 svg.fig .series circle").First;
        await marker.ScrollIntoViewIfNeededAsync();
        var box = (await marker.BoundingBoxAsync())!;

        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));

        string tip = await page.Locator("#tip").InnerTextAsync();
        Assert.StartsWith("equation (9)\npredicted t_B/t_A: ", tip, StringComparison.Ordinal);
        Assert.Empty(Complaints);
    }

    [NeedsFact(Need.Chromium)]
    public async Task A_legend_entry_hides_its_curve()
    {
        var page = await Open(made.Page);
        var figure = page.Locator("#section-2 figure:not(.film) svg.fig");
        var entry = figure.Locator(".entry").First;
        string name = (await entry.GetAttributeAsync("data-series"))!;
        var curve = figure.Locator($".series[data-series=\"{name}\"]").First;
        Assert.True(await curve.IsVisibleAsync());

        await entry.ClickAsync();

        Assert.False(await curve.IsVisibleAsync());
        Assert.Empty(Complaints);
    }

    [NeedsFact(Need.Chromium)]
    public async Task Its_tables_sort()
    {
        var page = await Open(made.Page);

        await page.Locator("#section-3 th button").Nth(1).ClickAsync();

        string[] texts = [.. await page.Locator("#section-3 tbody tr td:nth-child(2)").EvaluateAllAsync<string[]>("cells => cells.map(c => c.dataset.value)")];
        double[] ratios = [.. texts.Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.True(ratios.Length > 5);
        Assert.Equal(ratios.Order(), ratios);
        Assert.Empty(Complaints);
    }

    [NeedsFact(Need.Chromium)]
    public async Task A_film_rests_at_its_end_until_someone_moves_the_slider()
    {
        var page = await Open(made.Page);
        var dot = page.Locator($"{Film} svg.fig circle:has(animate)").First;
        double end = await Centre(dot);
        await page.WaitForTimeoutAsync(300);
        Assert.Equal(end, await Centre(dot)); // nothing moves unasked: some readers are made ill by it

        await page.Locator($"{Film} .player input:visible").EvaluateAsync("s => { s.value = 0; s.dispatchEvent(new Event('input')); }");

        Assert.Equal("epoch 0", await page.Locator($"{Film} .player output:visible").InnerTextAsync());
        Assert.True(await Centre(dot) < end - 50);
        Assert.Empty(Complaints);
        await Shoot(page, "reproduction-film");
    }

    [NeedsFact(Need.Chromium)]
    public async Task A_film_plays_and_pauses()
    {
        var page = await Open(made.Page);
        var dot = page.Locator($"{Film} svg.fig circle:has(animate)").First;
        var button = page.Locator($"{Film} .player button:visible");

        await button.ClickAsync();
        await page.WaitForFunctionAsync($"document.querySelector('{Film} .player input').value > 20");
        await button.ClickAsync();
        double paused = await Centre(dot);
        await page.WaitForTimeoutAsync(300);

        Assert.Equal(paused, await Centre(dot));
        Assert.Contains("Play", await button.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(Complaints);
    }

    [NeedsFact(Need.Chromium)]
    public async Task Colours_move_with_the_film()
    {
        var moving = new MovingPoints([0, 1], [[0.2], [0.8]], [[0.5], [0.5]]) { Value = [[0.0], [1.0]] };
        var panel = new PlotPanel(new Axis("x") { Min = 0, Max = 1 }, new Axis("y") { Min = 0, Max = 1 }, [moving]) { Colors = new ColorBar("c", 0, 1) };
        var film = ReportFigure.Draw(new Figure("Film", "One point.", [panel])) with { IsFilm = true };
        var page = await Open(new ReportDocument("Film", [new ReportSection("Film") { Drawings = [film] }]));
        const string Green = "Number(getComputedStyle(document.querySelector('.series circle')).fill.match(/\\d+/g)[1])";
        Assert.InRange(await page.EvaluateAsync<double>(Green), 70, 78); // the vermillion end of the scale

        await page.Locator(".player input:visible").EvaluateAsync("s => { s.value = 0; s.dispatchEvent(new Event('input')); }");

        Assert.InRange(await page.EvaluateAsync<double>(Green), 92, 100); // its blue end
        Assert.Empty(Complaints);
    }

    [NeedsFact(Need.Chromium)]
    public async Task Print_shows_the_still_figure_alone()
    {
        var page = await Open(made.Page);

        await Print(page, "reproduction-print");

        await AssertReadable(page);
        Assert.False(await page.Locator(Film).IsVisibleAsync());
        Assert.True(await page.Locator("#section-2 figure:not(.film)").IsVisibleAsync());
    }

    private static async Task<double> Centre(ILocator dot)
    {
        var box = (await dot.BoundingBoxAsync())!;
        return box.X + (box.Width / 2);
    }

    /// <summary>A reduced reproduction of a figure with a film and of one with a table, made once.</summary>
    public sealed class Made : IDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("fusionlab-reproduction-").FullName;

        public Made() => new Reproduction(PaperItemTests.Quick, folder).Run([.. PaperItems.Find("fig2"), .. PaperItems.Find("rand")]);

        public string Page => Path.Combine(folder, "report.html");

        public void Dispose() => Directory.Delete(folder, recursive: true);
    }
}
