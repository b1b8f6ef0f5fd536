namespace FusionLab.Runs;

/// <summary>
/// What the theory says of one point of a simulated config, in summary.json. Null stands for "never" and for "not defined".
/// </summary>
/// <param name="Formula">The formula to trust; null where seeds have different ones.</param>
/// <param name="TimeRatio">Its time ratio, the mean over the seeds' tasks.</param>
/// <param name="RelativeDifference">Measured mean minus that, as a share of that.</param>
/// <param name="Formulas">Every formula's time ratio.</param>
public sealed record LinearTheorySummary(
    string? Formula, double? TimeRatio, double? RelativeDifference, IReadOnlyDictionary<string, double?> Formulas)
{
    /// <summary>Summarizes the theory of a point; null where there is none.</summary>
    /// <param name="point">The point.</param>
    public static LinearTheorySummary? Of(LinearPointSummary point) => point.Predicted.Count == 0 ? null : new(
        point.TrustedFormula,
        RunJson.Finite(point.TrustedRatio),
        RunJson.Finite(point.RelativeDifference),
        point.Predicted.ToDictionary(formula => formula.Key, formula => RunJson.Finite(formula.Value)));
}
