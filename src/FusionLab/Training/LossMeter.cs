// Shapes: R replicas.
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// The mean training loss of each replica since the last reset, weighted by samples, so that a short last batch counts for
/// what it is. It adds up on the device, in 64 bits, and is fetched only when a row is written.
/// </summary>
internal sealed class LossMeter : IDisposable
{
    private Tensor sums;

    public LossMeter(int replicas, Device device)
    {
        using var scope = NewDisposeScope();
        sums = zeros(replicas, dtype: ScalarType.Float64, device: device).DetachFromDisposeScope();
    }

    public long Samples { get; private set; }

    public void Add(Tensor losses, long samples)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        using Scalar weight = samples;
        sums.add_(losses.detach().to(ScalarType.Float64), weight);
        Samples += samples;
    }

    /// <summary>Loss times samples, summed; waits for the device.</summary>
    public double[] Sums()
    {
        using var scope = NewDisposeScope();
        return sums.cpu().data<double>().ToArray();
    }

    public double[] Means() => [.. Sums().Select(sum => sum / Samples)];

    public void Reset()
    {
        using var scope = NewDisposeScope();
        sums.zero_();
        Samples = 0;
    }

    public void Keep(IReadOnlyList<int> kept)
    {
        double[] before = Sums();
        Restore([.. kept.Select(index => before[index])], Samples);
    }

    public void Restore(IReadOnlyList<double> values, long samples)
    {
        using var scope = NewDisposeScope();
        var restored = tensor(values.ToArray(), device: sums.device).DetachFromDisposeScope();
        sums.Dispose();
        sums = restored;
        Samples = samples;
    }

    public void Dispose() => sums.Dispose();
}
