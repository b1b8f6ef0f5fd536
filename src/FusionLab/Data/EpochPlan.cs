// Shapes: S training samples, N batch.
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>
/// One replica's epoch: the order of its samples and how each is corrupted. Both are drawn on the CPU, so that they are the
/// same on every device, and go to the device at once: a GPU would wait for the upload of each batch.
/// </summary>
internal sealed class EpochPlan : IDisposable
{
    private readonly Tensor _order; // [S]
    private readonly Tensor? _patterns; // [S]
    private readonly int _patternCount;

    /// <summary>Draws the plan.</summary>
    /// <param name="seed">The replica's seed.</param>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="samples">Training samples <c>S</c>.</param>
    /// <param name="mixture">How often each pattern of corruption occurs; null: nothing is corrupted.</param>
    /// <param name="device">Where the samples are.</param>
    public EpochPlan(ulong seed, int epoch, long samples, CorruptionMixture? mixture, Device device)
    {
        Epoch = epoch;
        using var scope = NewDisposeScope();
        using var orderStream = new RandomStream(seed, "order", epoch).CreateGenerator();
        _order = randperm(samples, dtype: ScalarType.Int64, generator: orderStream).to(device).DetachFromDisposeScope();
        if (mixture is null)
        {
            return;
        }

        using var corruptionStream = new RandomStream(seed, "corruption", epoch).CreateGenerator();
        var uniform = rand(samples, dtype: ScalarType.Float64, generator: corruptionStream); // [S]
        var patterns = zeros(samples, dtype: ScalarType.Int64);
        foreach (double threshold in mixture.Thresholds)
        {
            using Scalar held = threshold;
            patterns.add_(uniform.ge(held).to(ScalarType.Int64), HeldScalars.One);
        }

        _patterns = patterns.to(device).DetachFromDisposeScope();
        _patternCount = mixture.Probabilities.Count;
    }

    /// <summary>The epoch, counted from 0.</summary>
    public int Epoch { get; }

    /// <summary>
    /// Selects the samples of one batch, those of equal corruption side by side, where they can be corrupted without an index. Within a
    /// batch the order has no meaning.
    /// </summary>
    /// <param name="start">The first sample's place in the epoch.</param>
    /// <param name="count">The batch's samples <c>N</c>.</param>
    /// <returns>Sample numbers <c>[N]</c> (int64), and how many samples each pattern has. Counting them waits for a GPU.</returns>
    public (Tensor Samples, long[] Counts) Select(long start, long count)
    {
        using var scope = NewDisposeScope();
        var order = _order.narrow(0, start, count); // [N]
        if (_patterns is null)
        {
            return (order.MoveToOuterDisposeScope(), [count]);
        }

        var pattern = _patterns.narrow(0, start, count); // [N]
        var places = new Tensor[_patternCount];
        for (int p = 0; p < places.Length; p++)
        {
            using Scalar number = p;
            places[p] = pattern.eq(number).nonzero().view(-1); // [samples of pattern p]
        }

        var samples = order.index_select(0, cat(places)); // [N]
        return (samples.MoveToOuterDisposeScope(), [.. places.Select(place => place.shape[0])]);
    }

    /// <summary>The samples of one batch in their order, and the pattern of each.</summary>
    /// <param name="start">The first sample's place in the epoch.</param>
    /// <param name="count">The batch's samples <c>N</c>.</param>
    /// <returns>Views of sample numbers and pattern numbers, <c>[N]</c> each (int64); of patterns null where nothing is corrupted.</returns>
    public (Tensor Samples, Tensor? Patterns) Slice(long start, long count) =>
        (_order.narrow(0, start, count), _patterns?.narrow(0, start, count));

    public void Dispose()
    {
        _order.Dispose();
        _patterns?.Dispose();
    }
}

/// <summary>The plans of the epoch that is being trained, one a replica; those of other epochs are disposed.</summary>
/// <param name="samples">Training samples.</param>
/// <param name="device">Where they are.</param>
/// <param name="mixture">How samples are corrupted; null: not at all.</param>
internal sealed class EpochPlans(long samples, Device device, CorruptionMixture? mixture = null) : IDisposable
{
    private readonly Dictionary<ulong, EpochPlan> _plans = [];

    /// <summary>The number of plans held.</summary>
    public int Count => _plans.Count;

    /// <summary>Gets the plan of one replica, which is drawn when it is first asked for.</summary>
    public EpochPlan Get(ulong seed, int epoch)
    {
        if (_plans.TryGetValue(seed, out var plan) && plan.Epoch == epoch)
        {
            return plan;
        }

        // Also the plans of replicas that have left the run.
        foreach (var (other, old) in _plans.Where(pair => pair.Value.Epoch != epoch).ToList())
        {
            old.Dispose();
            _plans.Remove(other);
        }

        return _plans[seed] = new EpochPlan(seed, epoch, samples, mixture, device);
    }

    public void Dispose()
    {
        foreach (var plan in _plans.Values)
        {
            plan.Dispose();
        }

        _plans.Clear();
    }
}
