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

    /// <summary>The panel width below which texts along the axes run into each other, so that fewer panels stand side by side; 0 for none.</summary>
    public double ReadableWidth { get; init; }

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

/// <summary>What a rendering is for.</summary>
public sealed record SvgOptions
{
    /// <summary>A file of its own, still.</summary>
    public static SvgOptions Default { get; } = new();

    /// <summary>Whether the figure goes into an HTML page: the page supplies the style, and the values for hovering are included.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>Whether <see cref="MovingPoints"/> move; otherwise they rest at their last frame.</summary>
    public bool IsAnimated { get; init; }
}

/// <summary>Draws figures as SVG. Equal figures give equal text, on every machine and in every culture.</summary>
public static class FigureSvg
{
    private const double Edge = 8;

    private const double NarrowestPanel = 40;
    private const double ReadablePanel = 140;

    // Print type is small for a web page.
    private const double EmbeddedScale = 1.15;

    /// <summary>The style that embedded figures need once a page.</summary>
    public static string Style => StyleSheet.Text;

    /// <summary>Draws a figure.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="options">What the rendering is for; <see cref="SvgOptions.Default"/> when null.</param>
    /// <returns>A complete SVG document, or an <c>svg</c> element for a page when embedded.</returns>
    /// <exception cref="ArgumentException">A series has coordinates of different lengths, or the figure has no panel.</exception>
    public static string Render(Figure figure, SvgOptions? options = null)
    {
        if (figure.Panels.Count == 0)
        {
            throw new ArgumentException($"The figure '{figure.Title}' has no panel.", nameof(figure));
        }

        options ??= SvgOptions.Default;
        var grid = new PanelGrid(figure, options);
        var legend = new Legend(figure.SharedLegend ? figure.Series : []);
        var title = new Label(figure.Title);
        var note = figure.Note is null ? null : new Label(figure.Note, Label.SmallSize);
        double titleHeight = figure.ShowTitle ? 22 : 0, header = titleHeight + legend.RowsHeight(grid.Width);
        double width = Math.Max(grid.Width, note?.Width ?? 0) + (2 * Edge);
        double height = header + grid.Height + (2 * Edge) + (note is null ? 0 : 18);
        double scale = options.IsEmbedded ? EmbeddedScale : 1;

        var svg = new SvgWriter();
        svg.Open(
            "svg",
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("class", "fig"),
            ("width", scale * width),
            ("height", scale * height),
            ("viewBox", $"0 0 {new Pixel(width, height)}"),
            ("role", "img"));
        svg.Inline("title", Label.Escape(title.PlainText));
        svg.Inline("desc", Label.Escape(figure.Description));
        if (!options.IsEmbedded)
        {
            svg.Inline("style", "\n" + Label.Escape(StyleSheet.Text));
        }

        svg.Leaf("rect", ("class", "paper"), ("width", width), ("height", height));
        if (figure.ShowTitle)
        {
            title.Draw(svg, new Pixel(width / 2, Edge + 12), "middle", "b");
        }

        if (!legend.IsEmpty)
        {
            legend.DrawRows(svg, Edge, Edge + titleHeight, grid.Width);
        }

        grid.Draw(svg, Edge, Edge + header);
        note?.Draw(svg, new Pixel(Edge, height - Edge), "start", "note");
        svg.Close();
        return svg.ToString();
    }

    /// <summary>
    /// Lays a figure out anew for a given total width: type keeps its size, panels get narrower or wider, and where they would become
    /// too narrow, fewer stand side by side.
    /// </summary>
    /// <param name="figure">The figure.</param>
    /// <param name="width">The total width in CSS pixels, 96 an inch.</param>
    public static Figure FitWidth(Figure figure, double width)
    {
        int columns = Math.Min(figure.Panels.Count, figure.Columns > 0 ? figure.Columns : 3);
        while (true)
        {
            var fitted = figure with { Columns = columns };
            for (int i = 0; i < 6; i++)
            {
                // The margins depend on the ticks, and these on the panels' size: the height settles first, then the width.
                double excess = new PanelGrid(fitted, SvgOptions.Default).Width + (2 * Edge) - width;
                double panel = Math.Max(NarrowestPanel, fitted.PanelWidth - (excess / columns));
                double height = Math.Min(figure.PanelHeight, panel * figure.PanelHeight / figure.PanelWidth);
                fitted = fitted with { PanelWidth = panel, PanelHeight = i < 3 ? height : fitted.PanelHeight };
            }

            if (columns == 1 || fitted.PanelWidth >= Math.Max(ReadablePanel, figure.ReadableWidth))
            {
                return fitted;
            }

            columns--;
        }
    }

    /// <summary>Writes a figure to a file.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="options">What the rendering is for; <see cref="SvgOptions.Default"/> when null.</param>
    public static void Save(Figure figure, string path, SvgOptions? options = null) => File.WriteAllText(path, Render(figure, options));
}
