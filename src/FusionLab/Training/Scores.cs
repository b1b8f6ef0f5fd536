namespace FusionLab.Training;

/// <summary>What an evaluation measured of one replica.</summary>
/// <param name="Accuracy">Multimodal accuracy in 0..1; null for tasks that have none.</param>
/// <param name="Unimodal">The accuracy of each modality alone, in the order of the modalities; empty for tasks that have none.</param>
public sealed record Scores(double? Accuracy, IReadOnlyList<double> Unimodal);
