namespace FusionLab.Data;

/// <summary>The moments of the images a config asks for.</summary>
/// <param name="Moments">The moments.</param>
/// <param name="Source">What the images truly are: <c>mnist</c>, <c>fashionMnist</c> or <c>synthetic</c>.</param>
/// <param name="Warnings">What every output must repeat, such as that the digits are synthetic.</param>
public sealed record MeasuredMoments(ImageMoments Moments, string Source, IReadOnlyList<string> Warnings);
