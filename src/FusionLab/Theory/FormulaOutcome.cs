namespace FusionLab.Theory;

/// <summary>The numbers of one formula: when each modality is learned, and the second time over the first.</summary>
internal sealed record FormulaOutcome(IReadOnlyList<double?> LearnedAt, double? TimeRatio)
{
    /// <summary>Takes the ratio from the times: the second to be learned over the first, as for two modalities.</summary>
    public FormulaOutcome(IReadOnlyList<double?> learnedAt)
        : this(learnedAt, Ratio(learnedAt))
    {
    }

    private static double? Ratio(IReadOnlyList<double?> times)
    {
        double[] known = [.. times.OfType<double>().Order()];
        return known.Length >= 2 ? known[1] / known[0] : null;
    }
}
