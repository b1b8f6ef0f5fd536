using System.Globalization;
using FusionLab.Figures;
using FusionLab.Runs;

namespace FusionLab.Reports;

/// <summary>A report: one page that explains itself. Write it with <see cref="HtmlReport"/>.</summary>
/// <param name="Title">The page's title.</param>
/// <param name="Sections">The content in order. With more than two, the page begins with a list of them.</param>
public sealed record ReportDocument(string Title, IReadOnlyList<ReportSection> Sections)
{
    /// <summary>One sentence below the title. Null for none.</summary>
    public string? Subtitle { get; init; }

    /// <summary>What came out, in plain sentences. Shown at the top.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>What a reader must know before anything else. Shown prominently at the top.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

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
    // Of a screen of 390 pixels, without the page's margins, at the scale of embedded figures.
    private const double NarrowWidth = 308;

    private static readonly SvgOptions s_embedded = new() { IsEmbedded = true, IsAnimated = true };

    /// <summary>The drawing, an <c>svg</c> element without a style of its own.</summary>
    public required string Svg { get; init; }

    /// <summary>The same with its panels below each other, for narrow screens; null where there is one panel.</summary>
    public string? NarrowSvg { get; init; }

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
        NarrowSvg = figure.Panels.Count > 1 ? FigureSvg.Render(FigureSvg.FitWidth(figure, NarrowWidth), s_embedded) : null,
        Title = figure.ShowTitle ? null : figure.Title,
        Description = figure.Description,
    };
}

/// <summary>A claim beside its verdict.</summary>
/// <param name="Text">What is claimed, in one sentence; may carry mathematics between dollar signs.</param>
/// <param name="Verdict">How the result compares.</param>
/// <param name="Evidence">The number behind the verdict, or the reason why there is none. Null when the verdict speaks for itself.</param>
public sealed record ReportClaim(string Text, Verdict Verdict, string? Evidence = null);

/// <summary>One line of what was run, on what, and for how long.</summary>
/// <param name="Name">Such as "Device".</param>
/// <param name="Value">Such as "cpu, 2 threads".</param>
public sealed record ReportFact(string Name, string Value);

/// <summary>A table that readers can sort by clicking on a column's head.</summary>
/// <param name="Columns">The heads; may carry mathematics between dollar signs.</param>
/// <param name="Rows">The cells, as many a row as there are columns.</param>
/// <param name="Caption">What the table shows. Null for none.</param>
public sealed record ReportTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<ReportCell>> Rows, string? Caption = null);

/// <summary>One cell of a table.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Value">What it is sorted by; null sorts by the text.</param>
public readonly record struct ReportCell(string Text, double? Value = null)
{
    /// <summary>The page behind the text; null for none.</summary>
    public string? Link { get; init; }

    /// <summary>A number with its needed digits; a dash where there is none.</summary>
    /// <param name="value">The number.</param>
    /// <param name="format">A .NET format; four significant digits unless given.</param>
    public static ReportCell Number(double? value, string format = "G4") => value is { } number && double.IsFinite(number)
        ? new ReportCell(Signed(number.ToString(format, CultureInfo.InvariantCulture)), number)
        : new ReportCell("–");

    /// <summary>A whole number with all its digits, also beyond those of a double.</summary>
    /// <param name="value">The number.</param>
    public static ReportCell Whole(ulong value) => new(value.ToString(CultureInfo.InvariantCulture), value);

    /// <summary>A mean with its standard deviation, sorted by the mean.</summary>
    /// <param name="mean">The mean; null shows a dash.</param>
    /// <param name="std">The standard deviation; null shows the mean alone.</param>
    public static ReportCell MeanStd(double? mean, double? std) => mean is null || std is null
        ? Number(mean, "F2")
        : new ReportCell($"{Number(mean, "F2").Text} ± {Number(std, "F2").Text}", mean);

    // What is rounded to nothing has no sign.
    private static string Signed(string text)
    {
        bool isNothing = text.AsSpan().IndexOfAnyInRange('1', '9') < 0;
        return (isNothing ? text.TrimStart('-') : text).Replace('-', '−');
    }

    /// <summary>Words.</summary>
    /// <param name="text">What is shown.</param>
    public static implicit operator ReportCell(string text) => new(text);
}

/// <summary>A text shown on demand, such as the resolved config.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Text">The content, shown as it is.</param>
public sealed record ReportAttachment(string Name, string Text);
