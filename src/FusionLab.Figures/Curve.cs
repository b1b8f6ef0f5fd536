namespace FusionLab.Figures;

/// <summary>One quantity of one replica over time.</summary>
/// <param name="X">Times, ascending.</param>
/// <param name="Y">Values, as many; not a number where there is none.</param>
public sealed record Curve(IReadOnlyList<double> X, IReadOnlyList<double> Y);
