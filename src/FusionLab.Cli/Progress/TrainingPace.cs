using FusionLab.Training;

namespace FusionLab.Cli.Progress;

/// <summary>Where training is, as both displays show it: the mean over the replicas still training, and the time left.</summary>
internal sealed class TrainingPace
{
    private readonly List<double> _epochSeconds = [];

    /// <summary>Epochs at most.</summary>
    public int Epochs { get; private set; }

    /// <summary>Epochs completed.</summary>
    public int Completed { get; private set; }

    /// <summary>The replicas of the last evaluation.</summary>
    public IReadOnlyList<Evaluation> Rows { get; private set; } = [];

    /// <summary>Seconds an epoch takes, the mean of the last five: replicas that leave make later ones faster.</summary>
    public double? SecondsPerEpoch => _epochSeconds.Count > 0 ? _epochSeconds.TakeLast(5).Average() : null;

    /// <summary>The time left if no replica stops early.</summary>
    public TimeSpan? Left => SecondsPerEpoch is { } seconds ? TimeSpan.FromSeconds(seconds * (Epochs - Completed)) : null;

    /// <summary>Takes note of a start.</summary>
    public void Started(TrainingStart start)
    {
        (Epochs, Completed, Rows) = (start.Epochs, start.CompletedEpochs, start.Rows.TakeLast(start.Seeds.Count).ToArray());
        _epochSeconds.Clear();
    }

    /// <summary>Takes note of an evaluation.</summary>
    public void Evaluated(IReadOnlyList<Evaluation> rows) => Rows = rows;

    /// <summary>
    /// Takes note of the end of an epoch; epoch 0 is the evaluation before training, whose time says nothing about the rest.
    /// </summary>
    public void EpochEnded(EpochTiming timing)
    {
        Completed = timing.Epoch;
        if (timing.Epoch > 0)
        {
            _epochSeconds.Add(timing.TrainSeconds + timing.EvaluateSeconds);
        }
    }

    /// <summary>A time as people write it: <c>45 s</c>, <c>3:05 min</c>, <c>2:10 h</c>.</summary>
    public static string Text(TimeSpan time) =>
        time.TotalSeconds < 60 ? $"{time.TotalSeconds:F0} s"
        : time.TotalMinutes < 60 ? $"{(int)time.TotalMinutes}:{time.Seconds:D2} min"
        : $"{(int)time.TotalHours}:{time.Minutes:D2} h";

    /// <summary>Loss and accuracies as a line of words and numbers.</summary>
    /// <param name="modalities">The modalities' names.</param>
    public string Scores(IReadOnlyList<string> modalities)
    {
        if (Rows.Count == 0)
        {
            return "";
        }

        var parts = new List<string> { $"loss {Rows.Average(row => row.Loss):F4}" };
        if (Rows.All(row => row.Accuracy is not null))
        {
            parts.Add($"accuracy {Percent(Rows.Average(row => row.Accuracy!.Value))}");
        }

        for (int m = 0; m < modalities.Count && m < Rows[0].Unimodal.Count; m++)
        {
            int modality = m;
            parts.Add($"{modalities[m]} {Percent(Rows.Average(row => row.Unimodal[modality]))}");
        }

        return string.Join("  ", parts);
    }

    private static string Percent(double fraction) => $"{100 * fraction:F1} %";
}
