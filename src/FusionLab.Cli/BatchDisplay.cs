using System.Diagnostics;
using FusionLab.Batch;
using FusionLab.Runs;
using Spectre.Console;

namespace FusionLab.Cli;

/// <summary>Shows a batch while it goes on: a live table of the runs under way on a terminal, plain lines elsewhere.</summary>
/// <param name="terminal">Where to write.</param>
/// <param name="quiet">Whether to show nothing.</param>
/// <param name="total">Runs to do.</param>
internal sealed class BatchDisplay(Terminal terminal, bool quiet, int total) : IBatchEvents
{
    private static readonly TimeSpan s_redraw = TimeSpan.FromSeconds(0.25), s_line = TimeSpan.FromSeconds(30);

    private readonly IAnsiConsole? _console = terminal.ErrorIsTerminal && !quiet ? terminal.CreateErrorConsole() : null;
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, Row> _rows = [];
    private int _done, _failed;

    /// <summary>Carries out a batch under observation.</summary>
    public T Watch<T>(Func<Task<T>> run) => _console is null
        ? run().GetAwaiter().GetResult()
        : _console.Live(Draw()).AutoClear(true).StartAsync(async context =>
        {
            var work = run();
            while (await Task.WhenAny(work, Task.Delay(s_redraw)) != work)
            {
                context.UpdateTarget(Draw());
            }

            context.UpdateTarget(Draw());
            return await work;
        }).GetAwaiter().GetResult();

    /// <summary>Says something in a line of its own.</summary>
    public void Say(string sentence)
    {
        if (!quiet)
        {
            terminal.Error.WriteLine(sentence);
        }
    }

    /// <inheritdoc/>
    public void Started(PlannedRun run, WorkerSlot slot) => Change(() =>
    {
        _rows[run.Name] = new Row(slot.Name, Stopwatch.StartNew());
        return $"{run.Name} begins on {slot.Name}";
    });

    /// <inheritdoc/>
    public void Progressed(PlannedRun run, RunProgress progress) => Change(() =>
    {
        var row = _rows[run.Name];
        bool isLineDue = row.SinceLine.Elapsed >= s_line;
        _rows[run.Name] = row with { Progress = progress, SinceLine = isLineDue ? Stopwatch.StartNew() : row.SinceLine };
        return isLineDue ? $"{run.Name} {Describe(progress)}" : null;
    });

    /// <inheritdoc/>
    public void Retried(PlannedRun run, RunOutcome death) => Change(() => $"{run.Name} is tried once more: {death.Message}");

    /// <inheritdoc/>
    public void Ended(PlannedRun run, RunOutcome outcome) => Change(() =>
    {
        _rows.Remove(run.Name, out var row);
        bool isFailure = outcome.ExitCode is not (0 or LocalEngine.Interrupted);
        _failed += isFailure ? 1 : 0;
        _done += outcome.ExitCode == 0 ? 1 : 0;
        string how = outcome.Message ?? $"done in {TrainingPace.Text(row!.Since.Elapsed)}";
        return $"[{_done + _failed}/{total}] {run.Name} {(isFailure ? "failed: " : "")}{how}";
    });

    private static string Describe(RunProgress progress)
    {
        string left = progress.SecondsLeft is { } seconds ? $"  at most {TrainingPace.Text(TimeSpan.FromSeconds(seconds))} left" : "";
        return $"epoch {progress.Epoch}/{progress.Epochs}  {progress.Scores}{left}";
    }

    /// <summary>Makes a change, and writes its line where there is no live table.</summary>
    private void Change(Func<string?> change)
    {
        lock (_lock)
        {
            if (change() is { } line && _console is null)
            {
                Say(line);
            }
        }
    }

    private Table Draw()
    {
        lock (_lock)
        {
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumns("run", "device", "progress");
            foreach (var (name, row) in _rows)
            {
                table.AddRow(new Text(name), new Text(row.Device), new Text(row.Progress is { } progress ? Describe(progress) : "preparing"));
            }

            table.Caption($"{_done} of {total} done, {_failed} failed, {_rows.Count} under way");
            return table;
        }
    }

    private sealed record Row(string Device, Stopwatch Since)
    {
        public RunProgress? Progress { get; init; }

        public Stopwatch SinceLine { get; init; } = Stopwatch.StartNew();
    }
}

