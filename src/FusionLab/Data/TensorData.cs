// Shapes: P training samples, R replicas, N batch.
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>
/// A task given as tensors. Every replica sees the samples in an order of its own, drawn afresh for each epoch; a full batch
/// keeps the given order and is shared by all replicas.
/// </summary>
public sealed class TensorData : IReplicaData
{
    private readonly IReadOnlyList<Tensor> inputs;
    private readonly Tensor targets;
    private readonly Dictionary<ulong, (int Epoch, Tensor Order)> orders = [];
    private readonly bool sharesSamples;

    /// <summary>Takes over training and test samples; they are disposed with this object.</summary>
    /// <param name="modalities">The input channels.</param>
    /// <param name="outputs">The number of classes, or of real targets.</param>
    /// <param name="inputs">One tensor a modality, <c>[P, ...modality shape]</c>, on the training device.</param>
    /// <param name="targets">Class numbers <c>[P]</c> (int64) or real targets <c>[P, outputs]</c>.</param>
    /// <param name="test">The clean test samples, on the same device.</param>
    /// <exception cref="ArgumentException">The shapes do not belong together.</exception>
    public TensorData(IReadOnlyList<Modality> modalities, int outputs, IReadOnlyList<Tensor> inputs, Tensor targets, EvaluationSet test)
    {
        for (int m = 0; m < modalities.Count; m++)
        {
            long[] expected = [targets.shape[0], .. modalities[m].Shape];
            if (m >= inputs.Count || !inputs[m].shape.SequenceEqual(expected))
            {
                throw new ArgumentException(
                    $"Modality '{modalities[m].Name}' needs samples of shape [{string.Join(", ", expected)}].", nameof(inputs));
            }
        }

        (Modalities, Outputs, Test) = (modalities, outputs, test);
        (this.inputs, this.targets) = (inputs, targets);
    }

    private TensorData(TensorData owner)
    {
        (Modalities, Outputs, Test) = (owner.Modalities, owner.Outputs, owner.Test);
        (inputs, targets, sharesSamples) = (owner.inputs, owner.targets, true);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; }

    /// <inheritdoc/>
    public int Outputs { get; }

    /// <inheritdoc/>
    public bool IsClassification => targets.dtype == ScalarType.Int64;

    /// <inheritdoc/>
    public long TrainSamples => targets.shape[0];

    /// <inheritdoc/>
    public EvaluationSet Test { get; }

    /// <inheritdoc/>
    public ReplicaBatch Batch(IReadOnlyList<ulong> seeds, int epoch, int index, int batchSize)
    {
        using var scope = NewDisposeScope();
        if (batchSize >= TrainSamples)
        {
            return new ReplicaBatch([.. inputs.Select(input => Share(input, seeds.Count))], Share(targets, seeds.Count));
        }

        long start = (long)index * batchSize;
        long samples = Math.Min(batchSize, TrainSamples - start);
        var picked = stack([.. seeds.Select(seed => Order(seed, epoch).narrow(0, start, samples))]);      // [R, N]
        return new ReplicaBatch([.. inputs.Select(input => Pick(input, picked))], Pick(targets, picked));
    }

    /// <summary>The same task again. The samples are shared and stay this object's, which must outlive the other.</summary>
    public TensorData Share() => new(this);

    /// <inheritdoc/>
    public void Dispose()
    {
        var own = orders.Values.Select(kept => kept.Order);
        foreach (var tensor in sharesSamples ? own : own.Concat(inputs).Concat(Test.Inputs).Append(targets).Append(Test.Targets))
        {
            tensor.Dispose();
        }
    }

    private static Tensor Share(Tensor samples, int replicas) =>
        samples.unsqueeze(0).expand([replicas, .. samples.shape]).MoveToOuterDisposeScope();

    private static Tensor Pick(Tensor samples, Tensor picked) =>
        samples.index_select(0, picked.view(-1)).view([.. picked.shape, .. samples.shape.Skip(1)]).MoveToOuterDisposeScope();

    /// <summary>The order of one replica's epoch, kept until its next epoch.</summary>
    private Tensor Order(ulong seed, int epoch)
    {
        if (orders.TryGetValue(seed, out var kept))
        {
            if (kept.Epoch == epoch)
            {
                return kept.Order;
            }

            kept.Order.Dispose();
        }

        // Drawn on the CPU: the same order on every device.
        using var generator = new RandomStream(seed, "order", epoch).CreateGenerator();
        var order = randperm(TrainSamples, ScalarType.Int64, generator: generator).to(targets.device).DetachFromDisposeScope();
        orders[seed] = (epoch, order);
        return order;
    }
}
