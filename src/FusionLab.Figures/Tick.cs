namespace FusionLab.Figures;

/// <summary>A labelled mark on an axis.</summary>
/// <param name="Value">Where.</param>
/// <param name="Text">The label; may carry mathematics.</param>
internal readonly record struct Tick(double Value, string Text);
