using System.Text;
using System.Text.RegularExpressions;

namespace FusionLab.Figures;

/// <summary>
/// A line of text with mathematics between dollar signs: <c>time ratio $t_B/t_A$</c>. Letters become italic; <c>_</c> and
/// <c>^</c> take one character or a group in braces.
/// </summary>
public sealed class Label
{
    internal const double NormalSize = 11;
    internal const double SmallSize = 10;
    private const double ScriptScale = 0.72;
    private const double SubscriptDrop = 0.22;
    private const double SuperscriptRise = 0.38;
    private const double ItalicOverhang = 0.08;

    // A character, or a group in braces, with the sign that makes it a script.
    private static readonly Regex s_mathPart = new(@"(?<script>[_^]*)(?:\{(?<text>[^}]*)\}?|(?<text>[^_^{]))");

    private readonly List<Run> _runs = [];
    private readonly double _size;

    /// <summary>Parses a label.</summary>
    /// <param name="markup">The text. Outside dollar signs everything is literal, and so is a dollar sign without a partner.</param>
    public Label(string markup)
        : this(markup, NormalSize)
    {
    }

    /// <summary>Parses a label.</summary>
    /// <param name="markup">The text.</param>
    /// <param name="size">The font size in pixels: that of the style it is drawn with.</param>
    internal Label(string markup, double size)
    {
        _size = size;
        string[] parts = markup.Split('$');
        for (int i = 0; i < parts.Length; i++)
        {
            bool isMath = i % 2 == 1 && i < parts.Length - 1;
            if (isMath)
            {
                ParseMath(parts[i]);
            }
            else
            {
                AddRun(parts[i], isItalic: false, level: 0);
            }
        }
    }

    /// <summary>The characters alone, as a screen reader or a tooltip shows them.</summary>
    public string PlainText => string.Concat(_runs.Select(run => run.Level switch
    {
        > 0 => "^" + run.Text,
        < 0 => "_" + run.Text,
        _ => run.Text,
    }));

    /// <summary>The room to reserve for the text, in pixels.</summary>
    internal double Width
    {
        get
        {
            double width = 0, last = 0;
            for (int i = 0; i < _runs.Count; i++)
            {
                double own = FontMetrics.Reserve(_runs[i].Text, _runs[i].Level == 0 ? _size : ScriptScale * _size);
                width += IsStacked(i) ? Math.Max(0, own - last) : own;
                last = own;
            }

            return width;
        }
    }

    /// <summary>Replaces the characters that have a meaning in XML and HTML.</summary>
    /// <param name="text">Any text; a dollar sign stands for itself.</param>
    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>The label as HTML, with <c>i</c>, <c>sub</c> and <c>sup</c> elements.</summary>
    public string ToHtml() => string.Concat(_runs.Select(run =>
    {
        string text = run.IsItalic ? $"<i>{Escape(run.Text)}</i>" : Escape(run.Text);
        return run.Level switch { < 0 => $"<sub>{text}</sub>", > 0 => $"<sup>{text}</sup>", _ => text };
    }));

    /// <summary>Writes a text element.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="at">The anchor on the base line.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="style">Classes, such as <c>tick</c> or <c>halo</c>; null for none.</param>
    /// <param name="rotation">Degrees around the anchor; 0 for level text.</param>
    internal void Draw(SvgWriter svg, Pixel at, string anchor, string? style = null, double rotation = 0) => svg.Inline(
        "text",
        Spans(),
        ("xml:space", _runs.Count > 1 ? "preserve" : null),
        ("class", style),
        ("x", at.X),
        ("y", at.Y),
        ("text-anchor", anchor == "start" ? null : anchor),
        ("transform", rotation == 0 ? null : $"rotate({SvgWriter.Format(rotation)} {at})"));

