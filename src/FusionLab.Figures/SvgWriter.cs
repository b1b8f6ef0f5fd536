using System.Globalization;
using System.Text;

namespace FusionLab.Figures;

/// <summary>Writes SVG elements one a line, with fixed decimals and in invariant culture, so that equal figures are equal files.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    public SvgWriter Open(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        _text.Append(">\n");
        _open.Push(name);
        return this;
    }

    public SvgWriter Close()
    {
        string name = _open.Pop();
        Indent();
        _text.Append("</").Append(name).Append(">\n");
        return this;
    }

    public SvgWriter Leaf(string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        _text.Append("/>\n");
        return this;
    }

    /// <summary>Writes an element whose content is on the same line: in text, white space would show.</summary>
    /// <param name="name">The element.</param>
    /// <param name="content">Markup, already escaped.</param>
    /// <param name="attributes">Names with values; a null value leaves the attribute out.</param>
    public SvgWriter Inline(string name, string content, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Start(name, attributes);
        _text.Append('>').Append(content).Append("</").Append(name).Append(">\n");
        return this;
    }

    /// <summary>Appends markup that another writer made.</summary>
    public SvgWriter Append(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>A coordinate with at most two decimals; never "-0".</summary>
    public static string Number(double value)
    {
        double rounded = Math.Round(value, 2);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    private void Start(string name, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Indent();
        _text.Append('<').Append(name);
        foreach (var (key, value) in attributes)
        {
            if (value is not null)
            {
                _text.Append(' ').Append(key).Append("=\"").Append(Escape(value)).Append('"');
            }
        }
    }

    private void Indent() => _text.Append(' ', 2 * _open.Count);
}
