using System.Globalization;
using System.Text;

namespace FusionLab.Figures;

/// <summary>The value of an SVG attribute: text, or a number in pixels. An attribute without a value is left out.</summary>
internal readonly record struct SvgValue(string? Text)
{
    public static implicit operator SvgValue(string? text) => new(text);

    public static implicit operator SvgValue(double number) => new(SvgWriter.Format(number));
}

/// <summary>Writes SVG elements one a line, with fixed decimals and in invariant culture, so that equal figures are equal files.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    /// <summary>Formats a coordinate with at most two decimals; never "-0".</summary>
    public static string Format(double value)
    {
        double rounded = Math.Round(value, 2);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    /// <summary>Begins an element that contains others.</summary>
    public void Open(string name, params ReadOnlySpan<(string Name, SvgValue Value)> attributes)
    {
        Start(name, attributes);
        _text.Append(">\n");
        _open.Push(name);
    }

    /// <summary>Ends the element that was opened last.</summary>
    public void Close()
    {
        string name = _open.Pop();
        Indent();
        _text.Append($"</{name}>\n");
    }

    /// <summary>Writes an element without content.</summary>
    public void Leaf(string name, params ReadOnlySpan<(string Name, SvgValue Value)> attributes)
    {
        Start(name, attributes);
        _text.Append("/>\n");
    }

    /// <summary>Writes a path.</summary>
    /// <param name="style">The classes that style it.</param>
    /// <param name="data">The path data, such as <see cref="PathData"/> writes.</param>
    public void Path(string style, string data) => Leaf("path", ("class", style), ("d", data));

    /// <summary>Writes an element whose content is on the same line: in text, white space would show.</summary>
    /// <param name="name">The element.</param>
    /// <param name="content">Markup, already escaped.</param>
    /// <param name="attributes">Names with values.</param>
    public void Inline(string name, string content, params ReadOnlySpan<(string Name, SvgValue Value)> attributes)
    {
        Start(name, attributes);
        _text.Append($">{content}</{name}>\n");
    }

    /// <summary>Appends markup that another writer made.</summary>
    public void Append(string markup) => _text.Append(markup);

    /// <summary>Everything written so far.</summary>
    public override string ToString() => _text.ToString();

    private void Start(string name, ReadOnlySpan<(string Name, SvgValue Value)> attributes)
    {
        Indent();
        _text.Append('<').Append(name);
        foreach (var (key, value) in attributes)
        {
            if (value.Text is { } text)
            {
                _text.Append($" {key}=\"{Label.Escape(text)}\"");
            }
        }
    }

    private void Indent() => _text.Append(' ', 2 * _open.Count);
}
