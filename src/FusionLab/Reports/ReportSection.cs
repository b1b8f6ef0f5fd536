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

    /// <summary>Figures that were drawn earlier; they stand below <see cref="Figures"/>.</summary>
    public IReadOnlyList<ReportFigure> Drawings { get; init; } = [];

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

/// <summary>A figure as a page shows it: drawn once, kept as text.</summary>
public sealed record ReportFigure
{
    private static readonly SvgOptions s_embedded = new() { IsEmbedded = true, IsAnimated = true };

    /// <summary>The drawing, an <c>svg</c> element without a style of its own.</summary>
    public required string Svg { get; init; }

    /// <summary>The words that begin the caption; may carry mathematics. Null where the drawing shows the title itself.</summary>
    public required string? Title { get; init; }

    /// <summary>The caption: what a reader who cannot see the figure should know.</summary>
    public required string Description { get; init; }

    /// <summary>Whether it stands beside a still figure of the same; print leaves it out.</summary>
    public bool IsFilm { get; init; }

    /// <summary>Draws a figure; moving points get a slider for time.</summary>
    /// <param name="figure">What to draw.</param>
    public static ReportFigure Draw(Figure figure) => new()
    {
        Svg = FigureSvg.Render(figure, s_embedded),
        Title = figure.ShowTitle ? null : figure.Title,
        Description = figure.Description,
    };
}
