namespace FusionLab.Figures;

/// <summary>A small filled triangle that shows a direction.</summary>
internal static class ArrowHead
{
    /// <summary>Draws a head whose tip is at a point.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="tip">The tip.</param>
    /// <param name="angle">The direction in radians, clockwise from the right as y grows downwards.</param>
    /// <param name="length">From tip to base, in pixels.</param>
    public static void Draw(SvgWriter svg, Pixel tip, double angle, double length)
    {
        Pixel Corner(double along, double across) => new(
            tip.X + (along * Math.Cos(angle)) - (across * Math.Sin(angle)),
            tip.Y + (along * Math.Sin(angle)) + (across * Math.Cos(angle)));
        Pixel[] corners = [tip, Corner(-length, 0.42 * length), Corner(-0.75 * length, 0), Corner(-length, -0.42 * length)];
        svg.Leaf("path", ("class", "solid"), ("d", PathData.Closed(corners)));
    }

    /// <summary>The place and direction at a share (0 to 1) of a line's length; null when it has no length.</summary>
    public static (Pixel At, double Angle)? Along(IReadOnlyList<Pixel> line, double share)
    {
        double total = LengthOf(line), walked = 0;
        for (int i = 1; i < line.Count; i++)
        {
            double step = Length(line[i - 1], line[i]);
            if (step > 0 && walked + step >= share * total)
            {
                double part = ((share * total) - walked) / step;
                double dx = line[i].X - line[i - 1].X, dy = line[i].Y - line[i - 1].Y;
                return (new Pixel(line[i - 1].X + (part * dx), line[i - 1].Y + (part * dy)), Math.Atan2(dy, dx));
            }

            walked += step;
        }

        return null;
    }

    /// <summary>The length of a polyline.</summary>
    public static double LengthOf(IReadOnlyList<Pixel> line)
    {
        double total = 0;
        for (int i = 1; i < line.Count; i++)
        {
            total += Length(line[i - 1], line[i]);
        }

        return total;
    }

    private static double Length(Pixel from, Pixel to) => Math.Sqrt(Math.Pow(to.X - from.X, 2) + Math.Pow(to.Y - from.Y, 2));
}
