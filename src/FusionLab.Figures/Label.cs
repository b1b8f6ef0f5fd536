using System.Text;

namespace FusionLab.Figures;

/// <summary>A line of text with mathematics between dollar signs: <c>time ratio $t_B/t_A$</c>.</summary>
internal sealed class Label
{
    private const double ScriptScale = 0.72;
    private const double SubscriptDrop = 0.22;
    private const double SuperscriptRise = 0.38;
    private const double ItalicOverhang = 0.08;

    private readonly List<TextRun> _runs;

    public Label(string markup) => _runs = LabelParser.Parse(markup);

    /// <summary>The characters alone, as a screen reader or a tooltip shows them.</summary>
    public string PlainText => string.Concat(_runs.Select(run => run.Level switch
    {
        > 0 => "^" + run.Text,
        < 0 => "_" + run.Text,
        _ => run.Text,
    }));

    /// <summary>The width in pixels.</summary>
    public double Width(double fontSize)
    {
        double width = 0, stacked = 0;
        for (int i = 0; i < _runs.Count; i++)
        {
            double own = FontMetrics.Width(_runs[i].Text, _runs[i].Level == 0 ? fontSize : ScriptScale * fontSize);
            bool stacks = IsStacked(i);
            width += stacks ? Math.Max(0, own - stacked) : own;
            stacked = own;
        }

        return width;
    }

    /// <summary>Writes a text element.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="at">The anchor on the base line.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="style">Classes, such as <c>tick</c> or <c>halo</c>; null for none.</param>
    /// <param name="rotation">Degrees around the anchor; 0 for level text.</param>
    /// <param name="fontSize">The size the style gives, for scripts.</param>
    public void Draw(SvgWriter svg, Pixel at, string anchor, string? style = null, double rotation = 0, double fontSize = 11) => svg.Inline(
        "text",
        Markup(fontSize),
        ("xml:space", _runs.Count > 1 ? "preserve" : null),
        ("class", style),
        ("x", SvgWriter.Number(at.X)),
        ("y", SvgWriter.Number(at.Y)),
        ("text-anchor", anchor == "start" ? null : anchor),
        ("transform", rotation == 0 ? null : $"rotate({SvgWriter.Number(rotation)} {at})"));

    private string Markup(double fontSize)
    {
        var text = new StringBuilder();
        double shift = 0;
        for (int i = 0; i < _runs.Count; i++)
        {
            var run = _runs[i];
            double target = run.Level switch { < 0 => SubscriptDrop * fontSize, > 0 => -SuperscriptRise * fontSize, _ => 0 };
            string content = SvgWriter.Escape(run.Text);
            bool plain = !run.Italic && run.Level == 0 && target == shift && !(i > 0 && IsStacked(i - 1));
            if (plain)
            {
                text.Append(content);
                continue;
            }

            // baseline-shift is not drawn by every converter; dy is.
            text.Append("<tspan");
            if (target != shift)
            {
                text.Append(" dy=\"").Append(SvgWriter.Number(target - shift)).Append('"');
            }

            double overhang = run.Level > 0 ? ItalicOverhang * fontSize : 0;
            bool leansIn = run.Level > 0 && i > 0 && _runs[i - 1] is { Italic: true, Level: 0 };
            if (leansIn)
            {
                text.Append(" dx=\"").Append(SvgWriter.Number(overhang)).Append('"');
            }
            else if (IsStacked(i))
            {
                text.Append(" dx=\"").Append(SvgWriter.Number(overhang - Script(i - 1, fontSize))).Append('"');
            }
            else if (i > 1 && IsStacked(i - 1) && Script(i - 2, fontSize) > Script(i - 1, fontSize))
            {
                // Go on after the longer of the two scripts.
                text.Append(" dx=\"").Append(SvgWriter.Number(Script(i - 2, fontSize) - Script(i - 1, fontSize))).Append('"');
            }

            text.Append(run.Level != 0 ? $" font-size=\"{SvgWriter.Number(ScriptScale * fontSize)}\"" : "")
                .Append(run.Italic ? " class=\"i\"" : "").Append('>').Append(content).Append("</tspan>");
            shift = target;
        }

        return text.ToString();
    }

    private double Script(int i, double fontSize) => FontMetrics.Natural(_runs[i].Text, ScriptScale * fontSize);

    /// <summary>Whether a run stands above or below the one before it rather than after it.</summary>
    private bool IsStacked(int i) => i > 0 && _runs[i].Level * _runs[i - 1].Level < 0;
}
