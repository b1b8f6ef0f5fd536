namespace FusionLab.Runs;

/// <summary>The data a run was made with.</summary>
/// <param name="Name">The task: <c>noisyMnist</c>, …</param>
/// <param name="Source">Where the samples come from: <c>mnist</c>, <c>fashionMnist</c>, <c>synthetic</c>, …</param>
/// <param name="Sha256">A checksum of the samples; null where the task has no files.</param>
public sealed record DatasetSummary(string Name, string Source, string? Sha256);
