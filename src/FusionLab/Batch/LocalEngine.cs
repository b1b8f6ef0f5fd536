using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using CliWrap;
using FusionLab.Training;

namespace FusionLab.Batch;

/// <summary>How a run of a batch ended.</summary>
/// <param name="ExitCode">The exit code that the run alone would have had.</param>
/// <param name="Message">Why it is not 0, as a sentence; null where it is 0.</param>
public sealed record RunOutcome(int ExitCode, string? Message);

/// <summary>Where a run is, as its worker tells.</summary>
/// <param name="Epoch">Epochs completed.</param>
/// <param name="Epochs">Epochs at most.</param>
/// <param name="Scores">Loss and accuracies, in words.</param>
/// <param name="SecondsLeft">Seconds left if no replica stops early; null where not known yet.</param>
public sealed record RunProgress(int Epoch, int Epochs, string Scores, double? SecondsLeft);

/// <summary>A line of JSON that a worker writes: where its run is, or how it ended.</summary>
/// <param name="Progress">Where the run is.</param>
/// <param name="Outcome">How it ended; the worker then waits for the next one.</param>
public sealed record WorkerMessage(RunProgress? Progress, RunOutcome? Outcome)
{
    /// <summary>The message as a line.</summary>
    public string Write() => JsonSerializer.Serialize(this);

    /// <summary>Reads a line; null where it is none of a worker's.</summary>
    internal static WorkerMessage? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkerMessage>(line);
        }
        catch (JsonException)
        {
            return null; // a library's own output
        }
    }
}

/// <summary>Who watches a batch. Calls come from several threads.</summary>
public interface IBatchEvents
{
    /// <summary>A worker begins a run, or begins it again.</summary>
    void Started(PlannedRun run, WorkerSlot slot);

    /// <summary>A run has come further.</summary>
    void Progressed(PlannedRun run, RunProgress progress);

    /// <summary>A run's worker died, and another one goes on with the run.</summary>
    void Retried(PlannedRun run, RunOutcome death);

    /// <summary>A run ended.</summary>
    void Ended(PlannedRun run, RunOutcome outcome);
}

/// <summary>
/// Carries out a batch on this machine: one worker process in each slot does one run after another. A worker reads run folders from
/// its standard input, a line each, and answers with <see cref="WorkerMessage"/>s; the end of its input asks it to stop with a
/// checkpoint, also when this process was killed.
/// </summary>
/// <param name="folder">The batch.</param>
/// <param name="slots">The places for workers.</param>
/// <param name="command">The command line that starts a worker.</param>
public sealed class LocalEngine(BatchFolder folder, IReadOnlyList<WorkerSlot> slots, IReadOnlyList<string> command)
{
    /// <summary>The exit code of a run that was stopped and can go on.</summary>
    public const int Interrupted = 75;

    /// <summary>The exit code of a defect; the process that has one is not used again.</summary>
    public const int Defect = 1;

    /// <summary>The order to a worker to save a checkpoint and to go on; other orders are the folders of runs.</summary>
    public const string SaveOrder = "save";

    /// <summary>A run whose worker dies is tried once more.</summary>
    private const int Attempts = 2;

    /// <summary>Carries out runs.</summary>
    /// <param name="runs">The runs, in the order in which they begin.</param>
    /// <param name="events">Who watches.</param>
    /// <param name="request">Asks all runs under way for a checkpoint.</param>
    /// <param name="cancellation">Stops all runs with checkpoints.</param>
    /// <returns>How each run ended, by its name; those that were not begun as interrupted.</returns>
    /// <exception cref="ConfigException">Another process carries out this batch.</exception>
    public async Task<IReadOnlyDictionary<string, RunOutcome>> Run(
        IReadOnlyList<PlannedRun> runs, IBatchEvents events, CheckpointRequest request, CancellationToken cancellation)
    {
        using var held = folder.Hold();
        var waiting = new ConcurrentQueue<PlannedRun>(runs);
        var outcomes = new ConcurrentDictionary<string, RunOutcome>(
            runs.Select(run => KeyValuePair.Create(run.Name, new RunOutcome(Interrupted, "It was not begun."))));
        await Task.WhenAll(slots.Take(runs.Count).Select(slot => Task.Run(() => Serve(slot), CancellationToken.None)));
        return outcomes;

        async Task Serve(WorkerSlot slot)
        {
            Worker? worker = null;
            while (!cancellation.IsCancellationRequested && waiting.TryDequeue(out var run))
            {
                for (int attempt = 1; ; attempt++)
                {
                    worker ??= new Worker(command, slot, request, cancellation);
                    events.Started(run, slot);
                    var (outcome, isAlive) = await worker.Run(folder.FolderOf(run), progress => events.Progressed(run, progress));
                    if (!isAlive)
                    {
                        await worker.End();
                        worker = null;
                    }

                    if (isAlive || attempt == Attempts || cancellation.IsCancellationRequested)
                    {
                        BatchFolder.WriteFailure(
                            folder.FolderOf(run),
                            outcome.ExitCode is 0 or Interrupted ? null : new RunFailure(outcome.ExitCode, outcome.Message!));
                        outcomes[run.Name] = outcome;
                        events.Ended(run, outcome);
                        break;
                    }

                    events.Retried(run, outcome);
                }
            }

            await (worker?.End() ?? Task.CompletedTask);
        }
    }

