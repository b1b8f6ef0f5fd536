using System.Reflection;
using System.Text;
using FusionLab.Figures;

namespace FusionLab.Reports;

/// <summary>
/// Writes a <see cref="ReportDocument"/> as one HTML file that needs nothing else: no network, no library. Figures show values
/// under the pointer, legend entries hide their curves, tables sort; without scripts all of it can still be read and printed.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes a report to a file.</summary>
    /// <param name="document">The report.</param>
    /// <param name="path">The file; its folder must exist.</param>
    public static void Save(ReportDocument document, string path) => File.WriteAllText(path, Render(document));

    /// <summary>Writes a report.</summary>
    /// <param name="document">The report.</param>
    /// <returns>The whole page.</returns>
    public static string Render(ReportDocument document)
    {
        var page = new StringBuilder();
        string title = Label.Escape(document.Title);
        page.Append($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title}</title>
            <link rel="icon" href="data:,">
            <style>
            {FigureSvg.Style}{Resource("report.css")}</style>
            </head>
            <body>
            <main>
            <h1>{title}</h1>

            """);
        if (document.Subtitle is not null)
        {
            page.Append($"<p class=\"subtitle\">{new Label(document.Subtitle).ToHtml()}</p>\n");
        }

        HtmlSection.AppendWarnings(page, document.Warnings);
        AppendContents(page, document.Sections);
        for (int i = 0; i < document.Sections.Count; i++)
        {
            HtmlSection.Append(page, document.Sections[i], id: Anchor(i));
        }

        page.Append($"</main>\n<script>\n{Resource("report.js")}</script>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void AppendContents(StringBuilder page, IReadOnlyList<ReportSection> sections)
    {
        if (sections.Count <= 2)
        {
            return;
        }

        page.Append("<nav aria-label=\"Contents\"><ul>\n");
        for (int i = 0; i < sections.Count; i++)
        {
            var verdicts = sections[i].Claims.Select(claim => claim.Verdict).Distinct().Order();
            string badges = string.Join(' ', verdicts.Select(HtmlSection.Badge));
            page.Append($"<li><a href=\"#{Anchor(i)}\">{new Label(sections[i].Title).ToHtml()}</a> {badges}</li>\n");
        }

        page.Append("</ul></nav>\n");
    }

    private static string Anchor(int section) => FormattableString.Invariant($"section-{section + 1}");

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("FusionLab.Reports." + name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
