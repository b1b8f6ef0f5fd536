using System.Globalization;
using FusionLab.Data;
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// Decides how many replicas train together. Together they are faster, as long as they fit into the device's memory; apart
/// they give the same numbers.
/// </summary>
/// <param name="PerBatch">Replicas a batch.</param>
/// <param name="MayShrink">True when it was our choice, so that a smaller batch is tried when memory does not suffice.</param>
public sealed record ReplicaBatching(int PerBatch, bool MayShrink)
{
    /// <summary>
    /// The part of a device's memory that an estimate may fill; the rest is for libraries, fragments, and the estimate's error.
    /// </summary>
    private const double Fill = 0.7;

    /// <summary>How a person chooses <see cref="PerBatch"/>, for sentences that propose a number; null proposes none.</summary>
    public string? Option { get; init; }

    /// <summary>Chooses the number of replicas a batch.</summary>
    /// <param name="replicas">Replicas in the run.</param>
    /// <param name="asked">What the person asks for; null leaves it to us.</param>
    /// <param name="bytesPerReplica">The estimate for one replica, from <see cref="EstimateBytesPerReplica"/>.</param>
    /// <param name="availableBytes">The device's memory after data; null when it is not known.</param>
    /// <param name="begun">How many a batch the run was begun with, where it continues: only they can go on from its checkpoints.</param>
    /// <exception cref="ConfigException">Fewer than one replica per batch is asked for.</exception>
    public static ReplicaBatching Choose(int replicas, int? asked, long bytesPerReplica, long? availableBytes, int? begun = null)
    {
        if (asked is < 1)
        {
            throw new ConfigException($"A batch of {asked} replicas is asked for; it must be of 1 or more.");
        }

        if ((asked ?? begun) is { } number)
        {
            return new ReplicaBatching(Math.Min(number, replicas), MayShrink: asked is null);
        }

        long fitting = availableBytes is { } bytes ? (long)(Fill * bytes / Math.Max(1, bytesPerReplica)) : replicas;
        return new ReplicaBatching((int)Math.Clamp(fitting, 1, replicas), MayShrink: true);
    }

    /// <summary>
    /// Estimates the bytes of one replica: weights, gradients and optimizer state, and what a step keeps for the backward pass.
    /// </summary>
    /// <param name="plan">The network's layers.</param>
    /// <param name="data">The task.</param>
    /// <param name="config">Batch size, optimizer and precision.</param>
    /// <param name="device">The training device.</param>
    /// <remarks>
    /// An activation is counted three times: kept for the backward pass, its gradient, and one workspace. The same goes for
    /// inputs, which are drawn, corrupted and converted.
    /// </remarks>
    internal static long EstimateBytesPerReplica(NetworkPlan plan, IReplicaData data, TrainConfig config, Device device)
    {
        long samples = config.BatchSize > 0 ? Math.Min(config.BatchSize, data.TrainSamples) : data.TrainSamples;
        long slices = StepSlices.Count(device, samples, plan.ActivationCount, plan.ParameterCount, config.Precision.NetworkType());
        Int128 perSample = 3 * (((Int128)BytesPerNumber(config) * plan.ActivationCount / slices)
            + (4 * data.Modalities.Sum(modality => modality.Features)));
        return (long)Int128.Min(long.MaxValue, CountParameterBytes(plan, config) + (samples * perSample));
    }

    /// <summary>Refuses a network whose weights, gradients and optimizer state alone are more than a device's memory.</summary>
    /// <param name="plan">The network's layers.</param>
    /// <param name="config">Optimizer and precision.</param>
    /// <param name="availableBytes">The device's memory; null when it is not known.</param>
    /// <exception cref="ConfigException">They are.</exception>
    internal static void RequireMemory(NetworkPlan plan, TrainConfig config, long? availableBytes)
    {
        if (availableBytes is { } bytes && CountParameterBytes(plan, config) > bytes)
        {
            throw new ConfigException(
                $"One network's weights and gradients take {Size((double)CountParameterBytes(plan, config))}, and the device has "
                + $"{Size(bytes)}; lower the network's width or channels.");
        }
    }

    private static int BytesPerNumber(TrainConfig config) => config.Precision switch { Precision.Fp64 => 8, Precision.Bf16 => 2, _ => 4 };

