namespace FusionLab.Reports;

/// <summary>A report: one page that explains itself. Write it with <see cref="HtmlReport"/>.</summary>
/// <param name="Title">The page's title.</param>
/// <param name="Sections">The content in order. With more than two, the page begins with a list of them.</param>
public sealed record ReportDocument(string Title, IReadOnlyList<ReportSection> Sections)
{
    /// <summary>One sentence below the title. Null for none.</summary>
    public string? Subtitle { get; init; }

    /// <summary>What a reader must know before anything else. Shown prominently at the top.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
