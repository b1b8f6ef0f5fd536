
namespace FusionLab.Figures;

/// <summary>Finds a place in the plot area where a legend covers no data.</summary>
internal static class LegendPlace
{
    private const double Inset = 4;
    private const double Clearance = 3;

    // Corners first, then the middles of the sides, then anywhere.
    private static readonly (double X, double Y)[] Preferred =
        [(1, 0), (0, 0), (1, 1), (0, 1), (1, 0.5), (0, 0.5), (0.5, 0), (0.5, 1)];

    /// <summary>The place, or null when every one would cover something.</summary>
    public static Rect? Find(Rect area, (double Width, double Height) size, IReadOnlyList<Obstacle> obstacles)
    {
        double roomX = area.Width - size.Width - (2 * Inset), roomY = area.Height - size.Height - (2 * Inset);
        if (roomX < 0 || roomY < 0)
        {
            return null;
        }

        var raster = from y in Enumerable.Range(0, 13) from x in Enumerable.Range(0, 13) select (x / 12.0, y / 12.0);
        foreach (var (x, y) in Preferred.Concat(raster))
        {
            var place = new Rect(area.Left + Inset + (x * roomX), area.Top + Inset + (y * roomY), size.Width, size.Height);
            var guarded = place.Grow(Clearance);
            if (!obstacles.Any(obstacle => obstacle.Touches(guarded)))
            {
                return place;
            }
        }

        return null;
    }
}
