using FusionLab.Config;
using FusionLab.Training;

namespace FusionLab.Cli.Progress;

/// <summary>One line an epoch, for files, pipes and batch systems: no colours, no cursor movements, the same words every time.</summary>
/// <param name="output">Where to write.</param>
/// <param name="modalities">The modalities' names.</param>
internal sealed class PlainProgress(TextWriter output, IReadOnlyList<string> modalities) : ITrainingObserver
{
    private readonly TrainingPace _pace = new();

    public void Started(TrainingStart start)
    {
        _pace.Started(start);
        bool isSweep = start.Seeds.Distinct().Count() < start.Seeds.Count; // of several points, which the seeds do not name
        string seeds = isSweep ? $"{start.Seeds.Count} replicas"
            : start.Seeds.Count == 1 ? $"seed {start.Seeds[0]}" : $"seeds {new SeedList(start.Seeds)}";
        output.WriteLine(start.Steps > 0 ? $"continuing {seeds} after epoch {start.CompletedEpochs}" : $"training {seeds}");
    }

    public void Evaluated(IReadOnlyList<Evaluation> rows) => _pace.Evaluated(rows);

    public void EpochEnded(EpochTiming timing)
    {
        _pace.EpochEnded(timing);
        string pace = _pace.Left is { } left
            ? $"  {timing.TrainSeconds + timing.EvaluateSeconds:F1} s/epoch  at most {TrainingPace.Text(left)} left"
            : "";
        output.WriteLine($"epoch {timing.Epoch}/{_pace.Epochs}  {_pace.Scores(modalities)}  replicas {_pace.Rows.Count}{pace}");
    }

    public void ReplicaLeft(ReplicaDeparture departure) =>
        output.WriteLine(departure.Divergence?.Message ?? $"seed {departure.Seed} done after epoch {departure.Epochs}");
}
