
namespace FusionLab.Training;

/// <summary>What an observer learns when training starts or continues.</summary>
/// <param name="Epochs">Epochs at most.</param>
/// <param name="BatchesPerEpoch">Steps in one epoch.</param>
/// <param name="CompletedEpochs">Epochs already trained: 0, or more after a resume.</param>
/// <param name="Steps">Steps already taken.</param>
/// <param name="Replicas">The numbers of all replicas.</param>
/// <param name="Seeds">Their seeds.</param>
/// <param name="Rows">The evaluations made before the resume, in the order they were made.</param>
/// <param name="Timing">The timing of the epochs before the resume.</param>
public sealed record TrainingStart(
    int Epochs, int BatchesPerEpoch, int CompletedEpochs, long Steps, IReadOnlyList<int> Replicas,
    IReadOnlyList<ulong> Seeds, IReadOnlyList<Evaluation> Rows, IReadOnlyList<EpochTiming> Timing);