    private static Int128 CountParameterBytes(NetworkPlan plan, TrainConfig config)
    {
        int size = BytesPerNumber(config), kept = config.Optimizer is AdamWConfig ? 2 : config.Momentum > 0 ? 1 : 0;
        return (Int128)((2 * size) + (kept * Math.Max(size, 4)) + (config.Precision == Precision.Bf16 ? 4 : 0)) * plan.ParameterCount;
    }

    /// <summary>Says in one sentence how the replicas are trained, and why.</summary>
    /// <param name="replicas">Replicas in all.</param>
    /// <param name="bytesPerReplica">The estimate for one replica.</param>
    /// <param name="availableBytes">The device's memory; null when it is not known.</param>
    /// <param name="isCpu">Whether that is the machine's own.</param>
    public string Describe(int replicas, long bytesPerReplica, long? availableBytes, bool isCpu = false)
    {
        string need = Size((double)bytesPerReplica * PerBatch);
        string has = availableBytes is { } bytes ? isCpu ? $"memory {Size(bytes)}" : $"the device has {Size(bytes)}" : "the device's memory is not known";
        string batches = PerBatch < replicas ? $"{replicas} replicas train {PerBatch} at a time"
            : replicas == 1 ? "1 replica trains alone" : $"{replicas} replicas train together";
        return $"{batches} (about {need}; {has}){(MayShrink ? "" : $", as {Option ?? "the caller"} says")}.";
    }

    /// <summary>Trains all replicas, batch after batch; after a shortage of memory, with half as many together where allowed.</summary>
    /// <param name="replicas">Replicas in the run.</param>
    /// <param name="train">
    /// Trains a range of replicas (first index, count); a shortage must show before it tells anyone of results
    /// (<see cref="Trainer.Rehearse"/>).
    /// </param>
    /// <param name="warn">Told in one sentence when fewer replicas are tried.</param>
    /// <typeparam name="T">What training a range gives.</typeparam>
    /// <returns>The results, in the order of the replicas.</returns>
    /// <exception cref="ConfigException">Memory does not suffice, and nothing smaller may be tried.</exception>
    public IReadOnlyList<T> Train<T>(int replicas, Func<int, int, T> train, Action<string> warn)
    {
        var results = new List<T>();
        int together = PerBatch;
        for (int first = 0; first < replicas;)
        {
            int count = Math.Min(together, replicas - first);
            try
            {
                results.Add(train(first, count));
                first += count;
            }
            catch (Exception error) when (MemoryShortage.IsCauseOf(error))
            {
                if (!MayShrink || count == 1)
                {
                    throw MemoryShortage.Explain(count, error);
                }

                together = count / 2;
                string proposal = Option is null ? "" : $"; {Option} {together} goes there at once";
                warn($"Memory does not hold {count} replicas together; trying {together}. The results are the same{proposal}.");
            }
        }

        return results;
    }

    private static string Size(double bytes) => bytes < 1e8
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB") : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0#} GB");
}

/// <summary>Recognizes that a device's memory did not suffice, which torch reports only as text.</summary>
public static class MemoryShortage
{
    private static readonly string[] s_signs =
    [
        "out of memory", "not enough memory", "can't allocate memory", "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED",
    ];

    /// <summary>What NVIDIA's libraries also say when they cannot get their workspace; it may have other causes.</summary>
    private static readonly string[] s_likelySigns = ["unable to find an engine to execute this computation", "CUBLAS_STATUS_NOT_INITIALIZED"];

    /// <summary>True when an operation failed for want of memory, or probably did.</summary>
    /// <param name="error">What the operation threw.</param>
    public static bool IsCauseOf(Exception error) =>
        error is OutOfMemoryException || s_signs.Concat(s_likelySigns).Any(sign => Says(error, sign));

    /// <summary>Describes the failure for a person: what did not fit, and what to lower.</summary>
    /// <param name="replicas">Replicas that were to train together.</param>
    /// <param name="inner">What torch said.</param>
    public static ConfigException Explain(int replicas, Exception inner) => replicas == 1
        ? new(
            "The device's memory does not hold even one replica; lower train.batchSize, or the network's width or channels"
            + $"{Quote(inner)}.", inner)
        : new($"The device's memory does not hold {replicas} replicas together{Quote(inner)}.", inner) { Remedy = Remedy.SmallerBatch };

