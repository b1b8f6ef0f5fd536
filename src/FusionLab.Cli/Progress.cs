using System.Diagnostics;
using FusionLab.Config;
using FusionLab.Linear;
using FusionLab.Training;
using Spectre.Console;

namespace FusionLab.Cli;

/// <summary>Shows a run while it goes on: a live bar on a terminal, plain lines elsewhere, nothing when asked to be quiet.</summary>
/// <param name="terminal">Where to write.</param>
/// <param name="quiet">Whether to show warnings only.</param>
internal sealed class RunDisplay(Terminal terminal, bool quiet)
{
    private readonly IAnsiConsole? _console = terminal.ErrorIsTerminal ? terminal.CreateErrorConsole() : null;

    /// <summary>Whether only warnings are shown.</summary>
    public bool IsQuiet => quiet;

    /// <summary>Runs something under observation.</summary>
    /// <param name="modalities">The modalities' names.</param>
    /// <param name="run">Gets the observer, null when no one watches.</param>
    /// <returns>What the run gives.</returns>
    public T Watch<T>(IReadOnlyList<string> modalities, Func<IRunEvents?, T> run) =>
        quiet ? run(null)
        : _console is null ? run(new PlainProgress(terminal.Error, modalities))
        : _console.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(new ProgressBarColumn { Width = 12 }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => run(new LiveProgress(context, modalities, _console.Profile.Width)));

    /// <summary>Shows at once how the run is carried out.</summary>
    public void Say(string sentence)
    {
        if (quiet)
        {
            return;
        }

        if (_console is null)
        {
            terminal.WriteError(sentence);
        }
        else
        {
            ShowAbove(sentence, Style.Plain);
        }
    }

    /// <summary>Shows a warning at once; also when quiet, for results must not be read without it.</summary>
    public void Warn(string warning)
    {
        if (_console is null)
        {
            terminal.WriteError($"WARNING: {warning}");
        }
        else
        {
            ShowAbove($"WARNING: {warning}", new Style(Color.Yellow, decoration: Decoration.Bold));
        }
    }

    /// <summary>Shows a sentence above the bars, line by line: of a longer text, the bars would leave pieces in its second line.</summary>
    private void ShowAbove(string sentence, Style style)
    {
        foreach (string line in Terminal.Wrap(sentence, _console!.Profile.Width).Split('\n'))
        {
            _console.WriteLine(line, style);
        }
    }
}

/// <summary>A bar on a terminal, with the scores of the last evaluation beside it.</summary>
/// <param name="context">Spectre's bars; they redraw themselves.</param>
/// <param name="modalities">The modalities' names.</param>
/// <param name="width">The terminal's columns, which a line must not exceed.</param>
internal sealed class LiveProgress(ProgressContext context, IReadOnlyList<string> modalities, int width) : IRunEvents
{
    /// <summary>Columns of the bar, and between it and the words.</summary>
    private const int BarWidth = 12 + 3;

    private readonly TrainingPace _pace = new();
    private ProgressTask _bar = AddBar(context, "preparing", maxValue: 1);

    public void Started(TrainingStart start)
    {
        _bar.StopTask();
        _pace.Started(start);
        _bar = AddBar(context, "training", maxValue: 1);
        _bar.Value = _pace.Share(start.Steps);
        Describe();
    }

    public void StepTaken(TrainingProgress progress) => _bar.Value = _pace.Share(progress.Step);

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

    /// <summary>Adds a bar and shows it at once: a short run may end before Spectre's timer redraws.</summary>
    private static ProgressTask AddBar(ProgressContext context, string description, double maxValue)
    {
        var bar = context.AddTask(description, maxValue: maxValue);
        context.Refresh();
        return bar;
    }

