using FusionLab.Reporting.Figures;

namespace FusionLab.Experiments.Paper;

/// <summary>The files of an item's figures: fig3.svg, or fig3-1.svg, fig3-2.svg, … where there are several.</summary>
/// <param name="folder">Where they go.</param>
/// <param name="format"><c>svg</c>, or <c>png</c> or <c>pdf</c> to have that beside the SVG.</param>
/// <param name="warn">Told once when the other format cannot be written; the figures then stay SVG.</param>
internal sealed class FigureFiles(string folder, string format, Action<string>? warn)
{
    private bool _cannotConvert;

    public void Write(IPaperItem item, PaperFindings findings)
    {
        for (int i = 0; i < findings.Figures.Count; i++)
        {
            string name = findings.Figures.Count == 1 ? item.Name : $"{item.Name}-{i + 1}";
            string svg = Path.Combine(folder, $"{name}.svg");
            FigureSvg.Save(findings.Figures[i], svg);
            Convert(svg);
        }
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
