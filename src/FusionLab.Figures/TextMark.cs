
namespace FusionLab.Figures;

/// <summary>Words on the plot, centred on a point, with a halo that keeps them readable over lines.</summary>
/// <param name="X">Horizontal coordinate of the centre.</param>
/// <param name="Y">Vertical coordinate of the centre.</param>
/// <param name="Text">The words; may carry mathematics.</param>
public sealed record TextMark(double X, double Y, string Text) : Series
{
    private const double FontSize = 11;

    /// <summary>Pixels by which the words move to the right of the point.</summary>
    public double OffsetX { get; init; }

    /// <summary>Pixels by which the words move below the point.</summary>
    public double OffsetY { get; init; }

    internal override void Extend(Extent extent)
    {
        extent.X.Add(X);
        extent.Y.Add(Y);
    }

    internal override void Draw(SvgWriter svg, PlotArea area)
    {
        var centre = Centre(area);
        if (centre.IsFinite)
        {
            new Label(Text).Draw(svg, new Pixel(centre.X, centre.Y + 4), "middle", "halo", fontSize: FontSize);
        }
    }

    internal override IEnumerable<Obstacle> Obstacles(PlotArea area)
    {
        var centre = Centre(area);
        if (centre.IsFinite)
        {
            double half = new Label(Text).Width(FontSize) / 2;
            yield return new Obstacle(new Pixel(centre.X - half, centre.Y), new Pixel(centre.X + half, centre.Y), 7);
        }
    }

    internal override void DrawSample(SvgWriter svg)
    {
        // Words explain themselves; a labelled text mark has no sample.
    }

    private Pixel Centre(PlotArea area)
    {
        var at = area.At(X, Y);
        return new Pixel(at.X + OffsetX, at.Y + OffsetY);
    }
}
