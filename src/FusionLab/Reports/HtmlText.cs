using System.Text;
using FusionLab.Figures;

namespace FusionLab.Reports;

/// <summary>Escapes text and turns mathematics between dollar signs into italic letters and scripts.</summary>
internal static class HtmlText
{
    public static string Escape(string text) => SvgWriter.Escape(text);

    public static string Rich(string markup)
    {
        var html = new StringBuilder();
        foreach (var run in LabelParser.Parse(markup))
        {
            string text = Escape(run.Text);
            text = run.Italic ? $"<i>{text}</i>" : text;
            html.Append(run.Level switch { < 0 => $"<sub>{text}</sub>", > 0 => $"<sup>{text}</sup>", _ => text });
        }

        return html.ToString();
    }
}
