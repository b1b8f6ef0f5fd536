using System.Text.Json;
using FusionLab.Linear;

namespace FusionLab.Runs;

/// <summary>One point of a sweep over its seeds.</summary>
/// <param name="Values">The swept paths and their values.</param>
/// <param name="TimeRatio">The measured time ratio; replicas that did not learn every modality are counted as unlearned.</param>
/// <param name="MisAttribution">The measured mis-attribution, likewise.</param>
/// <param name="NotConverged">Replicas that used up their steps or diverged.</param>
/// <param name="Predicted">Every formula's time ratio, the mean over the seeds' own tasks; infinity for never.</param>
/// <param name="TrustedFormula">The default formula's name; null where seeds have different ones.</param>
/// <param name="TrustedRatio">The default formula's time ratio, the mean over the seeds' own tasks.</param>
/// <param name="RelativeDifference">Measured mean minus the default formula's value, as a share of the latter.</param>
public sealed record LinearPointSummary(
    IReadOnlyDictionary<string, JsonElement> Values,
    RatioSummary TimeRatio,
    RatioSummary MisAttribution,
    int NotConverged,
    IReadOnlyDictionary<string, double> Predicted,
    string? TrustedFormula,
    double? TrustedRatio,
    double? RelativeDifference)
{
    /// <summary>The measured mean minus a formula's time ratio, as a share of the latter; null where either does not exist.</summary>
    /// <param name="formula">The formula's name.</param>
    public double? DifferenceFrom(string formula) =>
        Predicted.TryGetValue(formula, out double ratio) && double.IsFinite(ratio) ? (TimeRatio.Mean - ratio) / ratio : null;

    /// <summary>Summarizes the rows of one point.</summary>
    /// <param name="rows">One row a seed.</param>
    public static LinearPointSummary Of(IReadOnlyList<LinearRow> rows)
    {
        var measured = RatioSummary.Of(rows.Select(row => row.Result.Run.Stages.TimeRatio));
        var predicted = new Dictionary<string, double>();
        foreach (string formula in rows.SelectMany(row => row.Prediction?.Formulas.Select(f => f.Name) ?? []).Distinct())
        {
            double[] values = [.. rows.Select(row => row.PredictedRatio(formula)).OfType<double>()];
            if (values.Length == rows.Count)
            {
                predicted[formula] = values.Average();
            }
        }

        string?[] names = [.. rows.Select(row => row.Prediction?.Default).Distinct()];
        double? trusted = rows.All(row => row.PredictedRatio() is not null) ? rows.Average(row => row.PredictedRatio()!.Value) : null;
        return new LinearPointSummary(
            rows[0].Values,
            measured,
            RatioSummary.Of(rows.Select(row => row.Result.MisAttribution)),
            rows.Count(row => row.Result.Run.Status != LinearRunStatus.Converged),
            predicted,
            names is [var name] ? name : null,
            trusted,
            (measured.Mean - trusted) / trusted);
    }
}
