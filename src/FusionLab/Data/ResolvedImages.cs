namespace FusionLab.Data;

/// <summary>The images a config asked for, or what stands in for them.</summary>
/// <param name="Images">The images in memory.</param>
/// <param name="Source">What they truly are: <c>mnist</c>, <c>fashionMnist</c> or <c>synthetic</c>.</param>
/// <param name="Root">The folder they were read from; null for digits that were drawn and not cached.</param>
/// <param name="Warnings">What every output of the run must repeat, such as that the digits are synthetic.</param>
public sealed record ResolvedImages(ImageSet Images, string Source, string? Root, IReadOnlyList<string> Warnings);
