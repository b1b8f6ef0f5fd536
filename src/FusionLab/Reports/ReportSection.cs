using FusionLab.Figures;

namespace FusionLab.Reports;

/// <summary>A section of a report: figures with the claims they bear on beside them, tables, and how to repeat it.</summary>
/// <param name="Title">The heading.</param>
public sealed record ReportSection(string Title)
{
    /// <summary>What a reader must know before the numbers, such as "synthetic data". Shown prominently.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Plain paragraphs; may carry mathematics between dollar signs.</summary>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>The figures; those with <see cref="MovingPoints"/> get a slider for time.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>Figures in motion that stand beside still ones of the same; print leaves them out.</summary>
    public IReadOnlyList<Figure> Films { get; init; } = [];

    /// <summary>Claims with their verdicts.</summary>
    public IReadOnlyList<ReportClaim> Claims { get; init; } = [];

    /// <summary>What was run, on what, how long.</summary>
    public IReadOnlyList<ReportFact> Facts { get; init; } = [];

    /// <summary>Tables.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    /// <summary>Texts shown on demand.</summary>
    public IReadOnlyList<ReportAttachment> Attachments { get; init; } = [];

    /// <summary>The exact command that repeats it. Null for none.</summary>
    public string? Command { get; init; }
}
