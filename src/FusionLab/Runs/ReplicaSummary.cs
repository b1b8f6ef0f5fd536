using FusionLab.Training;

namespace FusionLab.Runs;

/// <summary>What one replica came to. Times are in epochs; what never happened is null.</summary>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Status"><c>completed</c>, <c>interrupted</c> or <c>diverged</c>.</param>
/// <param name="Epochs">Epochs at its last evaluation.</param>
/// <param name="LearnedAt">For each modality, when its unimodal accuracy crossed the threshold (interpolated clock, epochs).</param>
/// <param name="LearnedAtIndex">The same on the index clock.</param>
/// <param name="FirstModality">The modality learned first; null when none was, or two tie.</param>
/// <param name="TimeRatio">Later over earlier on the interpolated clock.</param>
/// <param name="TimeRatioIndex">The same on the index clock.</param>
/// <param name="TimeRatioCounted">The same on the counted clock, which the published Table 1 is consistent with.</param>
/// <param name="Final">The last evaluation.</param>
public sealed record ReplicaSummary(
    ulong Seed,
    string Status,
    double Epochs,
    IReadOnlyDictionary<string, double?> LearnedAt,
    IReadOnlyDictionary<string, int?> LearnedAtIndex,
    string? FirstModality,
    double? TimeRatio,
    double? TimeRatioIndex,
    double? TimeRatioCounted,
    FinalScores Final)
{
    /// <summary>Summarizes one replica; one that diverged before its first evaluation has learned nothing.</summary>
    /// <param name="replica">What training has given for it.</param>
    /// <param name="modalities">The modalities' names.</param>
    public static ReplicaSummary Of(ReplicaResult replica, IReadOnlyList<string> modalities)
    {
        var order = replica.Order;
        var last = replica.Final;
        string status = replica.Divergence is not null ? RunSummary.Diverged
            : replica.IsFinished ? RunSummary.Completed
            : RunSummary.Interrupted;
        return new ReplicaSummary(
            replica.Seed,
            status,
            last?.Epoch ?? 0,
            modalities.Index().ToDictionary(m => m.Item, m => order?.Modalities[m.Index]?.Epochs),
            modalities.Index().ToDictionary(m => m.Item, m => order?.Modalities[m.Index]?.Index),
            order?.First is { } first ? modalities[first] : null,
            order?.Ratio,
            order?.RatioIndex,
            order?.RatioCounted,
            new FinalScores(
                RunJson.Finite(last?.Loss),
                last?.Accuracy,
                modalities.Zip(last?.Unimodal ?? []).ToDictionary(m => m.First, m => m.Second)));
    }
}
