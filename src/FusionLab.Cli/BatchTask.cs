using System.Runtime.InteropServices;
using FusionLab.Batch;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Reports;
using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Cli;

/// <summary>Carries out runs of a batch: as a worker of the local engine, or as an array task of Slurm.</summary>
internal static class BatchTask
{
    /// <summary>Does one run after another, as standard input orders; at its end stops the run under way with a checkpoint.</summary>
    /// <param name="terminal">Where to tell progress and outcomes.</param>
    /// <param name="sharing">Workers that share the device.</param>
    /// <param name="cancel">Another reason to stop.</param>
    public static int Serve(Terminal terminal, int sharing, CancellationToken cancel)
    {
        using var interruption = new Interruption(terminal, cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token);
        using var folders = new System.Collections.Concurrent.BlockingCollection<string>();
        new Thread(Listen) { IsBackground = true }.Start();
        foreach (string folder in folders.GetConsumingEnumerable())
        {
            var outcome = CarryOut(
                folder,
                new RunOptions { CheckpointRequest = interruption.CheckpointRequest, WorkersSharingDevice = sharing },
                modalities => new WorkerProgress(terminal.Out, modalities),
                terminal.Error,
                stop.Token);
            terminal.Out.WriteLine(new WorkerMessage(null, outcome).Write());
            if (outcome.ExitCode == LocalEngine.Defect)
            {
                return LocalEngine.Defect; // what a defect leaves behind in this process is not known
            }
        }

        return stop.IsCancellationRequested ? Failure.Interrupted : 0;

        void Listen()
        {
            while (Console.In.ReadLine() is { } order)
            {
                if (order == LocalEngine.SaveOrder)
                {
                    interruption.CheckpointRequest.Make();
                }
                else
                {
                    folders.Add(order);
                }
            }

            folders.CompleteAdding();
            stop.Cancel();
        }
    }

    /// <summary>Does one run as an array task of Slurm.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="terminal">Where to tell progress and the outcome.</param>
    /// <returns>The exit code.</returns>
    public static int RunInSlurm(string folder, Terminal terminal)
    {
        using var signals = new SlurmSignals(terminal.Error);
        var display = new RunDisplay(terminal, quiet: false);
        var before = BatchFolder.ReadFailure(folder);
        var outcome = CarryOut(
            folder,
            new RunOptions { CheckpointRequest = signals.CheckpointRequest, Say = display.Say, Warn = display.Warn },
            modalities => new PlainProgress(terminal.Error, modalities),
            terminal.Error,
            signals.Token);
        bool isFirstDefect = outcome.ExitCode == LocalEngine.Defect && before?.ExitCode != LocalEngine.Defect;
        BatchFolder.WriteFailure(
            folder, outcome.ExitCode is 0 or Failure.Interrupted ? null : new RunFailure(outcome.ExitCode, outcome.Message!));
        terminal.Error.WriteLine(outcome.Message ?? $"Done; the results are in {folder}.");
        if ((outcome.ExitCode == Failure.Interrupted && signals.WantsRequeue) || (isFirstDefect && !signals.IsEnded))
        {
            SlurmEngine.RequeueSelf();
        }

        return outcome.ExitCode;
    }

    private static RunOutcome CarryOut(
        string folder, RunOptions options, Func<IReadOnlyList<string>, IRunEvents> watch, TextWriter error, CancellationToken stop)
    {
        try
        {
            string file = Path.Combine(folder, "config.json");
            var config = ConfigLoader.LoadResolved(file);
            options = options with { Out = folder, Resume = true, CommandLine = $"{file} --out {folder} --resume", Report = RunReport.Write };
            var events = watch((config.Points[0].Config.Data as ClassificationConfig)?.Modalities ?? []);
            var run = SimulateRun.Applies(config) ? SimulateRun.Run(config, options, progress: null, stop)
                : config.Sweep is null ? TrainRun.Run(config, options, events, stop)
                : SweepRun.Run(config, options, events, stop);
            return run.Status == RunResult.Interrupted
                ? new RunOutcome(Failure.Interrupted, $"Interrupted after epoch {run.Epochs}; a checkpoint is saved.")
                : new RunOutcome(0, null);
        }
        catch (Exception failure)
        {
            int code = Failure.ExitCode(failure);
            if (code == LocalEngine.Defect)
            {
                error.WriteLine(failure);
            }

            return new RunOutcome(code, failure is FusionLabException ? failure.Message : Failure.Explain(failure));
        }
    }
}

/// <summary>Tells where a run is, a line an epoch but not more than a few a second.</summary>
/// <param name="output">Where to write.</param>
/// <param name="modalities">The modalities' names.</param>
internal sealed class WorkerProgress(TextWriter output, IReadOnlyList<string> modalities) : IRunEvents
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(0.25);

    private readonly TrainingPace _pace = new();
    private long _told;

    public void Started(TrainingStart start)
    {
        _pace.Started(start);
        Tell();
    }

    public void Evaluated(IReadOnlyList<Evaluation> rows) => _pace.Evaluated(rows);

    public void EpochEnded(EpochTiming timing)
    {
        _pace.EpochEnded(timing);
        if (TimeProvider.System.GetElapsedTime(_told) >= s_shortest)
        {
            Tell();
        }
    }

    private void Tell()
    {
        _told = TimeProvider.System.GetTimestamp();
        var progress = new RunProgress(_pace.Completed, _pace.Epochs, string.Join("  ", _pace.Scores(modalities)), _pace.Left?.TotalSeconds);
        output.WriteLine(new WorkerMessage(progress, null).Write());
    }
}

/// <summary>
/// The signals that reach an array task. SIGUSR1 comes ahead of the time limit: the task stops with a checkpoint and goes back into the
/// queue. SIGTERM comes when it was cancelled, or preempted by Slurm, which requeues it itself: the task stops and requeues nothing. Both
/// may come in either order while a checkpoint is being written, and neither ends the process before it is. SIGUSR2 saves and goes on.
/// </summary>
internal sealed class SlurmSignals : IDisposable
{
    private const int User1 = 10, User2 = 12; // Linux; .NET has no names for them

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private volatile bool _isNoticed, _isEnded;

    /// <summary>Starts to listen.</summary>
    /// <param name="error">Where to say that a signal was heard.</param>
    public SlurmSignals(TextWriter error)
    {
        _registrations =
        [
            Listen((PosixSignal)User1, "Slurm says that the time is nearly up: saving a checkpoint and requeuing.", Notice),
            Listen((PosixSignal)User2, "Saving a checkpoint after this step and going on.", CheckpointRequest.Make),
            .. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP }
                .Select(signal => Listen(signal, "Slurm ends this task: saving a checkpoint.", End)),
        ];

        PosixSignalRegistration Listen(PosixSignal signal, string sentence, Action act) => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (!_source.IsCancellationRequested)
            {
                error.WriteLine(sentence); // what ends the task later comes of its own requeue, or changes no more than that
            }

            act();
        });
    }

    /// <summary>Cancelled when the task is to stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Passes the wish for a checkpoint on to training.</summary>
    public CheckpointRequest CheckpointRequest { get; } = new();

    /// <summary>Whether the task was ended: it must not be requeued.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>Whether the time is up and nobody ended the task.</summary>
    public bool WantsRequeue => _isNoticed && !_isEnded;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Notice()
    {
        _isNoticed = true;
        _source.Cancel();
    }

    private void End()
    {
        _isEnded = true;
        _source.Cancel();
    }
}
