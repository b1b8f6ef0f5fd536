using System.Runtime.InteropServices;
using FusionLab.Training;

namespace FusionLab.Cli;

/// <summary>
/// Turns signals into wishes that training can fulfil between two steps: Ctrl+C and SIGTERM save a checkpoint and end the run (a
/// second one ends the process as usual); SIGUSR1, which batch systems can be told to send some time before they end a job,
/// saves a checkpoint and lets the run go on.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly TextWriter _error;

    /// <summary>Starts to listen.</summary>
    /// <param name="error">Where to say that a signal was heard.</param>
    /// <param name="cancel">Another reason to stop.</param>
    public Interruption(TextWriter error, CancellationToken cancel)
    {
        _error = error;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Listen(PosixSignal.SIGINT, Stop);
        Listen(PosixSignal.SIGTERM, Stop);
        if (!OperatingSystem.IsWindows())
        {
            // .NET has no name for SIGUSR1 and takes the system's own number.
            Listen((PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10), Save);
        }
    }

    /// <summary>Cancelled by the first signal that asks to end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Passes the wish for a checkpoint on to training.</summary>
    public CheckpointRequest CheckpointRequest { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    private void Listen(PosixSignal signal, Action<PosixSignalContext> hear) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, hear));

    private void Stop(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        _error.WriteLine("Stopping after this step and saving a checkpoint; a second signal stops at once.");
        _source.Cancel();
    }

    private void Save(PosixSignalContext context)
    {
        context.Cancel = true;
        _error.WriteLine("Saving a checkpoint after this step and going on.");
        CheckpointRequest.Make();
    }
}