    private void Describe()
    {
        List<string> parts = [.. _pace.Part is { } part ? [part] : Array.Empty<string>(), $"epoch {_pace.Completed}/{_pace.Epochs}"];
        int first = parts.Count;
        parts.AddRange(_pace.Scores(modalities));
        if (_pace.Left is { } time)
        {
            parts.Add($"{TrainingPace.Text(time)} left");
        }

        while (parts.Count > first && string.Join("  ", parts).Length > width - BarWidth)
        {
            parts.RemoveAt(first); // loss and accuracy of all go before what each modality has alone
        }

        _bar.Description = Markup.Escape(string.Join("  ", parts));
    }
}

/// <summary>One line per epoch, for files, pipes and batch systems: no colours, no cursor movements, the same words every time.</summary>
/// <param name="output">Where to write.</param>
/// <param name="modalities">The modalities' names.</param>
internal sealed class PlainProgress(TextWriter output, IReadOnlyList<string> modalities) : IRunEvents
{
    private readonly TrainingPace _pace = new();

    public void Started(TrainingStart start)
    {
        _pace.Started(start);
        bool isSweep = start.Seeds.Distinct().Count() < start.Seeds.Count; // of several points, which the seeds do not name
        string seeds = isSweep ? $"{start.Seeds.Count} replicas"
            : start.Seeds.Count == 1 ? $"seed {start.Seeds[0]}" : $"seeds {new SeedList(start.Seeds)}";
        string part = _pace.Part is { } of ? $" ({of})" : "";
        output.WriteLine(start.Steps > 0 ? $"continuing {seeds}{part} after epoch {start.CompletedEpochs}" : $"training {seeds}{part}");
    }

    public void Evaluated(IReadOnlyList<Evaluation> rows) => _pace.Evaluated(rows);

    public void EpochEnded(EpochTiming timing)
    {
        _pace.EpochEnded(timing);
        string pace = timing.Epoch > 0 ? $"  {timing.TrainSeconds + timing.EvaluateSeconds:F1} s/epoch" : "";
        string left = _pace.Left is { } time ? $"  {TrainingPace.Text(time)} left" : "";
        output.WriteLine(
            $"epoch {timing.Epoch}/{_pace.Epochs}  {string.Join("  ", _pace.Scores(modalities))}  replicas {_pace.Rows.Count}{pace}{left}");
    }

    public void ReplicaLeft(ReplicaResult replica) =>
        output.WriteLine(replica.Divergence?.Message ?? $"seed {replica.Seed} done after epoch {replica.Final!.Epoch}");
}

/// <summary>Where training is, as both displays show it: the mean over the replicas still training, and the time left.</summary>
internal sealed class TrainingPace
{
    private readonly List<double> _epochSeconds = [];
    private TrainingStart? _start;

    /// <summary>Which replicas of all are training, such as <c>replicas 4–6 of 15</c>; null where all are.</summary>
    public string? Part => _start is { ReplicasInAll: > 0 } start && start.ReplicasInAll > start.Replicas.Count
        ? start.Replicas.Count == 1 ? $"replica {start.ReplicasBefore + 1} of {start.ReplicasInAll}"
            : $"replicas {start.ReplicasBefore + 1}–{start.ReplicasBefore + start.Replicas.Count} of {start.ReplicasInAll}"
        : null;

    /// <summary>Epochs at most.</summary>
    public int Epochs { get; private set; }

    /// <summary>Epochs completed.</summary>
    public int Completed { get; private set; }

    /// <summary>The replicas of the last evaluation.</summary>
    public IReadOnlyList<Evaluation> Rows { get; private set; } = [];

    /// <summary>Seconds an epoch takes, the mean of the last five: replicas that leave make later ones faster.</summary>
    public double? SecondsPerEpoch => _epochSeconds.Count > 0 ? _epochSeconds.TakeLast(5).Average() : null;

    /// <summary>The time left; null where replicas may stop early or others follow, so that no one knows.</summary>
    public TimeSpan? Left => _start is { MayStopEarly: false } && Part is null && SecondsPerEpoch is { } seconds ? TimeSpan.FromSeconds(seconds * (Epochs - Completed)) : null;

