namespace FusionLab.Linear;

/// <summary>One modality's rows and columns in a correlation matrix.</summary>
/// <param name="Name">The short name used in tables and JSON, such as <c>"a"</c>.</param>
/// <param name="Dimension">How many input features the modality has.</param>
public sealed record ModalityBlock(string Name, int Dimension);
