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
        var strokes = Jitter(style, ref random);
        for (int s = 0; s < strokes.Length; s++)
        {
            strokes[s] = Smooth(strokes[s]);
        }

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
        Span<Point> grid = stackalloc Point[9];
        foreach (ref var node in grid)
        {
            node = new Point(random.NextBell(Wobble), random.NextBell(Wobble));
        }

        foreach (var stroke in strokes)
        {
            foreach (ref var point in stroke.AsSpan())
            {
                var (x, y) = point;
                var top = Bernstein(x, grid[0], grid[1], grid[2]);
                var middle = Bernstein(x, grid[3], grid[4], grid[5]);
                var bottom = Bernstein(x, grid[6], grid[7], grid[8]);
                point += Bernstein(y, top, middle, bottom);
            }
        }
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
        foreach (var stroke in strokes)
        {
            foreach (ref var point in stroke.AsSpan())
            {
                double y = point.Y - 0.5;
                double x = (width * (point.X - 0.5)) - (slant * y);
                point = new Point((cosine * x) - (sine * y), (sine * x) + (cosine * y));
            }
        }
    }

    /// <summary>Scales to MNIST's box and puts the middle of the line, as a stand-in for the ink's, near the picture's centre.</summary>
    private static void Place(Point[][] strokes, ref CounterRandom random)
    {
        var low = new Point(double.MaxValue, double.MaxValue);
        var high = new Point(double.MinValue, double.MinValue);
        var moment = new Point(0, 0);
        double length = 0;
        foreach (var stroke in strokes)
        {
            for (int p = 0; p < stroke.Length; p++)
            {
                low = new Point(Math.Min(low.X, stroke[p].X), Math.Min(low.Y, stroke[p].Y));
                high = new Point(Math.Max(high.X, stroke[p].X), Math.Max(high.Y, stroke[p].Y));
                if (p == 0)
                {
                    continue;
                }

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
        foreach (var stroke in strokes)
        {
            foreach (ref var point in stroke.AsSpan())
            {
                point = (scale * (point - middle)) + shift;
            }
        }
    }

    /// <summary>
    /// The position nearest to the wanted one at which a digit that reaches from low to high stays clear of the picture's edges.
    /// </summary>
    private static double Inside(double wanted, double low, double high) =>
        Math.Clamp(wanted, Margin - low, Pen.Size - Margin - high);
}
