namespace FusionLab.Figures;

/// <summary>A point in pixels; y grows downwards. Not finite where the data has no place on the axes.</summary>
internal readonly record struct Pixel(double X, double Y)
{
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);

    /// <summary>The distance between two points.</summary>
    public static double Distance(Pixel from, Pixel to) => Math.Sqrt(Math.Pow(to.X - from.X, 2) + Math.Pow(to.Y - from.Y, 2));

    /// <summary>The point at a share (0 to 1) of the way from one point to another.</summary>
    public static Pixel Interpolate(Pixel from, Pixel to, double share) =>
        new(from.X + (share * (to.X - from.X)), from.Y + (share * (to.Y - from.Y)));

    /// <summary>The coordinates as path data and transforms have them: <c>12.5 80</c>.</summary>
    public override string ToString() => $"{SvgWriter.Format(X)} {SvgWriter.Format(Y)}";
}

/// <summary>An upright rectangle in pixels.</summary>
internal readonly record struct Rect(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public Rect Grow(double margin) => new(Left - margin, Top - margin, Width + (2 * margin), Height + (2 * margin));

    public bool Contains(Pixel point) => point.X >= Left && point.X <= Right && point.Y >= Top && point.Y <= Bottom;
}

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
        bool isInside = Cut(-dx, from.X - rect.Left) && Cut(dx, rect.Right - from.X)
            && Cut(-dy, from.Y - rect.Top) && Cut(dy, rect.Bottom - from.Y);
        return isInside ? (Pixel.Interpolate(from, to, enter), Pixel.Interpolate(from, to, leave)) : null;

        bool Cut(double speed, double distance)
        {
            if (speed == 0)
            {
                return distance >= 0;
            }

            double at = distance / speed;
            (enter, leave) = speed < 0 ? (Math.Max(enter, at), leave) : (enter, Math.Min(leave, at));
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
            if (point.IsFinite && last is { } from && Segment(from, point, rect) is var (start, end))
            {
                if (pieces.Count == 0 || pieces[^1][^1] != start)
                {
                    pieces.Add([start]);
                }

                pieces[^1].Add(end);
            }

            last = point.IsFinite ? point : null;
        }

        return pieces;
    }

    /// <summary>The part of a polygon inside the rectangle (Sutherland and Hodgman); empty when it lies outside.</summary>
    public static List<Pixel> Polygon(IEnumerable<Pixel> points, Rect rect)
    {
        var polygon = points.Where(point => point.IsFinite).ToList();
        polygon = HalfPlane(polygon, p => p.X - rect.Left);
        polygon = HalfPlane(polygon, p => rect.Right - p.X);
        polygon = HalfPlane(polygon, p => p.Y - rect.Top);
        return HalfPlane(polygon, p => rect.Bottom - p.Y);
    }

    /// <summary>The part of a polygon where a distance is not negative.</summary>
    private static List<Pixel> HalfPlane(List<Pixel> polygon, Func<Pixel, double> distance)
    {
        var kept = new List<Pixel>();
        for (int i = 0; i < polygon.Count; i++)
        {
            Pixel from = polygon[(i + polygon.Count - 1) % polygon.Count], to = polygon[i];
            double a = distance(from), b = distance(to);
            if (a >= 0 != b >= 0)
            {
                kept.Add(Pixel.Interpolate(from, to, a / (a - b)));
            }

            if (b >= 0)
            {
                kept.Add(to);
            }
        }

        return kept;
    }
}
