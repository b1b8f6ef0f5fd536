using System.Text.Json;

namespace FusionLab.Runs;

/// <summary>What one simulated network came to, in summary.json. Times are in epochs (= steps); what never happened is null.</summary>
/// <param name="Seed">The replica's seed.</param>
/// <param name="Values">The swept paths and their values.</param>
/// <param name="Status"><c>converged</c>, <c>outOfSteps</c> or <c>diverged</c>.</param>
/// <param name="LearnedAt">When each modality was learned.</param>
/// <param name="FirstModality">The modality learned first; null when none was.</param>
/// <param name="TimeRatio">The last time over the first.</param>
/// <param name="MisAttribution">The first modality's weight on its plateau minus its final one.</param>
/// <param name="PredictedTimeRatio">The trusted formula's time ratio for this replica's own task.</param>
/// <param name="RelativeDifference">Measured minus predicted, as a share of the predicted.</param>
/// <param name="Final">The last state.</param>
public sealed record LinearReplicaSummary(
    ulong Seed,
    IReadOnlyDictionary<string, JsonElement> Values,
    string Status,
    IReadOnlyDictionary<string, double?> LearnedAt,
    string? FirstModality,
    double? TimeRatio,
    double? MisAttribution,
    double? PredictedTimeRatio,
    double? RelativeDifference,
    LinearReplicaSummary.State Final)
{
    /// <summary>Summarizes one row.</summary>
    /// <param name="row">The replica.</param>
    public static LinearReplicaSummary Of(LinearRow row)
    {
        var (result, stages) = (row.Result, row.Result.Run.Stages);
        string[] modalities = [.. result.Statistics.Modalities.Select(modality => modality.Name)];
        var last = result.Run.Trajectory[^1];
        return new LinearReplicaSummary(
            result.Seed,
            row.Values,
            LinearCsv.Status(result.Run.Status),
            modalities.Zip(stages.LearnedAt).ToDictionary(pair => pair.First, pair => pair.Second),
            stages.FirstModality is int first ? modalities[first] : null,
            RunJson.Finite(stages.TimeRatio),
            RunJson.Finite(result.MisAttribution),
            RunJson.Finite(row.PredictedRatio()),
            RunJson.Finite(row.RelativeDifference()),
            new State(
                RunJson.Finite(last.Loss),
                RunJson.Finite(last.GeneralizationError),
                modalities.Index().ToDictionary(
                    modality => modality.Item,
                    modality => RunJson.Finite(result.Landmarks.Amplitude(last.TotalWeights, result.Statistics.Outputs, modality.Index)))));
    }

    /// <summary>The last state of a network.</summary>
    /// <param name="Loss">The training loss.</param>
    /// <param name="GeneralizationError">Its error on new noiseless data; null where the truth is unknown.</param>
    /// <param name="Weights">Each modality's total weight: signed for a scalar, else its norm.</param>
    public sealed record State(double? Loss, double? GeneralizationError, IReadOnlyDictionary<string, double?> Weights);
}
