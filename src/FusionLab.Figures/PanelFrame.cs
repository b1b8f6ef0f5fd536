namespace FusionLab.Figures;

/// <summary>What a figure tells each of its panels.</summary>
/// <param name="Figure">The whole figure.</param>
/// <param name="Options">What the rendering is for.</param>
/// <param name="Shared">The data of all plot panels, for shared axes.</param>
/// <param name="Heading">The letter and title, as a label.</param>
/// <param name="IsLeftmost">Whether the panel is in the first column.</param>
/// <param name="IsLowest">Whether no panel lies below it.</param>
internal sealed record PanelFrame(Figure Figure, SvgOptions Options, Extent Shared, PanelHeading Heading, bool IsLeftmost, bool IsLowest);
