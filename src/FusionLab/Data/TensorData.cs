// Shapes: P training samples, R replicas, N batch.
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>
/// A task given as tensors. Every replica sees the samples in an order of its own, drawn afresh for each epoch; a full batch
/// keeps the given order and is shared by all replicas.
/// </summary>
public sealed class TensorData : IReplicaData
{
    private readonly IReadOnlyList<Tensor> _inputs;
    private readonly Tensor _targets;
    private readonly EpochPlans _plans;
    private readonly bool _sharesSamples;

    /// <summary>Takes over training and test samples; they are disposed with this object, as validation samples are.</summary>
    /// <param name="modalities">The input channels.</param>
    /// <param name="outputs">The number of classes, or of real targets.</param>
    /// <param name="inputs">One tensor per modality, <c>[P, ...modality shape]</c>, on the training device.</param>
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
        (_inputs, _targets, _plans) = (inputs, targets, new EpochPlans(targets.shape[0], targets.device));
    }

    private TensorData(TensorData owner)
    {
        (Modalities, Outputs, Test, Validation) = (owner.Modalities, owner.Outputs, owner.Test, owner.Validation);
        IsMeasured = owner.IsMeasured;
        (_inputs, _targets, _plans, _sharesSamples) = (owner._inputs, owner._targets, new EpochPlans(owner.TrainSamples, owner._targets.device), true);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; }

    /// <inheritdoc/>
    public int Outputs { get; }

    /// <inheritdoc/>
    public bool IsClassification => _targets.dtype == ScalarType.Int64;

    /// <inheritdoc/>
    /// <remarks>Of real targets only where it is set.</remarks>
    public bool IsMeasured { get => field || IsClassification; init; }

    /// <inheritdoc/>
    public long TrainSamples => _targets.shape[0];

    /// <inheritdoc/>
    public EvaluationSet Test { get; }

    /// <inheritdoc/>
    public EvaluationSet? Validation { get; init; }

    /// <inheritdoc/>
    public ReplicaBatch DrawBatch(IReadOnlyList<ulong> seeds, int epoch, int index, int batchSize)
    {
        using var scope = NewDisposeScope();
        if (batchSize >= TrainSamples)
        {
            return new ReplicaBatch([.. _inputs.Select(input => Share(input, seeds.Count))], Share(_targets, seeds.Count));
        }

        long start = (long)index * batchSize;
        long samples = Math.Min(batchSize, TrainSamples - start);
        var picked = stack([.. seeds.Select(seed => _plans.Get(seed, epoch).Select(start, samples).Samples)]); // [R, N]
        return new ReplicaBatch([.. _inputs.Select(input => Pick(input, picked))], Pick(_targets, picked));
    }

    /// <summary>The same task again. The samples are shared and stay this object's, which must outlive the other.</summary>
    public TensorData Share() => new(this);

    /// <inheritdoc/>
    public void Dispose()
    {
        _plans.Dispose();
        EvaluationSet[] sets = Validation is null ? [Test] : [Test, Validation];
        foreach (var tensor in _sharesSamples ? [] : _inputs.Append(_targets).Concat(sets.SelectMany(set => set.Inputs.Append(set.Targets))))
        {
            tensor.Dispose();
        }
    }

    private static Tensor Share(Tensor samples, int replicas) =>
        samples.unsqueeze(0).expand([replicas, .. samples.shape]).MoveToOuterDisposeScope();

    private static Tensor Pick(Tensor samples, Tensor picked) =>
        samples.index_select(0, picked.view(-1)).view([.. picked.shape, .. samples.shape.Skip(1)]).MoveToOuterDisposeScope();
}
