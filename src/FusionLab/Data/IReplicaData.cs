namespace FusionLab.Data;

/// <summary>
/// A task that replicas train on. All samples stay resident on the training device. A batch is a pure function of
/// (seed, epoch, index), so training can stop anywhere and continue with the same numbers.
/// </summary>
public interface IReplicaData : IDisposable
{
    /// <summary>The input channels, in the order of <see cref="ReplicaBatch.Inputs"/>.</summary>
    IReadOnlyList<Modality> Modalities { get; }

    /// <summary>Network outputs: the number of classes, or of real targets.</summary>
    int Outputs { get; }

    /// <summary>True when targets are class numbers, false when they are real.</summary>
    bool IsClassification { get; }

    /// <summary>Training samples seen by each replica in one epoch.</summary>
    long TrainSamples { get; }

    /// <summary>The clean test samples.</summary>
    EvaluationSet Test { get; }

    /// <summary>Makes one training batch; the caller disposes it.</summary>
    /// <param name="seeds">The seeds of the replicas, in the order of the network's replica dimension.</param>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="index">The batch within the epoch, counted from 0; the last one may be short.</param>
    /// <param name="batchSize">Samples a replica in a full batch.</param>
    ReplicaBatch Batch(IReadOnlyList<ulong> seeds, int epoch, int index, int batchSize);
}
