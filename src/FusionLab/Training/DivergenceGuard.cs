// Shapes: R replicas.
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// Keeps a step from being made for a replica whose loss is not finite. On the CPU the losses of each step are looked at
/// before the update. On CUDA that would stall the device at every step; there the update itself is masked on the device, so
/// that such a replica keeps the weights it had, and which replica and step it was is read back when results are fetched anyway.
/// </summary>
internal sealed class DivergenceGuard : IDisposable
{
    /// <summary>The step at which each replica's loss was first not finite, counted from 1; 0 while it is; int64 <c>[R]</c>.</summary>
    private Tensor firstBadStep;

    public DivergenceGuard(int replicas, Device device)
    {
        using var scope = NewDisposeScope();
        firstBadStep = zeros(replicas, dtype: ScalarType.Int64, device: device).DetachFromDisposeScope();
    }

    /// <summary>True when it is known, without waiting for the device, that a replica has diverged.</summary>
    public bool HasCaught { get; private set; }

    /// <summary>Looks at the losses of a step before its update.</summary>
    /// <param name="losses"><c>[R]</c>.</param>
    /// <param name="step">The step, counted from 1.</param>
    /// <returns>The replicas that must not be updated, bool <c>[R]</c>; null when it is known that there are none.</returns>
    public Tensor? Check(Tensor losses, long step)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var finite = losses.isfinite();
        if (losses.device_type == DeviceType.CPU)
        {
            if (!HasCaught && finite.all().item<bool>())
            {
                return null;
            }

            HasCaught = true;
        }

        var newlyBad = finite.logical_not().logical_and(firstBadStep.eq(HeldScalars.Zero));
        using Scalar now = step;
        firstBadStep.masked_fill_(newlyBad, now);
        return firstBadStep.ne(HeldScalars.Zero).MoveToOuterDisposeScope();
    }

    /// <summary>The replicas that have diverged (as indices) with their step. Waits for the device.</summary>
    public IReadOnlyList<(int Index, long Step)> Diverged()
    {
        using var scope = NewDisposeScope();
        long[] steps = firstBadStep.cpu().data<long>().ToArray();
        return [.. steps.Select((step, index) => (index, step)).Where(bad => bad.step != 0)];
    }

    /// <summary>Forgets all replicas but <paramref name="remaining"/> that are known to be well.</summary>
    public void Restart(int remaining)
    {
        using var scope = NewDisposeScope();
        var fresh = zeros(remaining, dtype: ScalarType.Int64, device: firstBadStep.device).DetachFromDisposeScope();
        firstBadStep.Dispose();
        firstBadStep = fresh;
        HasCaught = false;
    }

    public void Dispose() => firstBadStep.Dispose();
}
