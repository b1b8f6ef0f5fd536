// Shapes: S training samples, N batch.
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>
/// One replica's epoch: the order of its samples and how each is corrupted. Both are drawn on the CPU, so that they are the
/// same on every device.
/// </summary>
internal sealed class EpochPlan : IDisposable
{
    private readonly Tensor order;
    private readonly Tensor patterns;
    private readonly int patternCount;

    private EpochPlan(int epoch, Tensor order, Tensor patterns, int patternCount)
    {
        Epoch = epoch;
        this.order = order;
        this.patterns = patterns;
        this.patternCount = patternCount;
    }

    /// <summary>The epoch, counted from 0.</summary>
    public int Epoch { get; }

    /// <summary>Draws the plan.</summary>
    /// <param name="seed">The replica's seed.</param>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="samples">Training samples <c>S</c>.</param>
    /// <param name="mixture">How often each pattern occurs.</param>
    public static EpochPlan Draw(ulong seed, int epoch, long samples, CorruptionMixture mixture)
    {
        using var scope = NewDisposeScope();
        using var orderStream = new RandomStream(seed, "order", epoch).CreateGenerator();
        using var corruptionStream = new RandomStream(seed, "corruption", epoch).CreateGenerator();
        var order = randperm(samples, dtype: ScalarType.Int64, generator: orderStream); // [S]
        var uniform = rand(samples, dtype: ScalarType.Float64, generator: corruptionStream); // [S]
        var patterns = zeros(samples, dtype: ScalarType.Int64);
        foreach (double threshold in mixture.Thresholds)
        {
            using Scalar held = threshold;
            patterns.add_(uniform.ge(held).to(ScalarType.Int64), HeldScalars.One);
        }

        return new EpochPlan(epoch, order.DetachFromDisposeScope(), patterns.DetachFromDisposeScope(), mixture.Patterns);
    }

    /// <summary>
    /// The samples of one batch, those of equal corruption side by side: within a batch the order means nothing, and what is
    /// side by side can be corrupted without an index.
    /// </summary>
    /// <param name="start">The first sample's place in the epoch.</param>
    /// <param name="count">The batch's samples <c>N</c>.</param>
    /// <returns>Sample numbers <c>[N]</c> (int64, CPU), and how many samples each pattern has.</returns>
    public (Tensor Samples, long[] Counts) Batch(long start, long count)
    {
        using var scope = NewDisposeScope();
        var pattern = patterns.narrow(0, start, count); // [N]
        var places = new Tensor[patternCount];
        for (int p = 0; p < places.Length; p++)
        {
            using Scalar number = p;
            places[p] = pattern.eq(number).nonzero().view(-1); // [samples of pattern p]
        }

        var samples = order.narrow(0, start, count).index_select(0, cat(places)); // [N]
        return (samples.MoveToOuterDisposeScope(), [.. places.Select(place => place.shape[0])]);
    }

    public void Dispose()
    {
        order.Dispose();
        patterns.Dispose();
    }
}
