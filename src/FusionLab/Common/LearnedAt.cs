namespace FusionLab;

/// <summary>When one modality was learned: when its unimodal accuracy first reached the threshold.</summary>
/// <param name="Epochs">The interpolated clock, in epochs: linear between the two evaluations around the crossing.</param>
/// <param name="Index">
/// The index clock: the epoch after which the first evaluation at or above the threshold was made, 0 for the one before
/// training. Only evaluations between epochs count, so this clock does not depend on how often one evaluates within an
/// epoch; null when accuracy reached the threshold within an epoch and fell below it again.
/// </param>
public sealed record LearnedAt(double Epochs, int? Index)
{
    /// <summary>Finds when a modality was learned.</summary>
    /// <param name="history">One replica's evaluations, in order of time.</param>
    /// <param name="modality">The modality's position in <see cref="Evaluation.Unimodal"/>.</param>
    /// <param name="threshold">The unimodal accuracy that counts as learned.</param>
    /// <returns>Null when the curve never reaches the threshold.</returns>
    public static LearnedAt? Find(IReadOnlyList<Evaluation> history, int modality, double threshold = 0.5)
    {
        for (int i = 0; i < history.Count; i++)
        {
            if (history[i].Unimodal[modality] >= threshold)
            {
                return new LearnedAt(Crossing(history, i, modality, threshold), FirstIndex(history, i, modality, threshold));
            }
        }

        return null;
    }

    private static double Crossing(IReadOnlyList<Evaluation> history, int i, int modality, double threshold)
    {
        if (i == 0)
        {
            return history[0].Epoch;
        }

        double before = history[i - 1].Unimodal[modality];
        double after = history[i].Unimodal[modality];
        double fraction = (threshold - before) / (after - before);
        return history[i - 1].Epoch + fraction * (history[i].Epoch - history[i - 1].Epoch);
    }

    private static int? FirstIndex(IReadOnlyList<Evaluation> history, int from, int modality, double threshold) =>
        (int?)history.Skip(from).FirstOrDefault(row => row.Unimodal[modality] >= threshold && double.IsInteger(row.Epoch))?.Epoch;
}
