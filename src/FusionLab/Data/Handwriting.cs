using System.Globalization;

namespace FusionLab.Data;

/// <summary>One person's way of writing one digit: turns a skeleton into pen strokes in pixels, each time a little differently.</summary>
/// <remarks>
/// The spreads below are tuned so that a linear classifier stays below 95 % and a ReLU network passes 97 %, and so that the
/// pictures still look written by hand.
/// </remarks>
internal static class Handwriting
{
    /// <summary>Line pieces between two points of a skeleton.</summary>
    private const int Pieces = 6;

    /// <summary>MNIST's digits fill 20 of 28 pixels.</summary>
    private const double Height = 19.3;

    /// <summary>Room for half of the widest line, so that no digit is cut off and the outermost pixels stay empty, as in MNIST.</summary>
    private const double Margin = 3.3;

    private const double Wobble = 0.105;
    private const double PointSpread = 0.037;
    private const double SlantMean = 0.12;
    private const double SlantSpread = 0.22;
    private const double HalfTurnSpread = 0.06;
    private const double ShiftSpread = 0.95;

    /// <summary>Writes a digit.</summary>
    /// <param name="style">The strokes in the unit box.</param>
    /// <param name="random">The sample's own random numbers.</param>
    /// <returns>The strokes as polylines in pixels, centred in 28×28 up to a small shift.</returns>
    public static Point[][] Write(Point[][] style, ref CounterRandom random)
    {
        Point[][] strokes = [.. Jitter(style, ref random).Select(Smooth)];
        Warp(strokes, ref random);
        Tilt(strokes, ref random);
        Place(strokes, ref random);
        return strokes;
    }

    /// <summary>Moves every point a little; points that coincide (corners, joints between strokes) move together.</summary>
    private static Point[][] Jitter(Point[][] style, ref CounterRandom random)
    {
        var moved = new Point[style.Length][];
        for (int s = 0; s < style.Length; s++)
        {
            moved[s] = new Point[style[s].Length];
            for (int p = 0; p < style[s].Length; p++)
            {
                var step = new Point(random.NextBell(PointSpread), random.NextBell(PointSpread));
                moved[s][p] = style[s][p] + step;
                if (p > 0 && style[s][p] == style[s][p - 1])
                {
                    moved[s][p] = moved[s][p - 1];
                }
                else if (s > 0 && style[s][p] == style[0][0])
                {
                    moved[s][p] = moved[0][0];
                }
            }
        }

        return moved;
    }

    /// <summary>A Catmull-Rom spline through the points, as a polyline.</summary>
    private static Point[] Smooth(Point[] points)
    {
        var line = new Point[((points.Length - 1) * Pieces) + 1];
        for (int p = 0; p + 1 < points.Length; p++)
        {
            var before = points[Math.Max(p - 1, 0)];
            var (from, to) = (points[p], points[p + 1]);
            var after = points[Math.Min(p + 2, points.Length - 1)];
            for (int piece = 0; piece < Pieces; piece++)
            {
                double t = (double)piece / Pieces;
                line[(p * Pieces) + piece] = 0.5 * ((2 * from) + (t * (to - before))
                    + (t * t * ((2 * before) - (5 * from) + (4 * to) - after))
                    + (t * t * t * ((3 * from) - before - (3 * to) + after)));
            }
        }

        line[^1] = points[^1];
        return line;
    }

    /// <summary>An elastic deformation: a smooth random displacement field, quadratic in both directions.</summary>
    private static void Warp(Point[][] strokes, ref CounterRandom random)
    {
        var grid = new Point[9];
        for (int i = 0; i < grid.Length; i++)
        {
            grid[i] = new Point(random.NextBell(Wobble), random.NextBell(Wobble));
        }

        Move(strokes, point =>
        {
            var top = Bernstein(point.X, grid[0], grid[1], grid[2]);
            var middle = Bernstein(point.X, grid[3], grid[4], grid[5]);
            var bottom = Bernstein(point.X, grid[6], grid[7], grid[8]);
            return point + Bernstein(point.Y, top, middle, bottom);
        });
    }

    private static Point Bernstein(double t, Point a, Point b, Point c) =>
        ((1 - t) * (1 - t) * a) + (2 * t * (1 - t) * b) + (t * t * c);

