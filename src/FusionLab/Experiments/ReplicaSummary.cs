using FusionLab.Metrics;

namespace FusionLab.Experiments;

/// <summary>What one replica came to. Times are in epochs; what never happened is null.</summary>
/// <param name="Seed">The replica's seed.</param>
/// <param name="LearnedAt">For each modality, when its unimodal accuracy crossed the threshold (interpolated clock, epochs).</param>
/// <param name="LearnedAtIndex">The same on the index clock.</param>
/// <param name="FirstModality">The modality learned first; null when none was, or two tie.</param>
/// <param name="TimeRatio">Later over earlier on the interpolated clock.</param>
/// <param name="TimeRatioIndex">The same on the index clock.</param>
/// <param name="TimeRatioCounted">The same on the counted clock, which the published Table 1 is consistent with.</param>
/// <param name="Final">The last evaluation.</param>
public sealed record ReplicaSummary(
    ulong Seed,
    IReadOnlyDictionary<string, double?> LearnedAt,
    IReadOnlyDictionary<string, int?> LearnedAtIndex,
    string? FirstModality,
    double? TimeRatio,
    double? TimeRatioIndex,
    double? TimeRatioCounted,
    FinalScores Final)
{
    /// <summary>Summarizes one replica's history.</summary>
    /// <param name="history">Its evaluations, in order of time; not empty.</param>
    /// <param name="modalities">The modalities' names.</param>
    /// <param name="threshold">The unimodal accuracy that counts as learned.</param>
    public static ReplicaSummary Of(IReadOnlyList<Evaluation> history, IReadOnlyList<string> modalities, double threshold)
    {
        var order = LearningOrder.Of(history, threshold);
        var last = history[^1];
        var learned = modalities.Zip(order.Modalities).ToList();
        return new ReplicaSummary(
            last.Seed,
            learned.ToDictionary(m => m.First, m => m.Second?.Epochs),
            learned.ToDictionary(m => m.First, m => m.Second?.Index),
            order.First is { } first ? modalities[first] : null,
            order.Ratio,
            order.RatioIndex,
            order.RatioCounted,
            new FinalScores(
                double.IsFinite(last.Loss) ? last.Loss : null,
                last.Accuracy,
                modalities.Zip(last.Unimodal).ToDictionary(m => m.First, m => m.Second)));
    }
}
