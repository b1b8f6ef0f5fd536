namespace FusionLab.Config;

/// <summary>Published values that a run's result is printed beside; they change nothing in the run.</summary>
/// <param name="TimeRatio">The published time ratio.</param>
/// <param name="Source">Where it is published, such as <c>"Zhang et al. 2024, Table 1, MLP, L_f = 3"</c>.</param>
public sealed record PaperValues(PaperMean? TimeRatio = null, string? Source = null);

/// <summary>A published mean with its spread.</summary>
/// <param name="Mean">The mean over seeds.</param>
/// <param name="Std">The standard deviation over seeds.</param>
/// <param name="N">The seeds; 5 throughout the paper.</param>
public sealed record PaperMean(double Mean, double Std, int N = 5);
