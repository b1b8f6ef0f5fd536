namespace FusionLab.Data;

/// <summary>Where a run's samples come from; written into every output.</summary>
/// <param name="Name">The task's name, such as <c>noisyMnist</c>.</param>
/// <param name="Source">
/// The samples' true origin: <c>mnist</c>, <c>fashionMnist</c> or <c>synthetic</c>; of one's own arrays the file's name; of toy tasks
/// <c>generated</c> or <c>population</c>.
/// </param>
/// <param name="Sha256">
/// The SHA-256 of the unpacked IDX files one after the other: training images, training labels, test images, test labels
/// (<c>zcat FILES | sha256sum</c>); of one's own arrays that of their file; null for tasks that are drawn anew from a seed.
/// </param>
/// <param name="Root">The folder the files were read from; null where there is none.</param>
public sealed record DatasetInfo(string Name, string Source, string? Sha256, string? Root);
