using FusionLab.Reports;
using Microsoft.Playwright;

namespace FusionLab.Tests.Reports;

/// <summary>
/// Pages in a real browser. Screenshots go to FUSIONLAB_SCREENSHOTS when it is set.
/// </summary>
[Trait("Category", "Browser")]
public abstract class InBrowser : IAsyncLifetime
{
    private const string Edge = "10mm";

    /// <summary>The width of A4 between its edges, in CSS pixels.</summary>
    private const int PaperWidth = 718;

    // Says of everything that is shown what a reader could not read.
    private const string FindFaults = """
        () => {
          const faults = [], width = document.documentElement.clientWidth;
          const say = (part, fault) => faults.push(`${part.tagName} "${part.textContent.trim().slice(0, 40)}" ${fault}`);
          const scrolls = part => part && getComputedStyle(part).overflowX === 'auto';
          for (const part of document.querySelectorAll('main *')) {
            const { right } = part.getBoundingClientRect(), inside = part.parentElement.closest('.scroll');
            if (right > width + 1 && !part.ownerSVGElement && (/svg|CAPTION/.test(part.tagName) || !scrolls(inside))) say(part, `ends at ${right} of ${width}`);
          }
          for (const head of document.querySelectorAll('h2')) {
            if (!head.nextElementSibling?.offsetHeight) say(head, 'is kept with nothing that is seen');
          }
          for (const svg of document.querySelectorAll('svg.fig')) {
            const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
            if (scale === 0) continue;
            const words = [...svg.querySelectorAll('text')].filter(text => text.checkVisibility({ visibilityProperty: true }))
              .map(text => ({ text, box: text.getBoundingClientRect() }));
            if (words.length > 0 && 10 * scale < 8) say(svg, `has ticks of ${10 * scale} pixels`);
            for (const { text, box } of words) {
              if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
                say(text, 'is cut by the edge of its figure');
            }
            for (const [i, one] of words.entries()) for (const other of words.slice(i + 1)) {
              const x = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
              const y = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
              if (x > 1 && y > 3 * scale) say(one.text, `stands on "${other.text.textContent}"`);
            }
          }
          return faults;
        }
        """;

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

    /// <summary>
    /// Nothing reaches beyond the page, a figure or the paper, no words stand on other words, and none are too small to read.
    /// </summary>
    protected static async Task AssertReadable(IPage page) => Assert.Empty(await page.EvaluateAsync<string[]>(FindFaults));

    /// <summary>Shows a page as it is printed, and keeps it as PDF for someone to look at.</summary>
    protected static async Task Print(IPage page, string name)
    {
        await page.SetViewportSizeAsync(PaperWidth, 1000);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        if (Screenshots is { } folder)
        {
            await page.PdfAsync(new PagePdfOptions { Path = Path.Combine(folder, name + ".pdf"), Format = "A4", Margin = new() { Top = Edge, Right = Edge, Bottom = Edge, Left = Edge } });
        }
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
