using System.Globalization;
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

        AppendWarnings(page, document.Warnings);
        AppendContents(page, document.Sections);
        for (int i = 0; i < document.Sections.Count; i++)
        {
            AppendSection(page, document.Sections[i], id: Anchor(i));
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
            string badges = string.Join(' ', verdicts.Select(Badge));
            page.Append($"<li><a href=\"#{Anchor(i)}\">{new Label(sections[i].Title).ToHtml()}</a> {badges}</li>\n");
        }

        page.Append("</ul></nav>\n");
    }

    private static void AppendSection(StringBuilder page, ReportSection section, string id)
    {
        page.Append($"<section id=\"{id}\">\n<h2>{new Label(section.Title).ToHtml()}</h2>\n");
        AppendWarnings(page, section.Warnings);
        foreach (string paragraph in section.Paragraphs)
        {
            page.Append($"<p>{new Label(paragraph).ToHtml()}</p>\n");
        }

        // Claims stand beside the figures they are about where the page is wide enough, below them otherwise.
        page.Append("<div class=\"beside\">\n<div>\n");
        foreach (var figure in section.Figures.Select(ReportFigure.Draw).Concat(section.Drawings))
        {
            AppendFigure(page, figure);
        }

        page.Append("</div>\n");
        AppendClaims(page, section.Claims);
        page.Append("</div>\n");
        foreach (var table in section.Tables)
        {
            AppendTable(page, table);
        }

        AppendFacts(page, section.Facts);
        if (section.Command is not null)
        {
            page.Append($"<p class=\"command\"><span>To repeat:</span> <code>{Label.Escape(section.Command)}</code></p>\n");
        }

        foreach (var attachment in section.Attachments)
        {
            string name = Label.Escape(attachment.Name), text = Label.Escape(attachment.Text);
            page.Append($"<details><summary>{name}</summary><pre>{text}</pre></details>\n");
        }

        page.Append("</section>\n");
    }

    private static void AppendWarnings(StringBuilder page, IReadOnlyList<string> warnings)
    {
        foreach (string warning in warnings)
        {
            page.Append($"<p class=\"warning\" role=\"note\">{new Label(warning).ToHtml()}</p>\n");
        }
    }

    private static string Badge(Verdict verdict) => verdict switch
    {
        // A sign as well as a colour, for print and for colour-blind readers.
        Verdict.Agrees => "<span class=\"badge agrees\">✓ agrees</span>",
        Verdict.Differs => "<span class=\"badge differs\">✗ differs</span>",
        Verdict.NotComparable => "<span class=\"badge apart\">≠ not comparable</span>",
        Verdict.NotRun => "<span class=\"badge apart\">○ not run</span>",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Unknown verdict."),
    };

    private static void AppendClaims(StringBuilder page, IReadOnlyList<ReportClaim> claims)
    {
        if (claims.Count == 0)
        {
            return;
        }

        page.Append("<ul class=\"claims\">\n");
        foreach (var claim in claims)
        {
            string evidence = claim.Evidence is null ? "" : $" <span class=\"evidence\">{new Label(claim.Evidence).ToHtml()}</span>";
            page.Append($"<li>{Badge(claim.Verdict)} {new Label(claim.Text).ToHtml()}{evidence}</li>\n");
        }

        page.Append("</ul>\n");
    }

    private static void AppendFigure(StringBuilder page, ReportFigure figure)
    {
        string element = figure.IsFilm ? "figure class=\"film\"" : "figure";
        page.Append($"<{element}>\n<div class=\"scroll\">\n").Append(figure.Svg).Append("</div>\n");
        string title = figure.Title is null ? "" : $"<b>{new Label(figure.Title).ToHtml()}.</b> ";
        page.Append($"<figcaption>{title}{Label.Escape(figure.Description)}</figcaption>\n</figure>\n");
    }

    private static void AppendFacts(StringBuilder page, IReadOnlyList<ReportFact> facts)
    {
        if (facts.Count == 0)
        {
            return;
        }

        page.Append("<dl>\n");
        foreach (var fact in facts)
        {
            page.Append($"<dt>{Label.Escape(fact.Name)}</dt><dd>{Label.Escape(fact.Value)}</dd>\n");
        }

        page.Append("</dl>\n");
    }

    private static void AppendTable(StringBuilder page, ReportTable table)
    {
        page.Append("<div class=\"scroll\"><table>\n");
        if (table.Caption is not null)
        {
            page.Append($"<caption>{new Label(table.Caption).ToHtml()}</caption>\n");
        }

        string heads = string.Concat(table.Columns.Select(column => $"<th scope=\"col\">{new Label(column).ToHtml()}</th>"));
        page.Append("<thead><tr>").Append(heads).Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append("<tr>").Append(string.Concat(row.Select(Cell))).Append("</tr>\n");
        }

        page.Append("</tbody>\n</table></div>\n");
    }

    private static string Cell(ReportCell cell) => cell.Value is { } value
        ? $"<td class=\"number\" data-value=\"{value.ToString("R", CultureInfo.InvariantCulture)}\">{Label.Escape(cell.Text)}</td>"
        : $"<td>{Label.Escape(cell.Text)}</td>";

    private static string Anchor(int section) => FormattableString.Invariant($"section-{section + 1}");

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("FusionLab.Reports." + name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
