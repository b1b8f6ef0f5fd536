namespace FusionLab.Linear;

/// <summary>The numbers of one formula: when each modality is learned, and the last time over the first.</summary>
internal sealed record FormulaOutcome(IReadOnlyList<double?> LearnedAt, double? TimeRatio)
{
    /// <summary>Takes the ratio from the times; there is none while one is missing.</summary>
    public FormulaOutcome(IReadOnlyList<double?> learnedAt)
        : this(learnedAt, Ratio(learnedAt))
    {
    }

    private static double? Ratio(IReadOnlyList<double?> times) => times.All(time => time is not null) ? times.Max() / times.Min() : null;
}
