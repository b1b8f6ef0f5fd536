namespace FusionLab.Figures;

/// <summary>A figure: panels in a grid, drawn in the manner of a paper. Render it with <see cref="FigureSvg"/>.</summary>
/// <remarks>Texts may carry mathematics between dollar signs, as <see cref="Label"/> reads it.</remarks>
/// <param name="Title">What the figure shows, in a few words; the accessible name, drawn only with <see cref="ShowTitle"/>.</param>
/// <param name="Description">What a reader who cannot see it should know: the trend and the numbers that matter.</param>
/// <param name="Panels">The panels, row by row.</param>
public sealed record Figure(string Title, string Description, IReadOnlyList<Panel> Panels)
{
    /// <summary>Panels a row; 0 puts up to three side by side.</summary>
    public int Columns { get; init; }

    /// <summary>The width of a panel's plot area in CSS pixels, without axes.</summary>
    public double PanelWidth { get; init; } = 240;

    /// <summary>The height of a panel's plot area in CSS pixels, without axes.</summary>
    public double PanelHeight { get; init; } = 180;

    /// <summary>Whether several panels carry the letters (a), (b), …</summary>
    public bool Letters { get; init; } = true;

    /// <summary>Whether the title is drawn above the panels.</summary>
    public bool ShowTitle { get; init; }

    /// <summary>Whether all panels span the same x range, with tick labels under the lowest row only.</summary>
    public bool ShareX { get; init; }

    /// <summary>Whether all panels span the same y range, with tick labels beside the first column only.</summary>
    public bool ShareY { get; init; }

    /// <summary>Whether one legend above the panels replaces the panels' own.</summary>
    public bool SharedLegend { get; init; }

    /// <summary>A remark drawn below the panels, such as "Reduced version: two seeds". Null for none.</summary>
    public string? Note { get; init; }

    /// <summary>The series of all plot panels.</summary>
    internal IEnumerable<Series> Series => Panels.OfType<PlotPanel>().SelectMany(panel => panel.Series);
}
