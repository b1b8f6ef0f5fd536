using static TorchSharp.torch;

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

    /// <summary>Whether scores on the test samples are measured: accuracies of classes, R² of one's own real targets.</summary>
    bool IsMeasured { get; }

    /// <summary>Training samples seen by each replica in one epoch.</summary>
    long TrainSamples { get; }

    /// <summary>The clean test samples.</summary>
    EvaluationSet Test { get; }

    /// <summary>Clean samples that training may be steered by; null where there are none.</summary>
    EvaluationSet? Validation { get; }

    /// <summary>Makes one training batch; the caller disposes it.</summary>
    /// <param name="seeds">The seeds of the replicas, in the order of the network's replica dimension.</param>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="index">The batch within the epoch, counted from 0; the last one may be short.</param>
    /// <param name="batchSize">Samples a replica in a full batch.</param>
    ReplicaBatch DrawBatch(IReadOnlyList<ulong> seeds, int epoch, int index, int batchSize);
}

/// <summary>One input channel of a multimodal network, such as an image or a feature vector.</summary>
/// <param name="Name">The short name used in configs, columns and figures: <c>"a"</c>, <c>"b"</c>, <c>"audio"</c>.</param>
/// <param name="Shape">The shape of one sample: <c>[784]</c> for a vector, <c>[1, 28, 28]</c> for an image (channels first).</param>
public sealed record Modality(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>The number of values in one sample.</summary>
    public long Features => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Whether pictures <c>(height, width, channels)</c> are more likely than <c>(channels, height, width)</c>.</summary>
    internal bool LooksChannelsLast => Shape is [var height, var width, var channels]
        && (channels is 3 or 4 ? Math.Min(height, width) > 4 : channels == 1 && height == width && height > 4);
}

/// <summary>One training batch for <c>R</c> replicas, each with its own samples and its own corruption.</summary>
/// <param name="Inputs">One tensor per modality, <c>[R, N, ...modality shape]</c>, on the training device.</param>
/// <param name="Targets">Class numbers <c>[R, N]</c> (int64) or real targets <c>[R, N, outputs]</c>.</param>
public sealed record ReplicaBatch(IReadOnlyList<Tensor> Inputs, Tensor Targets) : IDisposable
{
    /// <summary>The number of samples each replica sees in this batch; the last batch of an epoch may be shorter.</summary>
    public long Samples => Targets.shape[1];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var input in Inputs)
        {
            input.Dispose();
        }

        Targets.Dispose();
    }
}

/// <summary>Samples on which every replica is evaluated: clean, in a fixed order, shared by all replicas.</summary>
/// <param name="Inputs">
/// One tensor per modality, <c>[T, ...modality shape]</c>. Modalities may share one tensor (the same clean image).
/// </param>
/// <param name="Targets">Class numbers <c>[T]</c> (int64) or real targets <c>[T, outputs]</c>.</param>
public sealed record EvaluationSet(IReadOnlyList<Tensor> Inputs, Tensor Targets)
{
    /// <summary>The number of samples.</summary>
    public long Samples => Targets.shape[0];

    /// <summary>What a branch sees that is switched off, one value per modality; null: 0 for all.</summary>
    public IReadOnlyList<double>? Blanks { get; init; }

    /// <summary>Computes the share of the most frequent class, which an answer that never changes gets right.</summary>
    /// <returns>The class and its share, above 0 up to 1.</returns>
    internal (long Class, double Share) FindMajority()
    {
        var most = MeasureShares().MaxBy(share => share.Value);
        return (most.Key, most.Value);
    }

    /// <summary>
    /// Whether the most frequent class has at least twice as many samples as the least frequent one, and more than four standard
    /// deviations of the difference between two equally frequent ones.
    /// </summary>
    internal bool IsImbalanced()
    {
        var shares = MeasureShares().Values;
        var (least, most) = (Samples * shares.Min(), Samples * shares.Max());
        return most >= 2 * least && most - least > 4 * Math.Sqrt(most + least);
    }

    /// <summary>Measures the share of every class that the targets have.</summary>
    internal IReadOnlyDictionary<long, double> MeasureShares()
    {
        using var targets = Targets.cpu();
        return targets.data<long>().ToArray().CountBy(label => label)
            .ToDictionary(pair => pair.Key, pair => (double)pair.Value / Samples);
    }
}

/// <summary>Where a run's samples come from; written into every output.</summary>
/// <param name="Name">The task's name, such as <c>noisyMnist</c>.</param>
/// <param name="Source">
/// The samples' true origin: <c>mnist</c>, <c>fashionMnist</c> or <c>synthetic</c>; of one's own arrays the file's name; of toy tasks
/// <c>generated</c> or <c>population</c>.
/// </param>
/// <param name="Sha256">
/// The SHA-256 of the unpacked IDX files one after the other: training images, training labels, test images, test labels
/// (<c>zcat FILES | sha256sum</c>); of one's own arrays that of their file; null for tasks that are drawn anew from a seed.
/// </param>
/// <param name="Root">The folder the files were read from; null where there is none.</param>
public sealed record DatasetInfo(string Name, string Source, string? Sha256, string? Root);
