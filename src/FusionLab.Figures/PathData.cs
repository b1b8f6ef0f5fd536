using System.Text;

namespace FusionLab.Figures;

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
