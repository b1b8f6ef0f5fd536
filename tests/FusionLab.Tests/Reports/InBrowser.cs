using FusionLab.Reports;
using Microsoft.Playwright;

namespace FusionLab.Tests.Reports;

/// <summary>
/// Pages in a real browser. Screenshots go to FUSIONLAB_SCREENSHOTS when it is set.
/// </summary>
[Trait("Category", "Browser")]
public abstract class InBrowser : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    private static string? Screenshots => Environment.GetEnvironmentVariable("FUSIONLAB_SCREENSHOTS");

    /// <summary>An empty folder that goes with the test.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("fusionlab-browser-").FullName;

    /// <summary>What pages wrote to the console, and errors that no one caught.</summary>
    protected List<string> Complaints { get; } = [];

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Machine.ChromiumPath,
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Writes a report and opens it.</summary>
    protected Task<IPage> Open(ReportDocument report, ColorScheme scheme = ColorScheme.Light, int width = 1100)
    {
        string path = Path.Combine(Folder, "report.html");
        HtmlReport.Save(report, path);
        return Open(path, scheme, width);
    }

    /// <summary>Opens a page.</summary>
    protected async Task<IPage> Open(string path, ColorScheme scheme = ColorScheme.Light, int width = 1100)
    {
        var page = await _browser.NewPageAsync(new BrowserNewPageOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 800 } });
        page.Console += (_, message) => Complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Complaints.Add(error);
        await page.GotoAsync("file://" + path);
        return page;
    }

    /// <summary>Keeps a picture for someone to look at.</summary>
    protected static async Task Shoot(IPage page, string name, bool isWholePage = true)
    {
        if (Screenshots is { } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = isWholePage });
        }
    }
}
