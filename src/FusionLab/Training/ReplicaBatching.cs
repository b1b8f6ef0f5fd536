using System.Globalization;

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

    /// <summary>Chooses the number of replicas a batch.</summary>
    /// <param name="replicas">Replicas in the run.</param>
    /// <param name="asked">What <c>--replicas-per-batch</c> says; null leaves it to us.</param>
    /// <param name="bytesPerReplica">The estimate for one replica, from <see cref="MemoryEstimate"/>.</param>
    /// <param name="availableBytes">The device's memory after data; null when it is not known.</param>
    /// <param name="begun">How many a batch the run was begun with, where it continues: only they can go on from its checkpoints.</param>
    /// <exception cref="ConfigException">Fewer than one replica a batch is asked for.</exception>
    public static ReplicaBatching Choose(int replicas, int? asked, long bytesPerReplica, long? availableBytes, int? begun = null)
    {
        if (asked is < 1)
        {
            throw new ConfigException($"--replicas-per-batch is {asked}; it must be 1 or more.");
        }

        if (asked is { } number)
        {
            return new ReplicaBatching(Math.Min(number, replicas), MayShrink: false);
        }

        if (begun is { } before)
        {
            return new ReplicaBatching(Math.Min(before, replicas), MayShrink: true);
        }

        long fitting = availableBytes is { } bytes ? (long)(Fill * bytes / Math.Max(1, bytesPerReplica)) : replicas;
        return new ReplicaBatching((int)Math.Clamp(fitting, 1, replicas), MayShrink: true);
    }

    /// <summary>Says in one sentence how the replicas are trained, and why.</summary>
    /// <param name="replicas">Replicas in all.</param>
    /// <param name="bytesPerReplica">The estimate for one replica.</param>
    /// <param name="availableBytes">The device's memory; null when it is not known.</param>
    public string Describe(int replicas, long bytesPerReplica, long? availableBytes)
    {
        string need = Gigabytes((double)bytesPerReplica * PerBatch);
        string has = availableBytes is { } bytes ? $"the device has {Gigabytes(bytes)}" : "the device's memory is not known";
        string batches = PerBatch >= replicas
            ? replicas == 1 ? "1 replica trains alone" : $"{replicas} replicas train together"
            : $"{replicas} replicas train {PerBatch} at a time";
        return $"{batches} (about {need}; {has}){(MayShrink ? "" : ", as --replicas-per-batch says")}.";
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
                warn(
                    $"Memory does not hold {count} replicas together; trying {together}. "
                    + $"The results are the same; --replicas-per-batch {together} goes there at once.");
            }
        }

        return results;
    }

    private static string Gigabytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0#} GB");
}