    /// <summary>Narrower or wider, slanted, turned.</summary>
    private static void Tilt(Point[][] strokes, ref CounterRandom random)
    {
        double width = random.NextUniform(0.5, 0.9);
        double slant = SlantMean + random.NextBell(SlantSpread);

        // A rotation by its half-angle's tangent needs no sine.
        double h = random.NextBell(HalfTurnSpread);
        double cosine = (1 - (h * h)) / (1 + (h * h));
        double sine = 2 * h / (1 + (h * h));
        Move(strokes, point =>
        {
            double y = point.Y - 0.5;
            double x = (width * (point.X - 0.5)) - (slant * y);
            return new Point((cosine * x) - (sine * y), (sine * x) + (cosine * y));
        });
    }

    /// <summary>Scales to MNIST's box and puts the middle of the line, as a stand-in for the ink's, near the picture's centre.</summary>
    private static void Place(Point[][] strokes, ref CounterRandom random)
    {
        var points = strokes.SelectMany(stroke => stroke).ToArray();
        var low = new Point(points.Min(point => point.X), points.Min(point => point.Y));
        var high = new Point(points.Max(point => point.X), points.Max(point => point.Y));
        var moment = new Point(0, 0);
        double length = 0;
        foreach (var stroke in strokes)
        {
            for (int p = 1; p < stroke.Length; p++)
            {
                var step = stroke[p] - stroke[p - 1];
                double piece = Math.Sqrt((step.X * step.X) + (step.Y * step.Y));
                length += piece;
                moment += 0.5 * piece * (stroke[p] + stroke[p - 1]);
            }
        }

        double extent = Math.Max(high.X - low.X, high.Y - low.Y);
        double scale = Height / extent * random.NextUniform(0.82, 1.02);
        var middle = (1 / length) * moment;
        var shift = new Point(
            Inside(14 + random.NextBell(ShiftSpread), scale * (low.X - middle.X), scale * (high.X - middle.X)),
            Inside(14 + random.NextBell(ShiftSpread), scale * (low.Y - middle.Y), scale * (high.Y - middle.Y)));
        Move(strokes, point => (scale * (point - middle)) + shift);
    }

    private static void Move(Point[][] strokes, Func<Point, Point> map)
    {
        foreach (var stroke in strokes)
        {
            foreach (ref var point in stroke.AsSpan())
            {
                point = map(point);
            }
        }
    }

    /// <summary>
    /// The position nearest to the wanted one at which a digit that reaches from low to high stays clear of the picture's edges.
    /// </summary>
    private static double Inside(double wanted, double low, double high) =>
        Math.Clamp(wanted, Margin - low, Pen.Size - Margin - high);
}

/// <summary>Draws polylines into a 28×28 grey picture, anti-aliased.</summary>
/// <param name="HalfWidth">Half the line's width in pixels at the start of a stroke.</param>
/// <param name="Taper">How much of it is lost or gained by the stroke's end.</param>
/// <param name="Blur">The width of the grey edge, in pixels.</param>
internal readonly record struct Pen(double HalfWidth, double Taper, double Blur)
{
    /// <summary>The picture's rows and columns.</summary>
    public const int Size = 28;

    /// <summary>Draws one stroke; where strokes cross, the darker ink stays.</summary>
    /// <param name="stroke">The polyline in pixels.</param>
    /// <param name="picture"><c>[28 · 28]</c> values, 0 paper to 255 ink.</param>
    public void Draw(ReadOnlySpan<Point> stroke, Span<byte> picture)
    {
        for (int p = 0; p + 1 < stroke.Length; p++)
        {
            DrawPiece(stroke[p], stroke[p + 1], HalfWidth + (Taper * p / stroke.Length), picture);
        }
    }

    private void DrawPiece(Point from, Point to, double halfWidth, Span<byte> picture)
    {
        double reach = halfWidth + (0.5 * Blur);
        int left = Clamp(Math.Min(from.X, to.X) - reach);
        int right = Clamp(Math.Max(from.X, to.X) + reach);
        int top = Clamp(Math.Min(from.Y, to.Y) - reach);
        int bottom = Clamp(Math.Max(from.Y, to.Y) + reach);
        var step = to - from;
        double squared = (step.X * step.X) + (step.Y * step.Y);
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                double dx = x + 0.5 - from.X;
                double dy = y + 0.5 - from.Y;
                double along = squared > 0 ? Math.Clamp(((dx * step.X) + (dy * step.Y)) / squared, 0, 1) : 0;
                dx -= along * step.X;
                dy -= along * step.Y;
                double distance = (dx * dx) + (dy * dy);
                if (distance >= reach * reach)
                {
                    continue;
                }

                byte ink = (byte)(255.5 * Math.Clamp((reach - Math.Sqrt(distance)) / Blur, 0, 1));
                ref byte pixel = ref picture[(y * Size) + x];
                pixel = Math.Max(pixel, ink);
            }
        }
    }

    private static int Clamp(double pixel) => (int)Math.Clamp(pixel, 0, Size - 1);
}

