using System.Text;

namespace FusionLab.Figures;

/// <summary>Path data (the <c>d</c> attribute), thinned where points would not show.</summary>
internal static class PathData
{
    private const double Tolerance = 0.08;

    /// <summary>Open lines, one sub-path a piece.</summary>
    public static string Lines(IEnumerable<IReadOnlyList<Pixel>> pieces)
    {
        var text = new StringBuilder();
        foreach (var piece in pieces)
        {
            Append(text, Thin(piece));
        }

        return text.ToString();
    }

    /// <summary>One closed outline.</summary>
    public static string Closed(IReadOnlyList<Pixel> outline)
    {
        var text = new StringBuilder();
        Append(text, outline);
        return text.Append('Z').ToString();
    }

    /// <summary>
    /// Drops points within a tenth of a pixel of the line through what is kept (Ramer, Douglas and Peucker): a run of
    /// 100,000 steps becomes a few hundred points that look the same.
    /// </summary>
    public static List<Pixel> Thin(IReadOnlyList<Pixel> line)
    {
        var keep = new bool[line.Count];
        keep[0] = keep[^1] = true;
        var spans = new Stack<(int From, int To)>();
        spans.Push((0, line.Count - 1));
        while (spans.TryPop(out var span))
        {
            int farthest = -1;
            double most = Tolerance;
            for (int i = span.From + 1; i < span.To; i++)
            {
                double distance = Distance(line[i], line[span.From], line[span.To]);
                if (distance > most)
                {
                    (farthest, most) = (i, distance);
                }
            }

            if (farthest >= 0)
            {
                keep[farthest] = true;
                spans.Push((span.From, farthest));
                spans.Push((farthest, span.To));
            }
        }

        return [.. line.Where((_, i) => keep[i])];
    }

    private static double Distance(Pixel point, Pixel from, Pixel to)
    {
        double dx = to.X - from.X, dy = to.Y - from.Y, length = (dx * dx) + (dy * dy);
        double share = length == 0 ? 0 : Math.Clamp((((point.X - from.X) * dx) + ((point.Y - from.Y) * dy)) / length, 0, 1);
        return Math.Sqrt(Math.Pow(point.X - from.X - (share * dx), 2) + Math.Pow(point.Y - from.Y - (share * dy), 2));
    }

    private static void Append(StringBuilder text, IReadOnlyList<Pixel> points)
    {
        for (int i = 0; i < points.Count; i++)
        {
            text.Append(i == 0 ? 'M' : 'L').Append(points[i]);
        }
    }
}
