using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using FusionLab.Figures;
using FusionLab.Runs;

namespace FusionLab.Reports;

/// <summary>
/// Writes a <see cref="ReportDocument"/> as one HTML file that needs nothing else: no network, no library. Figures show values
/// under the pointer, legend entries hide their curves, tables sort; without scripts all of it can still be read and printed.
/// </summary>
public static partial class HtmlReport
{
    private const int ShortTitle = 14;

    /// <summary>Writes a report to a file.</summary>
    /// <param name="document">The report.</param>
    /// <param name="path">The file; its folder must exist.</param>
    public static void Save(ReportDocument document, string path) => AtomicFile.WriteText(path, Render(document));

    /// <summary>Writes a report.</summary>
    /// <param name="document">The report.</param>
    /// <returns>The whole page.</returns>
    public static string Render(ReportDocument document)
    {
        string title = Label.Escape(document.Title);
        string subtitle = document.Subtitle is null ? "" : $"<p class=\"subtitle\">{Html(document.Subtitle)}</p>\n";
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title}</title>
            <link rel="icon" href="data:,">
            <style>
            {FigureSvg.Style}{ReadResource("report.css")}</style>
            </head>
            <body>
            <main>
            <h1>{title}</h1>
            {subtitle}{Concat(document.Findings, finding => $"<p class=\"finding\">{Html(finding)}</p>\n")}{RenderWarnings(document.Warnings)}{RenderContents(document.Sections)}{Concat(document.Sections.Index(), RenderSection)}</main>
            <script>
            {ReadResource("report.js")}</script>
            </body>
            </html>

            """;
    }

    private static string RenderContents(IReadOnlyList<ReportSection> sections)
    {
        // Many short names, such as those of runs, stand in more columns.
        string style = sections.All(section => new Label(section.Title).PlainText.Length <= ShortTitle) ? " class=\"short\"" : "";
        return sections.Count <= 2 ? "" : $"""
            <nav aria-label="Contents"{style}><ul>
            {Concat(sections.Index(), RenderEntry)}</ul></nav>

            """;
    }

    private static string RenderEntry((int Index, ReportSection Section) entry)
    {
        string badges = string.Join(' ', entry.Section.Claims.Select(claim => claim.Verdict).Distinct().Order().Select(RenderBadge));
        return $"<li><a href=\"#section-{entry.Index + 1}\">{Html(entry.Section.Title)}</a> {badges}</li>\n";
    }

    private static string RenderSection((int Index, ReportSection Section) entry)
    {
        var (index, section) = entry;
        string command = section.Command is null ? ""
            : $"<p class=\"command\"><span>To repeat:</span> <code>{Label.Escape(section.Command)}</code></p>\n";

        return $"""
            <section id="section-{index + 1}">
            <h2>{Html(section.Title)}</h2>
            {RenderWarnings(section.Warnings)}{Concat(section.Paragraphs, paragraph => $"<p>{Html(paragraph)}</p>\n")}{RenderBeside(section)}{Concat(section.Tables, RenderTable)}{RenderList("dl", Concat(section.Facts, RenderFact))}{command}{Concat(section.Attachments, RenderAttachment)}</section>

            """;
    }

    /// <summary>Claims stand beside the figures they are about where the page is wide enough, below them otherwise.</summary>
    private static string RenderBeside(ReportSection section)
    {
        string figures = Concat(section.Figures.Select(ReportFigure.Draw).Concat(section.Drawings), RenderFigure);
        return RenderList(
            "div class=\"beside\"", RenderList("div", figures) + RenderList("ul class=\"claims\"", Concat(section.Claims, RenderClaim)));
    }

    private static string RenderWarnings(IReadOnlyList<string> warnings) =>
        Concat(warnings, warning => $"<p class=\"warning\" role=\"note\">{Html(warning)}</p>\n");

    private static string RenderBadge(Verdict verdict)
    {
        // A sign as well as a colour, for print and for colour-blind readers.
        var (style, sign) = verdict switch
        {
            Verdict.Agrees => ("agrees", '✓'),
            Verdict.Differs => ("differs", '✗'),
            Verdict.NotComparable => ("apart", '≠'),
            _ => ("apart", '○'),
        };
        return $"<span class=\"badge {style}\">{sign} {verdict.Describe()}</span>";
    }

    private static string RenderClaim(ReportClaim claim)
    {
        string evidence = claim.Evidence is null ? "" : $" <span class=\"evidence\">{Html(claim.Evidence)}</span>";
        return $"<li>{RenderBadge(claim.Verdict)} {Html(claim.Text)}{evidence}</li>\n";
    }

    private static string RenderFigure(ReportFigure figure)
    {
        string title = figure.Title is null ? "" : $"<b>{Html(figure.Title)}.</b> ";
        string narrow = figure.NarrowSvg is null ? "" : $"<div class=\"narrow\">\n{figure.NarrowSvg}</div>\n";
        return $"""
            <figure{(figure.IsFilm ? " class=\"film\"" : "")}>
            <div class="scroll{(figure.NarrowSvg is null ? "" : " wide")}">
            {figure.Svg}</div>
            {narrow}<figcaption>{title}{Label.Escape(figure.Description)}</figcaption>
            </figure>

            """;
    }

    private static string RenderFact(ReportFact fact) => $"<dt>{Label.Escape(fact.Name)}</dt><dd>{Label.Escape(fact.Value)}</dd>\n";

    private static string RenderAttachment(ReportAttachment attachment) =>
        $"<details><summary>{Label.Escape(attachment.Name)}</summary><pre>{Label.Escape(attachment.Text)}</pre></details>\n";

    private static string RenderTable(ReportTable table)
    {
        string caption = table.Caption is null ? "" : $"<caption>{Html(table.Caption)}</caption>\n";
        return $"""
            <div class="scroll"><table>
            {caption}<thead><tr>{Concat(table.Columns, column => $"<th scope=\"col\">{Joint().Replace(Html(column), "\u00a0")}</th>")}</tr></thead>
            <tbody>
            {Concat(table.Rows, row => $"<tr>{Concat(row, RenderCell)}</tr>\n")}</tbody>
            </table></div>

            """;
    }

    private static string RenderCell(ReportCell cell) => cell.Value is { } value
        ? $"<td class=\"number\" data-value=\"{value.ToString("R", CultureInfo.InvariantCulture)}\">{KeepTogether(cell.Text)}</td>"
        : $"<td>{RenderText(cell)}</td>";

    private static string RenderText(ReportCell cell) => cell.Link is null
        ? KeepTogether(cell.Text) : $"<a href=\"{Label.Escape(cell.Link)}\">{KeepTogether(cell.Text)}</a>";

    /// <summary>A text in which no line ends beside a sign between numbers, within an interval, or within short parentheses.</summary>
    private static string KeepTogether(string text) => Joint().Replace(Label.Escape(text), "\u00a0");

    /// <summary>An element around its lines; nothing where there are none.</summary>
    private static string RenderList(string element, string lines) =>
        lines.Length == 0 ? "" : $"<{element}>\n{lines}</{element.Split(' ')[0]}>\n";

    private static string Concat<T>(IEnumerable<T> items, Func<T, string> render) => string.Concat(items.Select(render));

    private static string Html(string markup) => new Label(markup).ToHtml();

    [GeneratedRegex(@" (?=[±=] )|(?<= [±=]) |(?<=\[[^\]]*) (?=[^\[]*\])|(?<=\([^()]{0,20}) (?=[^()]{0,20}\))|(?<=&gt;) ")]
    private static partial Regex Joint();

    private static string ReadResource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("FusionLab.Reports." + name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
