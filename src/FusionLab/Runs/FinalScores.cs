namespace FusionLab.Runs;

/// <summary>A replica's last evaluation.</summary>
/// <param name="Loss">Training loss; null when it was no finite number.</param>
/// <param name="Accuracy">Multimodal test accuracy in 0..1; null for regression.</param>
/// <param name="Unimodal">Test accuracy of each modality alone.</param>
public sealed record FinalScores(double? Loss, double? Accuracy, IReadOnlyDictionary<string, double> Unimodal);