    /// <summary>A worker process.</summary>
    private sealed class Worker
    {
        private readonly Channel<string> _orders = Channel.CreateUnbounded<string>();
        private readonly CancellationTokenRegistration _stop;
        private readonly CheckpointRequest _request;
        private readonly Task<CommandResult> _process;
        private TaskCompletionSource<RunOutcome> _answer = new();
        private Action<RunProgress>? _progress;
        private string? _lastError;

        public Worker(IReadOnlyList<string> command, WorkerSlot slot, CheckpointRequest request, CancellationToken cancellation)
        {
            _request = request;
            _process = CliWrap.Cli.Wrap(command[0]).WithArguments(command.Skip(1))
                .WithEnvironmentVariables(slot.Environment)
                .WithStandardInputPipe(PipeSource.Create(SendOrders))
                .WithStandardOutputPipe(PipeTarget.ToDelegate(Hear))
                .WithStandardErrorPipe(PipeTarget.ToDelegate(line => _lastError = line.Length > 0 ? line : _lastError))
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(CancellationToken.None);
            _request.Made += Save;
            _stop = cancellation.Register(() => _orders.Writer.TryComplete());
        }

        /// <summary>Does a run.</summary>
        /// <param name="runFolder">Its folder.</param>
        /// <param name="progress">Told how far it has come.</param>
        /// <returns>How it ended, and whether the process can do another one.</returns>
        public async Task<(RunOutcome Outcome, bool IsAlive)> Run(string runFolder, Action<RunProgress> progress)
        {
            (_answer, _progress) = (new TaskCompletionSource<RunOutcome>(TaskCreationOptions.RunContinuationsAsynchronously), progress);
            if (!_orders.Writer.TryWrite(runFolder))
            {
                return (new RunOutcome(Interrupted, "It was not begun."), true);
            }

            await Task.WhenAny(_answer.Task, _process);
            if (_answer.Task.IsCompleted)
            {
                var outcome = await _answer.Task;
                return (outcome, outcome.ExitCode != Defect);
            }

            int code = (await _process).ExitCode;
            string death = code > 128 ? $"was killed by signal {code - 128}" : $"ended with exit code {code}";
            string last = _lastError is { } line ? $"; its last words: {line}" : "";
            return (new RunOutcome(Defect, $"Its worker {death}{last}."), false);
        }

        /// <summary>Lets the process end.</summary>
        public async Task End()
        {
            _orders.Writer.TryComplete();
            await _process;
            _request.Made -= Save;
            await _stop.DisposeAsync();
        }

        private void Save() => _orders.Writer.TryWrite(SaveOrder);

        private async Task SendOrders(Stream input, CancellationToken ended)
        {
            await foreach (string order in _orders.Reader.ReadAllAsync(ended))
            {
                await input.WriteAsync(Encoding.UTF8.GetBytes($"{order}\n"), ended);
                await input.FlushAsync(ended);
            }
        }

        private void Hear(string line)
        {
            var message = WorkerMessage.Read(line);
            if (message?.Progress is { } progress)
            {
                _progress?.Invoke(progress);
            }

            if (message?.Outcome is { } outcome)
            {
                _answer.TrySetResult(outcome);
            }
        }
    }
}
