using FusionLab.Training;
using Spectre.Console;

namespace FusionLab.Cli.Progress;

/// <summary>A bar on a terminal, with the scores of the last evaluation beside it.</summary>
/// <param name="context">Spectre's bars; they redraw themselves.</param>
/// <param name="modalities">The modalities' names.</param>
internal sealed class LiveProgress(ProgressContext context, IReadOnlyList<string> modalities) : ITrainingObserver
{
    private readonly TrainingPace _pace = new();
    private ProgressTask _bar = context.AddTask("preparing", maxValue: 1);

    public void Started(TrainingStart start)
    {
        _bar.StopTask();
        _pace.Started(start);
        _bar = context.AddTask("training", maxValue: Math.Max(1, (double)start.Epochs * start.BatchesPerEpoch));
        _bar.Value = start.Steps;
        Describe();
    }

    public void StepTaken(TrainingProgress progress) =>
        _bar.Value = (progress.Epoch - 1) * (double)progress.BatchesPerEpoch + progress.Batch;

    public void Evaluated(IReadOnlyList<Evaluation> rows)
    {
        _pace.Evaluated(rows);
        Describe();
    }

    public void EpochEnded(EpochTiming timing)
    {
        _pace.EpochEnded(timing);
        Describe();
    }

    public void Ended(TrainingResult result) => _bar.StopTask();

    private void Describe()
    {
        string left = _pace.Left is { } time ? $"  ≤ {TrainingPace.Text(time)} left" : "";
        _bar.Description = Markup.Escape($"epoch {_pace.Completed}/{_pace.Epochs}  {_pace.Scores(modalities)}{left}");
    }
}
