
namespace FusionLab.Figures;

/// <summary>Draws figures as SVG. Equal figures give equal text, on every machine and in every culture.</summary>
public static class FigureSvg
{
    private const double Edge = 8;

    // Print type is small for a web page.
    private const double EmbeddedScale = 1.15;

    /// <summary>The style that embedded figures need once a page.</summary>
    internal static string Style => StyleSheet.Text;

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
        var shared = figure.SharedLegend ? figure.Panels.OfType<PlotPanel>().SelectMany(panel => panel.Series) : [];
        var legend = new Legend(LegendEntry.Of(shared));
        double width = grid.Width + (2 * Edge);
        double title = figure.ShowTitle ? 22 : 0, header = title + legend.RowsHeight(grid.Width);
        var note = figure.Note is null ? null : new Label(figure.Note);
        width = Math.Max(width, (note?.Width(10) ?? 0) + (2 * Edge));
        double height = header + grid.Height + (2 * Edge) + (note is null ? 0 : 18);

        double scale = options.IsEmbedded ? EmbeddedScale : 1;
        var svg = new SvgWriter();
        svg.Open(
            "svg",
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("class", "fig"),
            ("width", SvgWriter.Number(scale * width)),
            ("height", SvgWriter.Number(scale * height)),
            ("viewBox", $"0 0 {SvgWriter.Number(width)} {SvgWriter.Number(height)}"),
            ("role", "img"));
        svg.Inline("title", SvgWriter.Escape(new Label(figure.Title).PlainText));
        svg.Inline("desc", SvgWriter.Escape(figure.Description));
        if (!options.IsEmbedded)
        {
            svg.Inline("style", "\n" + SvgWriter.Escape(StyleSheet.Text));
        }

        svg.Leaf("rect", ("class", "paper"), ("width", SvgWriter.Number(width)), ("height", SvgWriter.Number(height)));
        if (figure.ShowTitle)
        {
            new Label(figure.Title).Draw(svg, new Pixel(width / 2, Edge + 12), "middle", "b");
        }

        if (!legend.IsEmpty)
        {
            legend.DrawRows(svg, Edge, Edge + title, grid.Width);
        }

        grid.Draw(svg, Edge, Edge + header);
        note?.Draw(svg, new Pixel(Edge, height - Edge), "start", "note", fontSize: 10);
        return svg.Close().ToString();
    }

    /// <summary>Writes a figure to a file.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="options">What the rendering is for; <see cref="SvgOptions.Default"/> when null.</param>
    public static void Save(Figure figure, string path, SvgOptions? options = null) => File.WriteAllText(path, Render(figure, options));
}
