using System.Runtime.InteropServices;
using FusionLab.Training;

namespace FusionLab.Cli;

/// <summary>
/// Turns signals into wishes that a command can fulfil: Ctrl+C, SIGTERM and SIGHUP (the terminal was closed) end it, a run with a
/// checkpoint; SIGUSR1 and SIGUSR2, one of which batch systems can be told to send some time before they end a job, save a checkpoint
/// and let the run go on.
/// </summary>
/// <remarks>
/// Whoever ends a job tends to signal its whole process group, and <c>dotnet run</c> passes on what it has got itself: signals within
/// <see cref="SameWish"/> of the first are the same wish. A later one ends the process at once, as if nobody listened. A signal that the
/// process was started to ignore, as <c>nohup</c> does with SIGHUP, stays ignored: .NET leaves it so. A command that is done is about to
/// end, and a signal in that moment does not turn its success into a failure.
/// </remarks>
internal sealed class Interruption : IDisposable
{
    /// <summary>Signals within this time of the first that asked to end repeat it.</summary>
    internal static readonly TimeSpan SameWish = TimeSpan.FromSeconds(2);

    /// <summary>How long a wish waits for the sentence about it, whose reader may have stopped reading.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _source;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Terminal _terminal;
    private readonly Lock _lock = new();

    /// <summary>When the command was asked to end, or was done, in milliseconds.</summary>
    private long? _ending;

    /// <summary>Starts to listen.</summary>
    /// <param name="terminal">Where to say that a signal was heard.</param>
    /// <param name="cancel">Another reason to stop.</param>
    /// <param name="savesCheckpoints">Whether the command trains, and saves a checkpoint when it is asked to.</param>
    public Interruption(Terminal terminal, CancellationToken cancel, bool savesCheckpoints = true)
    {
        _terminal = terminal;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        string stopping = savesCheckpoints ? "Stopping after this step and saving a checkpoint" : "Stopping";
        string sentence = $"{stopping}; another signal after {SameWish.TotalSeconds:F0} seconds stops at once.";
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
        {
            Listen(signal, context => Stop(context, sentence));
        }

        if (savesCheckpoints && !OperatingSystem.IsWindows())
        {
            // .NET has no names for SIGUSR1 and SIGUSR2 and takes the system's own numbers.
            foreach (int signal in OperatingSystem.IsMacOS() ? [30, 31] : new[] { 10, 12 })
            {
                Listen((PosixSignal)signal, Save);
            }
        }
    }

    /// <summary>Cancelled by the first signal that asks to end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Passes the wish for a checkpoint on to training.</summary>
    public CheckpointRequest CheckpointRequest { get; } = new();

    /// <summary>Does work that leaves nothing to go on from, so that a signal ends it wherever it is.</summary>
    /// <param name="terminal">Where to say that a signal was heard.</param>
    /// <param name="cancel">Another reason to stop.</param>
    /// <param name="work">The work; unless it heeds its token, it goes on in vain until the process ends.</param>
    /// <returns>What the work gives.</returns>
    /// <exception cref="OperationCanceledException">It was to end.</exception>
    public static async Task<T> EndAnywhere<T>(Terminal terminal, CancellationToken cancel, Func<CancellationToken, T> work)
    {
        using var interruption = new Interruption(terminal, cancel, savesCheckpoints: false);
        var token = interruption.Token;
        return await Task.Run(() => work(token), CancellationToken.None).WaitAsync(token);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _ending ??= Environment.TickCount64; // signals are still heard: the default would end the process before it ends by itself
        }

        _source.Dispose();
    }

    private void Listen(PosixSignal signal, Action<PosixSignalContext> hear) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, hear));

    private void Stop(PosixSignalContext context, string sentence)
    {
        long now = Environment.TickCount64;
        lock (_lock)
        {
            if (_ending is { } first)
            {
                context.Cancel |= now - first < SameWish.TotalMilliseconds;
                return;
            }

            _ending = now;
        }

        context.Cancel = true;
        Task.Run(() => _terminal.WriteError(sentence)).Wait(s_patience);
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command has ended by itself.
        }
    }

    private void Save(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_ending is not null)
        {
            return;
        }

        CheckpointRequest.Make();
        _terminal.WriteError("Saving a checkpoint after this step and going on.");
    }
}