/// <summary>A point of a pen stroke: x to the right, y down.</summary>
internal readonly record struct Point(double X, double Y)
{
    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);

    public static Point operator *(double factor, Point a) => new(factor * a.X, factor * a.Y);
}

/// <summary>
/// How people write the ten digits: several styles each, a style being one or two pen strokes through a few points of a box
/// of 100 × 100 (x to the right, y down). A point given twice in a row is a corner; elsewhere the pen runs smoothly.
/// </summary>
internal static class DigitSkeletons
{
    /// <summary>A line a style: the digit, and its strokes, between which the pen is lifted (|).</summary>
    private const string Drawings = """
        0  55,0 20,12 3,50 18,88 50,100 82,88 97,50 80,10 45,2
        0  60,0 25,20 15,60 35,97 65,92 85,50 78,12 50,2 40,8
        0  30,6 8,45 22,92 62,98 92,60 80,12 45,0 22,14
        1  50,0 50,50 50,100
        1  60,0 50,50 42,100
        1  32,22 54,0 54,0 52,50 50,100
        1  32,20 52,0 52,0 52,100 | 26,100 76,99
        2  8,22 30,2 65,0 85,22 70,50 35,78 5,100 5,100 50,97 95,98
        2  10,25 35,0 75,5 82,35 50,72 15,98 8,85 25,78 55,92 95,98
        2  15,12 50,0 84,20 62,58 10,96 10,96 50,92 88,100
        3  10,10 45,0 82,15 75,40 40,48 40,48 85,60 85,88 45,100 5,88
        3  12,5 80,3 80,3 45,42 45,42 88,58 85,90 45,100 8,90
        3  12,12 50,0 85,18 60,44 38,50 48,44 88,65 75,95 40,100 8,86
        4  20,0 8,55 8,55 90,52 | 72,5 70,50 68,100
        4  65,0 5,62 5,62 95,60 | 65,0 64,50 63,100
        4  18,3 15,45 45,58 80,48 | 85,0 78,50 70,100
        4  22,2 10,50 48,58 82,45 86,8 86,8 80,50 72,100
        5  85,2 25,3 25,3 18,42 18,42 55,36 90,60 75,92 40,100 5,88
        5  24,2 18,40 55,38 88,65 65,97 8,92 | 24,2 90,0
        5  88,5 45,2 22,20 40,42 75,58 75,85 45,100 10,90
        6  75,0 35,20 8,60 20,95 60,100 88,75 65,52 25,60 10,75
        6  60,0 25,35 8,70 30,100 70,95 80,68 50,55 15,72
        6  42,0 15,45 12,82 45,100 82,84 70,60 38,62 16,80
        7  5,8 45,5 90,3 90,3 55,50 38,100
        7  5,8 45,5 90,3 90,3 58,50 40,100 | 28,50 80,47
        7  8,22 10,5 10,5 92,5 92,5 60,45 45,100
        7  8,10 50,12 88,2 70,40 52,100
        8  80,12 45,0 15,18 40,42 80,62 85,88 50,100 15,88 20,62 60,42 85,20 75,8
        8  50,48 18,25 50,0 82,22 50,48 12,75 50,100 88,75 50,48
        8  78,10 40,0 18,22 55,48 88,75 55,100 15,82 35,52 75,25 82,8
        9  85,20 55,0 15,15 15,42 50,52 82,30 85,12 85,12 80,60 70,100
        9  82,25 50,0 12,22 30,50 70,45 85,15 88,60 70,95 25,98
        9  80,8 40,0 10,28 40,52 80,30 80,8 80,8 72,55 62,100
        """;

    /// <summary>The styles of each digit; a style is a list of strokes, a stroke a list of points in the unit box.</summary>
    public static IReadOnlyList<Point[][][]> Styles { get; } =
    [
        .. Drawings.Split('\n', StringSplitOptions.TrimEntries)
            .GroupBy(line => line[0], line => line[1..].Split('|').Select(ParseStroke).ToArray())
            .Select(styles => styles.ToArray()),
    ];

    private static Point[] ParseStroke(string points) =>
        [.. points.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(point => point.Split(','))
            .Select(point => new Point(ParsePercent(point[0]), ParsePercent(point[1])))];

    private static double ParsePercent(string number) => int.Parse(number, CultureInfo.InvariantCulture) / 100.0;
}
