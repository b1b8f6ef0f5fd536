using System.Runtime.InteropServices;

namespace FusionLab.Cli;

/// <summary>
/// Turns the signals that ask a run to end (Ctrl+C, SIGTERM, and SIGUSR1, which batch systems send before the time is up) into
/// a cancellation, so that a checkpoint can be saved. A second signal ends the process as usual.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly TextWriter _error;

    /// <summary>Starts to listen.</summary>
    /// <param name="error">Where to say that the signal was heard.</param>
    /// <param name="cancel">Another reason to stop.</param>
    public Interruption(TextWriter error, CancellationToken cancel)
    {
        _error = error;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Listen(PosixSignal.SIGINT);
        Listen(PosixSignal.SIGTERM);
        if (!OperatingSystem.IsWindows())
        {
            // .NET has no name for SIGUSR1 and takes the system's own number.
            Listen((PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10));
        }
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    private void Listen(PosixSignal signal) => _registrations.Add(PosixSignalRegistration.Create(signal, Hear));

    private void Hear(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        _error.WriteLine("Stopping after this step and saving a checkpoint; a second signal stops at once.");
        _source.Cancel();
    }
}
