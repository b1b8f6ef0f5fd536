namespace FusionLab;

/// <summary>
/// The order in which one replica learned its modalities, and the time ratio: the time of the last-learned modality over
/// the time of the first-learned, on the two clocks of <see cref="LearnedAt"/> and on one that counts evaluations from 1. With two
/// modalities that is later over earlier.
/// </summary>
/// <param name="Modalities">When each modality was learned, in the order of the modalities; null for one that never was.</param>
public sealed record LearningOrder(IReadOnlyList<LearnedAt?> Modalities)
{
    /// <summary>Finds the order from a replica's history.</summary>
    /// <param name="history">One replica's evaluations, in order of time; not empty.</param>
    /// <param name="threshold">The unimodal accuracy that counts as learned.</param>
    public static LearningOrder Of(IReadOnlyList<Evaluation> history, double threshold = 0.5) =>
        new([.. Enumerable.Range(0, history[0].Unimodal.Count).Select(m => LearnedAt.Find(history, m, threshold))]);

    /// <summary>True when every modality was learned.</summary>
    public bool AllLearned => Modalities.Count > 0 && Modalities.All(learned => learned is not null);

    /// <summary>The position of the modality learned first on the interpolated clock; null when none was, or two tie.</summary>
    public int? First
    {
        get
        {
            var times = Modalities.Select(learned => learned?.Epochs).ToList();
            double? earliest = times.Min();
            return earliest is not null && times.Count(time => time == earliest) == 1 ? times.IndexOf(earliest) : null;
        }
    }

    /// <summary>The time ratio on the interpolated clock; null when a modality was not learned, or one was at time 0.</summary>
    public double? Ratio => AllLearned ? Quotient(Modalities.Select(learned => learned!.Epochs), 0) : null;

    /// <summary>The time ratio on the index clock, i_last / i_first; null when a modality was not learned, or one was at index 0.</summary>
    public double? RatioIndex => AllIndexed ? Quotient(Indices, 0) : null;

    /// <summary>
    /// The time ratio on the counted clock, (i_last + 1)/(i_first + 1), evaluations being numbered from 1 as in the
    /// authors' records: the one that the published Table 1 is consistent with. Null when a modality was not learned.
    /// </summary>
    public double? RatioCounted => AllIndexed ? Quotient(Indices, 1) : null;

    private bool AllIndexed => AllLearned && Modalities.All(learned => learned!.Index is not null);

    private IEnumerable<double> Indices => Modalities.Select(learned => (double)learned!.Index!.Value);

    private static double? Quotient(IEnumerable<double> times, double offset)
    {
        double first = times.Min() + offset;
        return first > 0 ? (times.Max() + offset) / first : null;
    }
}
