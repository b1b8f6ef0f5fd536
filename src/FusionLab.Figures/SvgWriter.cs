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

/// <summary>Path data (the <c>d</c> attribute), simplified where points would not show.</summary>
internal static class PathData
{
    private const double PixelTolerance = 0.08;

    /// <summary>Writes open lines, one sub-path a piece.</summary>
    public static string FromLines(params IEnumerable<IReadOnlyList<Pixel>> pieces)
    {
        var text = new StringBuilder();
        foreach (var piece in pieces)
        {
            Append(text, Simplify(piece));
        }

        return text.ToString();
    }

    /// <summary>Writes one closed outline, with all its points.</summary>
    public static string FromOutline(IReadOnlyList<Pixel> outline)
    {
        var text = new StringBuilder();
        Append(text, outline);
        return text.Append('Z').ToString();
    }

    /// <summary>
    /// Drops points within a tenth of a pixel of the line through what is kept: a run of 100,000 steps becomes a few hundred
    /// points that look the same.
    /// </summary>
    public static List<Pixel> Simplify(IReadOnlyList<Pixel> line)
    {
        return [.. Simplify(line.Count, PixelTolerance, DistanceToSegment).Select(i => line[i])];

        double DistanceToSegment(int i, int first, int last)
        {
            Pixel point = line[i], from = line[first], to = line[last];
            double dx = to.X - from.X, dy = to.Y - from.Y, length = (dx * dx) + (dy * dy);
            double share = length == 0 ? 0 : Math.Clamp((((point.X - from.X) * dx) + ((point.Y - from.Y) * dy)) / length, 0, 1);
            return Math.Sqrt(Math.Pow(point.X - from.X - (share * dx), 2) + Math.Pow(point.Y - from.Y - (share * dy), 2));
        }
    }

    /// <summary>
    /// The points that a curve needs, in order, its ends among them: the others lie near the straight lines between these
    /// (Ramer, Douglas and Peucker).
    /// </summary>
    /// <param name="count">How many points there are; at least one.</param>
    /// <param name="tolerance">How far a point that is left out may lie from the line.</param>
    /// <param name="distance">How far a point lies from the line between two others, by their indices <c>(point, first, last)</c>.</param>
    public static List<int> Simplify(int count, double tolerance, Func<int, int, int, double> distance)
    {
        var needed = new bool[count];
        needed[0] = needed[^1] = true;
        var spans = new Stack<(int First, int Last)>([(0, count - 1)]);
        while (spans.TryPop(out var span))
        {
            var (farthest, most) = (-1, tolerance);
            for (int i = span.First + 1; i < span.Last; i++)
            {
                double off = distance(i, span.First, span.Last);
                if (off > most)
                {
                    (farthest, most) = (i, off);
                }
            }

            if (farthest >= 0)
            {
                needed[farthest] = true;
                spans.Push((span.First, farthest));
                spans.Push((farthest, span.Last));
            }
        }

        return [.. Enumerable.Range(0, count).Where(i => needed[i])];
    }

    private static void Append(StringBuilder text, IReadOnlyList<Pixel> points)
    {
        for (int i = 0; i < points.Count; i++)
        {
            text.Append(i == 0 ? 'M' : 'L').Append(points[i]);
        }
    }
}