/// <summary>Prints what a batch plans, how far it is, and what came out.</summary>
internal static class BatchTables
{
    /// <summary>Prints the plan of a batch that does not start.</summary>
    /// <param name="plan">The runs.</param>
    /// <param name="path">The batch's folder.</param>
    /// <param name="slots">Where the runs would go; null for a cluster.</param>
    /// <param name="terminal">Where to print.</param>
    public static void PrintPlan(IReadOnlyList<PlannedRun> plan, string path, WorkerSlots? slots, Terminal terminal)
    {
        var estimate = slots?.MeasureSpeed() ?? (_ => null);
        terminal.WriteTable(
            ["run", "of", "networks", "a pass", "memory", "time"],
            plan.Select(run => (IReadOnlyList<string>)
            [
                run.Name, run.Part.Length > 0 ? $"{run.Source} {run.Part}" : run.Source, $"{run.Replicas}", run.PerPass?.ToString() ?? "-",
                run.Bytes is { } bytes ? $"{bytes / 1e9:0.00} GB" : "-", estimate(run) is { } seconds ? Time(seconds) : "-",
            ]));
        string where = slots is null ? "Slurm" : string.Join(", ", slots.Slots.CountBy(slot => slot.Name)
            .Select(device => device.Value == 1 ? device.Key : $"{device.Key} ({device.Value} at a time)"));
        terminal.Out.WriteLine($"on      {where}");
        if (slots is not null)
        {
            double seconds = plan.Sum(run => estimate(run) ?? 0) / slots.Slots.Count;
            terminal.Out.WriteLine($"time    at most about {Time(seconds)}, if no replica stops early");
        }

        terminal.Out.WriteLine($"folder  {path}");
    }

    /// <summary>Prints how far the runs of a batch have come, from their folders and from Slurm.</summary>
    public static void PrintStatus(BatchFolder batch, Terminal terminal)
    {
        var cluster = new SlurmEngine(batch);
        var (queue, accounts) = (cluster.ReadQueue(), cluster.ReadAccounts());
        (RunStatus Status, string Remark)[] rows = [.. batch.Plan.Runs.Select(batch.Inspect).Select((status, number) =>
            status.State != RunState.Completed && queue.TryGetValue(number, out var task) ? (status with { State = task.State }, task.Text)
            : (status, status.Failure?.Message ?? (status.State == RunState.Completed ? "" : accounts.GetValueOrDefault(number) ?? "")))];
        terminal.WriteTable(
            ["run", "state", "epoch", "accuracy", "remark"],
            rows.Select(row => (IReadOnlyList<string>)
            [
                row.Status.Run.Name, Word(row.Status.State), row.Status.Epoch?.ToString("0.##") ?? "-",
                row.Status.Accuracy is { } accuracy ? $"{100 * accuracy:F1} %" : "-", row.Remark,
            ]));
        terminal.Out.WriteLine(string.Join(", ", rows.CountBy(row => row.Status.State).OrderBy(state => state.Key)
            .Select(state => $"{state.Value} {Word(state.Key)}")));
    }

    /// <summary>Prints a row for each run that has a result.</summary>
    public static void PrintResults(IReadOnlyList<(PlannedRun Run, RunResult Result)> results, Terminal terminal)
    {
        if (results.Count > 0)
        {
            terminal.WriteTable(
                ["run", "networks", "epochs", Results.NameRatio(results.Select(row => row.Result.TimeRatio)), "accuracy at stop", "seconds"],
                results.Select(row => (IReadOnlyList<string>)
                [
                    row.Run.Name, $"{row.Run.Replicas}", row.Result.Epochs?.ToString("0.##") ?? "-", NeverLearned.Describe(row.Result.TimeRatio, row.Result.NeverLearned),
                    row.Result.Replicas.Average(replica => replica.Final.Accuracy) is { } accuracy ? $"{100 * accuracy:F1} %" : "-",
                    $"{row.Result.Seconds:F1}",
                ]));
        }
    }

    /// <summary>Prints why runs have no result, with the last line of their logs.</summary>
    public static void PrintMissing(BatchFolder batch, IReadOnlyList<RunStatus> missing, Terminal terminal)
    {
        foreach (var status in missing)
        {
            string log = Path.Combine(batch.FolderOf(status.Run), "log.txt");
            string why = status.Failure is { } failure ? $"failed (exit code {failure.ExitCode}): {failure.Message}" : $"is {Word(status.State)}";
            terminal.WriteError($"{status.Run.Name} {why}");
            if (status.Failure is not null && File.Exists(log) && File.ReadLines(log).LastOrDefault() is { } last)
            {
                terminal.Error.WriteLine($"  log: {last}");
            }
        }
    }

    private static string Word(RunState state) => state.ToString().ToLowerInvariant();

    private static string Time(double seconds) => TrainingPace.Text(TimeSpan.FromSeconds(seconds));
}