    private string Spans()
    {
        var text = new StringBuilder();
        double shift = 0;
        for (int i = 0; i < _runs.Count; i++)
        {
            var run = _runs[i];
            double target = run.Level switch { < 0 => SubscriptDrop * _size, > 0 => -SuperscriptRise * _size, _ => 0 };
            bool isPlain = !run.IsItalic && run.Level == 0 && target == shift && !IsStacked(i - 1);
            if (isPlain)
            {
                text.Append(Escape(run.Text));
                continue;
            }

            // baseline-shift is not drawn by every converter; dy is.
            text.Append("<tspan").Append(Attribute("dy", target == shift ? null : target - shift)).Append(Attribute("dx", Advance(i)))
                .Append(Attribute("font-size", run.Level == 0 ? null : ScriptScale * _size))
                .Append(run.IsItalic ? " class=\"i\">" : ">").Append(Escape(run.Text)).Append("</tspan>");
            shift = target;
        }

        return text.ToString();

        static string Attribute(string name, double? value) => value is { } number ? $" {name}=\"{SvgWriter.Format(number)}\"" : "";
    }

    /// <summary>How far a run stands from the end of the one before it; null where it follows directly.</summary>
    private double? Advance(int i)
    {
        double overhang = _runs[i].Level > 0 ? ItalicOverhang * _size : 0;
        bool leansIn = _runs[i].Level > 0 && i > 0 && _runs[i - 1] is { IsItalic: true, Level: 0 };
        if (leansIn || IsStacked(i))
        {
            return leansIn ? overhang : overhang - ScriptWidth(i - 1);
        }

        // After two stacked scripts the text goes on behind the longer one.
        return IsStacked(i - 1) && ScriptWidth(i - 2) > ScriptWidth(i - 1) ? ScriptWidth(i - 2) - ScriptWidth(i - 1) : null;
    }

    private double ScriptWidth(int i) => FontMetrics.Measure(_runs[i].Text, ScriptScale * _size);

    /// <summary>Whether a run stands above or below the one before it rather than after it.</summary>
    private bool IsStacked(int i) => i > 0 && _runs[i].Level * _runs[i - 1].Level < 0;

    private void ParseMath(string math)
    {
        foreach (Match part in s_mathPart.Matches(math))
        {
            // A single letter is a variable; anything else, such as the word "tot", is upright.
            string text = part.Groups["text"].Value.Replace('-', '−');
            bool isVariable = text.Length == 1 && char.IsLetter(text[0]);
            AddRun(text, isVariable, part.Groups["script"].Value.LastOrDefault() switch { '_' => -1, '^' => 1, _ => 0 });
        }
    }

    private void AddRun(string text, bool isItalic, int level)
    {
        if (text.Length > 0 && _runs.Count > 0 && _runs[^1].IsItalic == isItalic && _runs[^1].Level == level)
        {
            _runs[^1] = _runs[^1] with { Text = _runs[^1].Text + text };
        }
        else if (text.Length > 0)
        {
            _runs.Add(new Run(text, isItalic, level));
        }
    }

    /// <summary>A stretch of text in one style; the level is 0 on the line, −1 for a subscript, 1 for a superscript.</summary>
    private readonly record struct Run(string Text, bool IsItalic, int Level);
}

/// <summary>Estimates the width of text without a font, so that layout is the same on every machine.</summary>
internal static class FontMetrics
{
    // The fallback fonts run up to an eighth wider than Helvetica; room too large never overlaps.
    private const double Allowance = 1.13;

    // Advance widths of Helvetica for the characters 32..126 in thousandths of an em (Adobe font metrics).
    private static readonly short[] s_widths =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556,
        278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,
        611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833,
        556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    /// <summary>The width of a text in Helvetica.</summary>
    public static double Measure(string text, double fontSize) =>
        text.Sum(c => c is >= ' ' and <= '~' ? s_widths[c - ' '] : 600) * fontSize / 1000;

    /// <summary>The room to reserve for a text in any of the fonts.</summary>
    public static double Reserve(string text, double fontSize) => Measure(text, fontSize) * Allowance;
}
