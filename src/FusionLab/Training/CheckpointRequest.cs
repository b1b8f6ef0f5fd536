namespace FusionLab.Training;

/// <summary>A wish for a checkpoint, from any thread (a signal handler, say) to the one that trains; training goes on after it.</summary>
public sealed class CheckpointRequest
{
    private int pending;

    /// <summary>Asks for a checkpoint after the step under way. Asking again before it is written changes nothing.</summary>
    public void Make() => Interlocked.Exchange(ref pending, 1);

    /// <summary>True once for each wish.</summary>
    internal bool Take() => Interlocked.Exchange(ref pending, 0) == 1;
}
