using System.Globalization;

namespace FusionLab.Training;

/// <summary>
/// When a replica is done before the last epoch. Decided after epochs only, so that evaluating more often changes nothing.
/// </summary>
public abstract record StopCondition
{
    /// <summary>Train all epochs.</summary>
    public static readonly StopCondition Never = new NeverStop();

    /// <summary>Stop once the unimodal accuracy of every modality has reached the threshold.</summary>
    public static readonly StopCondition AllLearned = new AllLearnedStop();

    /// <summary>True when the replica needs no further epochs.</summary>
    /// <param name="history">The replica's evaluations so far, in order of time.</param>
    /// <param name="threshold">The unimodal accuracy that counts as learned.</param>
    public abstract bool IsMet(IReadOnlyList<Evaluation> history, double threshold);

    /// <summary>Reads <c>never</c>, <c>allLearned</c>, or a multimodal accuracy such as <c>0.97</c>.</summary>
    /// <param name="text">The config value.</param>
    /// <param name="key">The config key, for the error.</param>
    /// <exception cref="ConfigException">The text is none of these.</exception>
    public static StopCondition Parse(string text, string key = "train.stopWhen")
    {
        if (text.Equals("never", StringComparison.OrdinalIgnoreCase))
        {
            return Never;
        }

        if (text.Equals("allLearned", StringComparison.OrdinalIgnoreCase))
        {
            return AllLearned;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double accuracy) && accuracy is > 0 and <= 1
            ? new AccuracyStop(accuracy)
            : throw new ConfigException(
                $"{key} is '{text}'; it must be never, allLearned, or an accuracy above 0 and up to 1, such as 0.97.");
    }

    private sealed record NeverStop : StopCondition
    {
        public override bool IsMet(IReadOnlyList<Evaluation> history, double threshold) => false;
    }

    private sealed record AllLearnedStop : StopCondition
    {
        public override bool IsMet(IReadOnlyList<Evaluation> history, double threshold) =>
            BetweenEpochs(history) is { Count: > 0 } rows && LearningOrder.Find(rows, threshold).AllLearned;
    }

    private sealed record AccuracyStop(double Accuracy) : StopCondition
    {
        public override bool IsMet(IReadOnlyList<Evaluation> history, double threshold) =>
            BetweenEpochs(history).Any(row => row.Accuracy >= Accuracy);
    }

    private static List<Evaluation> BetweenEpochs(IReadOnlyList<Evaluation> history) =>
        [.. history.Where(row => double.IsInteger(row.Epoch))];
}
