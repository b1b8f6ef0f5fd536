namespace FusionLab.Figures;

/// <summary>Ink that a legend must not cover: a segment with a radius. A marker is a segment of no length.</summary>
internal readonly record struct Obstacle(Pixel From, Pixel To, double Radius)
{
    public static Obstacle Around(Pixel centre, double radius) => new(centre, centre, radius);

    /// <summary>Every segment of a polyline.</summary>
    public static IEnumerable<Obstacle> Along(IReadOnlyList<Pixel> line, double radius)
    {
        for (int i = 1; i < line.Count; i++)
        {
            yield return new Obstacle(line[i - 1], line[i], radius);
        }
    }

    public bool Touches(Rect rect) => Clip.Segment(From, To, rect.Grow(Radius)) is not null;
}
