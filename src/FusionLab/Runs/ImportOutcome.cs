
namespace FusionLab.Runs;

/// <summary>Imported weights, measured before any training.</summary>
/// <param name="Folder">The run folder they lie in now, as the replica of a run that has not begun.</param>
/// <param name="Measured">The modalities whose accuracy alone is measured; none for regression.</param>
/// <param name="Scores">The loss on the first training batch; for classes also the accuracies on the clean test set.</param>
/// <param name="Warnings">What a reader must know before believing the numbers, such as that the data are synthetic.</param>
public sealed record ImportOutcome(RunFolder Folder, IReadOnlyList<string> Measured, Evaluation Scores, IReadOnlyList<string> Warnings);
