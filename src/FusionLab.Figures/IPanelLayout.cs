
namespace FusionLab.Figures;

/// <summary>A panel that has settled its size and can be drawn.</summary>
internal interface IPanelLayout
{
    /// <summary>The room around the plot area in pixels.</summary>
    Margins Margins { get; }

    /// <summary>The plot area's height in pixels; its width is the figure's panel width.</summary>
    double Height { get; }

    /// <summary>Draws the panel with its plot area at the origin.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="headingTop">The room above the row's plot areas; headings stand at its top, on one line.</param>
    void Draw(SvgWriter svg, double headingTop);
}