    /// <summary>Describes for a person that the samples did not fit.</summary>
    /// <param name="inner">What torch said.</param>
    public static ConfigException ExplainData(Exception inner) =>
        new($"The device's memory does not hold the samples; use fewer of them, or a device that other programs leave free{Quote(inner)}.", inner);

    /// <summary>What torch said, where it may mean something else.</summary>
    private static string Quote(Exception error) =>
        s_likelySigns.Any(sign => Says(error, sign)) ? $" (torch says: {TorchLibrary.CutBacktrace(error.Message).TrimEnd('.')})" : "";

    private static bool Says(Exception error, string sign) => error.Message.Contains(sign, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// Decides how many samples of a batch pass through the network together within one step. On a CPU, feature maps that fit the
/// caches make a step of a CNN nearly twice as fast as maps that do not; gradients add up over the slices to the same numbers, to
/// rounding. A GPU takes the whole batch.
/// </summary>
internal static class StepSlices
{
    /// <summary>
    /// What all layers may leave behind for the backward pass, in bytes, of the replicas that are computed at once. Measured on two
    /// cores with 32 MB of third-level cache: 8 to 14 slices of a CNN's batch of 1000 are equally fast.
    /// </summary>
    private const long MostBytes = 64L << 20;

    /// <summary>The same on a GPU, for evaluation alone: few large operations, in a small part of the memory that training takes.</summary>
    private const long MostBytesOnGpu = 1L << 30;

    /// <summary>Samples that pass through a network on a CPU together at most where no gradients add up.</summary>
    private const long MostSamples = 1000;

    /// <summary>
    /// How many numbers a slice leaves behind for each of the weights at least, so that adding up gradients costs little.
    /// </summary>
    private const long LeastPerWeight = 4;

    /// <summary>Splits a batch into slices.</summary>
    /// <param name="network">The network.</param>
    /// <param name="samples">Samples in the batch.</param>
    /// <returns>The samples of each slice; they add up to the batch and differ by one at most.</returns>
    public static long[] Split(FusionNetwork network, long samples)
    {
        var weight = network.parameters().First();
        long parameters = network.ReplicasTogether * network.ParametersPerReplica;
        long count = Count(weight.device, samples, CountActivations(network), parameters, weight.dtype);
        return [.. Enumerable.Range(0, (int)count).Select(slice => ((slice + 1) * samples / count) - (slice * samples / count))];
    }

    /// <summary>Counts the slices of a batch.</summary>
    /// <param name="device">The training device.</param>
    /// <param name="samples">Samples in the batch.</param>
    /// <param name="activations">Numbers that all layers give for one sample, of the replicas computed at once.</param>
    /// <param name="parameters">Their weights and biases.</param>
    /// <param name="type">The type of these numbers.</param>
    public static long Count(Device device, long samples, long activations, long parameters, ScalarType type)
    {
        if (device.type != DeviceType.CPU)
        {
            return 1;
        }

        long most = MaxSamples(MostBytes, activations, type);
        long least = Math.Max(1, LeastPerWeight * parameters / Math.Max(1, activations));
        return Math.Clamp((samples + most - 1) / most, 1, Math.Max(1, samples / least));
    }

    /// <summary>The most samples that pass through a network together where no gradients add up.</summary>
    /// <param name="network">The network.</param>
    public static long MaxSamples(FusionNetwork network)
    {
        var weight = network.parameters().First();
        return weight.device_type == DeviceType.CPU
            ? Math.Min(MostSamples, MaxSamples(MostBytes, CountActivations(network), weight.dtype))
            : MaxSamples(MostBytesOnGpu, CountActivations(network), weight.dtype);
    }

    private static long CountActivations(FusionNetwork network) => network.ReplicasTogether * network.ActivationsPerReplica;

    private static long MaxSamples(long bytes, long activations, ScalarType type) =>
        Math.Max(1, bytes / Math.Max(1, activations * (type == ScalarType.Float64 ? 8 : 4)));
}
