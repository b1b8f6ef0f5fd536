namespace FusionLab.Figures;

/// <summary>
/// Cuts geometry at the plot area. Done here rather than with clip paths, so that files need no ids (several figures share one
/// HTML page) and stay clean in vector editors.
/// </summary>
internal static class Clip
{
    /// <summary>The part of a segment inside the rectangle (Liang and Barsky), or null.</summary>
    public static (Pixel From, Pixel To)? Segment(Pixel from, Pixel to, Rect rect)
    {
        double dx = to.X - from.X, dy = to.Y - from.Y, enter = 0, leave = 1;
        bool inside = Cut(-dx, from.X - rect.Left) && Cut(dx, rect.Right - from.X)
            && Cut(-dy, from.Y - rect.Top) && Cut(dy, rect.Bottom - from.Y);
        return inside
            ? (new Pixel(from.X + (enter * dx), from.Y + (enter * dy)), new Pixel(from.X + (leave * dx), from.Y + (leave * dy)))
            : null;

        bool Cut(double speed, double distance)
        {
            if (speed == 0)
            {
                return distance >= 0;
            }

            double at = distance / speed;
            if (speed < 0)
            {
                enter = Math.Max(enter, at);
            }
            else
            {
                leave = Math.Min(leave, at);
            }

            return enter <= leave;
        }
    }

    /// <summary>The pieces of a polyline inside the rectangle; it also breaks at points that are not finite.</summary>
    public static List<List<Pixel>> Polyline(IEnumerable<Pixel> points, Rect rect)
    {
        var pieces = new List<List<Pixel>>();
        Pixel? last = null;
        foreach (var point in points)
        {
            if (!point.IsFinite)
            {
                last = null;
                continue;
            }

            if (last is { } from && Segment(from, point, rect) is var (start, end))
            {
                if (pieces.Count == 0 || pieces[^1][^1] != start)
                {
                    pieces.Add([start]);
                }

                pieces[^1].Add(end);
            }

            last = point;
        }

        return pieces;
    }

    /// <summary>The part of a polygon inside the rectangle (Sutherland and Hodgman); empty when it lies outside.</summary>
    public static List<Pixel> Polygon(IEnumerable<Pixel> points, Rect rect)
    {
        var polygon = points.Where(point => point.IsFinite).ToList();
        polygon = Half(polygon, p => p.X - rect.Left);
        polygon = Half(polygon, p => rect.Right - p.X);
        polygon = Half(polygon, p => p.Y - rect.Top);
        return Half(polygon, p => rect.Bottom - p.Y);
    }

    private static List<Pixel> Half(List<Pixel> polygon, Func<Pixel, double> inside)
    {
        var kept = new List<Pixel>();
        for (int i = 0; i < polygon.Count; i++)
        {
            Pixel from = polygon[(i + polygon.Count - 1) % polygon.Count], to = polygon[i];
            double a = inside(from), b = inside(to);
            if (a >= 0 != b >= 0)
            {
                double share = a / (a - b);
                kept.Add(new Pixel(from.X + (share * (to.X - from.X)), from.Y + (share * (to.Y - from.Y))));
            }

            if (b >= 0)
            {
                kept.Add(to);
            }
        }

        return kept;
    }
}