    /// <summary>The share of the whole run or sweep that is done after some steps, from 0 to 1.</summary>
    public double Share(long steps)
    {
        var start = _start!;
        double own = Math.Min(1, steps / Math.Max(1, (double)start.Epochs * start.BatchesPerEpoch));
        return start.ReplicasInAll == 0 ? own : (start.ReplicasBefore + (own * start.Replicas.Count)) / start.ReplicasInAll;
    }

    /// <summary>Takes note of a start.</summary>
    public void Started(TrainingStart start)
    {
        _start = start;
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

    /// <summary>Loss and accuracies as words and numbers.</summary>
    /// <param name="modalities">The modalities' names.</param>
    public IReadOnlyList<string> Scores(IReadOnlyList<string> modalities)
    {
        if (Rows.Count == 0)
        {
            return [];
        }

        var parts = new List<string> { $"loss {Rows.Average(row => row.Loss):F4}" };
        if (Rows.All(row => row.Score is not null))
        {
            parts.Add($"{(Rows[0].R2 is null ? "accuracy" : "R²")} {Percent(Rows.Average(row => row.Score!.Value))}");
        }

        for (int m = 0; m < modalities.Count && m < Rows[0].Unimodal.Count; m++)
        {
            int modality = m;
            parts.Add($"{Wording.LabelModality(modalities[m])} {Percent(Rows.Average(row => row.Unimodal[modality]))}");
        }

        return parts;
    }

    private static string Percent(double fraction) => $"{100 * fraction:F1} %";
}

/// <summary>A line for every tenth of a work, and one every ten seconds.</summary>
/// <param name="output">Where to write.</param>
/// <param name="done">What is said of the share that is done, such as "simulated".</param>
internal sealed class ShareProgress(TextWriter output, string done) : IProgress<double>
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private int _percent;

    /// <inheritdoc/>
    public void Report(double value)
    {
        lock (_lock)
        {
            int percent = _sinceLine.Elapsed < s_longest ? 10 * (int)(10 * value) : (int)(100 * value);
            if (percent > _percent)
            {
                _percent = percent;
                _sinceLine.Restart();
                output.WriteLine($"{done} {percent} %");
            }
        }
    }
}

/// <summary>
/// Says on standard error that a prediction takes its time: what is done after a second, what the closed forms say as soon as they are
/// there, and then how far the rest has come.
/// </summary>
internal sealed class PredictionProgressLines : IDisposable
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1), s_every = TimeSpan.FromSeconds(5);

    private readonly Terminal _terminal;
    private readonly Timer _timer;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private PredictionProgress? _latest;
    private Prediction? _said;

    /// <summary>The seconds after which the correlations are mentioned again, each time later.</summary>
    private double _mentionAfter;

    /// <summary>Starts to watch.</summary>
    /// <param name="terminal">Where to say it.</param>
    public PredictionProgressLines(Terminal terminal)
    {
        _terminal = terminal;
        _timer = new Timer(_ => Say(), null, s_first, s_every);
    }

    /// <summary>Takes how far the prediction under way has come.</summary>
    public void Report(PredictionProgress progress) => Volatile.Write(ref _latest, progress);

    /// <inheritdoc/>
    public void Dispose()
    {
        using var ended = new ManualResetEvent(initialState: false);
        if (_timer.Dispose(ended))
        {
            ended.WaitOne(); // no line comes after the result
        }
    }

    private void Say()
    {
        if (Volatile.Read(ref _latest) is not { } progress)
        {
            if (_clock.Elapsed.TotalSeconds is var seconds && seconds >= _mentionAfter)
            {
                _mentionAfter = (2 * seconds) + s_every.TotalSeconds;
                _terminal.WriteError($"Measuring the correlations of the data and solving for them: {seconds:F0} s");
            }

            return;
        }

        if (!ReferenceEquals(_said, progress.SoFar))
        {
            _said = progress.SoFar;
            _terminal.WriteError($"The formulas that need no computing say: {Results.DescribeOrder(progress.SoFar)}.");
            _terminal.WriteError($"A sharper prediction follows the weights step by step, for at most {WorkBudget.InWords}.");
        }

        _terminal.WriteError($"{100 * progress.Share:F0} % of that is used up");
    }
}
