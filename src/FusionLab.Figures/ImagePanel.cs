
namespace FusionLab.Figures;

/// <summary>A panel of small pictures in a grid, such as example pairs of noisy digits.</summary>
/// <param name="Pictures">The pictures, row by row.</param>
/// <param name="Columns">Pictures a row.</param>
public sealed record ImagePanel(IReadOnlyList<Picture> Pictures, int Columns) : Panel
{
    internal override IPanelLayout Arrange(PanelFrame frame) => new ImageLayout(this, frame);
}
