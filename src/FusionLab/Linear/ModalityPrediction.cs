namespace FusionLab.Linear;

/// <summary>What the theory says of one modality.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Correlation"><c>‖Σ_yx‖</c> of its features: how fast it is learned.</param>
/// <param name="SpectralCorrelation">The largest singular value of the same.</param>
/// <param name="Contribution">How much of <c>⟨y²⟩</c> it explains alone.</param>
/// <param name="PlateauWeight">The norm of its total weight when it alone is learned.</param>
/// <param name="PlateauLoss">The squared-error loss when it alone is learned (eq. 62).</param>
public sealed record ModalityPrediction(
    string Name, double Correlation, double SpectralCorrelation, double Contribution, double PlateauWeight, double PlateauLoss)
{
    internal static ModalityPrediction Of(TaskStatistics task, int modality)
    {
        double contribution = FixedPoints.Contribution(task, modality);
        return new(
            task.Modalities[modality].Name,
            task.SigmaYxOf(modality).FrobeniusNorm(),
            task.SigmaYxOf(modality).SizeOf(MatrixSize.Spectral),
            contribution,
            FixedPoints.Unimodal(task, modality).FrobeniusNorm(),
            (task.OutputPower - contribution) / 2);
    }
}
