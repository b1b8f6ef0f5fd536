
namespace FusionLab.Figures;

/// <summary>A panel with an x axis, a y axis and series, drawn in their order (later ones on top).</summary>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Series">What is drawn.</param>
public sealed record PlotPanel(Axis X, Axis Y, IReadOnlyList<Series> Series) : Panel
{
    /// <summary>Whether the panel shows a legend of its labelled series (where they cover no data).</summary>
    public bool ShowLegend { get; init; } = true;

    /// <summary>The scale of <see cref="ColoredPoints"/>, drawn as a bar on the right. Null when the panel has none.</summary>
    public ColorBar? Colors { get; init; }

    internal override IPanelLayout Arrange(PanelFrame frame) => new PlotLayout(this, frame);
}
