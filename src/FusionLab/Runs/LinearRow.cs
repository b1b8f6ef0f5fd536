using System.Text.Json;
using FusionLab.Linear;

namespace FusionLab.Runs;

/// <summary>One replica at one point of a sweep.</summary>
/// <param name="Values">The swept paths and their values at this point.</param>
/// <param name="Result">What the replica did.</param>
/// <param name="Prediction">What the theory says; null where it does not apply to this initialization.</param>
/// <param name="LearningRate">η at this point.</param>
public sealed record LinearRow(
    IReadOnlyDictionary<string, JsonElement> Values, LinearResult Result, Prediction? Prediction, double LearningRate)
{
    /// <summary>The measured time ratio minus the predicted one, as a share of the predicted; null where either does not exist.</summary>
    /// <param name="formula">The formula's name; null for the default one.</param>
    public double? RelativeDifference(string? formula = null) =>
        Result.Run.Stages.TimeRatio is double measured && PredictedRatio(formula) is double predicted
            ? (measured - predicted) / predicted
            : null;

    /// <summary>A formula's time ratio; infinity for never, null where it does not apply.</summary>
    /// <param name="formula">The formula's name; null for the default one.</param>
    public double? PredictedRatio(string? formula = null)
    {
        var value = formula is null ? Prediction?.TimeRatio : Prediction?.Formulas.FirstOrDefault(f => f.Name == formula)?.TimeRatio;
        return value is null ? null : value.Never ? double.PositiveInfinity : value.Value;
    }
}
