using FusionLab.Figures;
using FusionLab.Reports;

namespace FusionLab.Paper;

/// <summary>
/// The files of an item's figures: fig3.svg, or fig3-1.svg, fig3-2.svg, … where there are several; films move, and stay SVG:
/// fig2-film.svg.
/// </summary>
/// <param name="folder">Where they go.</param>
/// <param name="format"><c>svg</c>, or <c>png</c> or <c>pdf</c> to have that beside the SVG.</param>
/// <param name="warn">Told once when the other format cannot be written; the figures then stay SVG.</param>
internal sealed class FigureFiles(string folder, string format, Action<string>? warn)
{
    private bool _cannotConvert;

    public void Write(IPaperItem item, PaperFindings findings)
    {
        foreach (string svg in Save(findings.Figures, item.Name, SvgOptions.Default))
        {
            Convert(svg);
        }

        Save(findings.Films, $"{item.Name}-film", SvgOptions.Default with { IsAnimated = true });
    }

    private List<string> Save(IReadOnlyList<Figure> figures, string name, SvgOptions options)
    {
        var files = new List<string>();
        foreach (var figure in figures)
        {
            files.Add(Path.Combine(folder, figures.Count == 1 ? $"{name}.svg" : $"{name}-{files.Count + 1}.svg"));
            FigureSvg.Save(figure, files[^1], options);
        }

        return files;
    }

    private void Convert(string svg)
    {
        if (format == "svg" || _cannotConvert)
        {
            return;
        }

        try
        {
            FigureExport.Convert(svg, format);
        }
        catch (FusionLabException failure)
        {
            // Half an hour of training is not lost for want of a converter.
            _cannotConvert = true;
            warn?.Invoke(failure.Message);
        }
    }
}
