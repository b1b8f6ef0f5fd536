using FusionLab.Config;

namespace FusionLab.Runs;

/// <summary>All replicas of all points of one config.</summary>
/// <param name="Config">The config.</param>
/// <param name="Rows">One row a point and seed, seeds varying fastest.</param>
/// <param name="Seconds">Wall-clock seconds, predictions included.</param>
public sealed record LinearReport(ExperimentConfig Config, IReadOnlyList<LinearRow> Rows, double Seconds)
{
    /// <summary>One entry a point, in the order of the sweep.</summary>
    public IReadOnlyList<LinearPointSummary> Points =>
        [.. Rows.Chunk(Config.Seeds.Count).Select(LinearPointSummary.Of)];

    /// <summary>The formulas that apply to at least one row.</summary>
    public IReadOnlyList<string> Formulas =>
        [.. Rows.SelectMany(row => row.Prediction?.Formulas.Where(f => f.Applies && f.TimeRatio is not null) ?? [])
            .Select(f => f.Name).Distinct()];
}
