namespace FusionLab;

/// <summary>The time ratio over replicas. A replica without a ratio is counted, never dropped in silence.</summary>
/// <param name="Mean">The mean over the replicas that have a ratio; null when none has.</param>
/// <param name="Std">The sample standard deviation (n − 1); null for fewer than two.</param>
/// <param name="N">The replicas that have a ratio.</param>
/// <param name="Unlearned">The replicas that have none.</param>
public sealed record RatioSummary(double? Mean, double? Std, int N, int Unlearned)
{
    /// <summary>Summarizes one ratio a replica.</summary>
    /// <param name="ratios">The ratios; null for a replica that did not learn every modality.</param>
    public static RatioSummary Of(IEnumerable<double?> ratios)
    {
        var all = ratios.ToList();
        var known = all.OfType<double>().ToList();
        double? mean = known.Count > 0 ? known.Average() : null;
        double? std = known.Count > 1 ? Math.Sqrt(known.Sum(r => (r - mean!.Value) * (r - mean.Value)) / (known.Count - 1)) : null;
        return new RatioSummary(mean, std, known.Count, all.Count - known.Count);
    }
}
