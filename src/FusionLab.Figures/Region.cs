
namespace FusionLab.Figures;

/// <summary>A pale filled polygon: a region of a map. Name it with a <see cref="TextMark"/>, so that it reads in grey.</summary>
/// <param name="X">Horizontal coordinates of the corners.</param>
/// <param name="Y">Vertical coordinates of the corners, as many.</param>
public sealed record Region(IReadOnlyList<double> X, IReadOnlyList<double> Y) : Series
{
    /// <summary>Whether the outline is drawn as well.</summary>
    public bool HasOutline { get; init; }

    internal override void Extend(Extent extent)
    {
        RequireSameLength("region", X.Count, Y.Count);
        extent.Add(X, Y);
    }

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        var outline = Clip.Polygon(area.At(X, Y), area.Bounds);
        if (outline.Count < 3)
        {
            return;
        }

        string path = PathData.Closed(outline);
        svg.Leaf("path", ("class", "tint"), ("d", path));
        if (HasOutline)
        {
            svg.Leaf("path", ("class", "stroke"), ("d", path));
        }
    }

    // A region is ground, not data: a legend may stand on it.
    internal override IEnumerable<Obstacle> Obstacles(PlotArea area) => [];

    internal override void DrawSample(SvgWriter svg) => Legend.DrawSampleBox(svg, "tint", 9);
}
