using System.Globalization;

namespace FusionLab.Training;

/// <summary>
/// When a replica is done before the last epoch. Only evaluations between epochs decide, so that evaluating more often changes
/// nothing.
/// </summary>
public sealed record StopCondition
{
    /// <summary>Train all epochs.</summary>
    public static readonly StopCondition Never = new();

    /// <summary>Stop once the unimodal accuracy of every modality has reached the threshold.</summary>
    public static readonly StopCondition AllLearned = new() { IsAllLearned = true };

    private bool IsAllLearned { get; init; }

    /// <summary>The multimodal accuracy at which to stop; null where it does not matter.</summary>
    private double? Accuracy { get; init; }

    /// <summary>Reads <c>never</c>, <c>allLearned</c>, or a multimodal accuracy such as <c>0.97</c>.</summary>
    /// <param name="text">The config value.</param>
    /// <param name="key">The config key, for the error.</param>
    /// <exception cref="ConfigException">The text is none of these.</exception>
    public static StopCondition Parse(string text, string key = "train.stopWhen") =>
        text.Equals("never", StringComparison.OrdinalIgnoreCase) ? Never
        : text.Equals("allLearned", StringComparison.OrdinalIgnoreCase) ? AllLearned
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double accuracy) && accuracy is > 0 and <= 1
            ? new StopCondition { Accuracy = accuracy }
        : throw new ConfigException(
            $"{key} is '{text}'; it must be never, allLearned, or an accuracy above 0 and up to 1, such as 0.97.");

    /// <summary>True when the replica needs no further epochs.</summary>
    /// <param name="history">The replica's evaluations so far, in order of time.</param>
    /// <param name="threshold">The unimodal accuracy that counts as learned.</param>
    public bool IsMet(IReadOnlyList<Evaluation> history, double threshold)
    {
        List<Evaluation> rows = [.. history.Where(row => double.IsInteger(row.Epoch))];
        return IsAllLearned ? rows.Count > 0 && LearningOrder.Find(rows, threshold).AllLearned : rows.Any(row => row.Accuracy >= Accuracy);
    }
}
