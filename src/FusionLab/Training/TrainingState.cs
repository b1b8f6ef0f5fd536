
namespace FusionLab.Training;

/// <summary>How far training has come: all of it but tensors.</summary>
internal sealed class TrainingState : IDisposable
{
    public TrainingState(IReadOnlyList<TrainedReplica> replicas)
    {
        All = [.. replicas.Select(replica => new ReplicaRecord(replica))];
        Live = [.. All];
    }

    /// <summary>Every replica, in the order of the seeds.</summary>
    public IReadOnlyList<ReplicaRecord> All { get; }

    /// <summary>The replicas in the network, in the order of its replica dimension.</summary>
    public List<ReplicaRecord> Live { get; private set; }

    /// <summary>Epochs completed.</summary>
    public int Epoch { get; private set; }

    /// <summary>Batches of the next epoch already trained on.</summary>
    public int Batch { get; private set; }

    /// <summary>Steps taken.</summary>
    public long Step { get; private set; }

    public List<EpochTiming> Timing { get; } = [];

    /// <summary>All evaluations, in the order they were made.</summary>
    private IReadOnlyList<Evaluation> Rows =>
        [.. All.SelectMany(replica => replica.History).OrderBy(row => row.Step).ThenBy(row => row.Replica)];

    public void CountStep()
    {
        Batch++;
        Step++;
    }

    public void CountEpoch()
    {
        Batch = 0;
        Epoch++;
    }

    /// <summary>Takes replicas out of <see cref="Live"/>.</summary>
    public void Remove(IReadOnlyCollection<ReplicaRecord> leaving) => Live = [.. Live.Where(replica => !leaving.Contains(replica))];

    public CheckpointState Capture(string configJson, LossMeter meter, Laps laps) => new(
        configJson,
        Epoch,
        Batch,
        Step,
        [.. All.Select(replica =>
            new ReplicaState(replica.Number, replica.Seed, Live.Contains(replica), replica.History, replica.Divergence))],
        Live.Count == 0 ? [] : meter.Sums(),
        meter.Samples,
        Timing,
        laps.TrainSeconds,
        laps.EvaluateSeconds);

    /// <summary>Refuses a checkpoint of another run, and names the difference.</summary>
    /// <exception cref="ConfigException">Config or seeds differ.</exception>
    public void RequireSameRun(CheckpointState saved, string configJson)
    {
        if (ConfigDifference.Find(saved.ConfigJson, configJson) is { Count: > 0 } differences)
        {
            throw new ConfigException(
                $"The checkpoint was made with another config ({string.Join("; ", differences)}); "
                + "restore it, or start anew without --resume.");
        }

        var present = All.Select(replica => (replica.Number, replica.Seed));
        if (!saved.Replicas.Select(replica => (replica.Replica, replica.Seed)).SequenceEqual(present))
        {
            string seeds = string.Join(", ", saved.Replicas.Select(replica => replica.Seed));
            throw new ConfigException($"The checkpoint holds the seeds {seeds}; resume with the same, or start anew without --resume.");
        }
    }

    public void Restore(CheckpointState saved)
    {
        (Epoch, Batch, Step) = (saved.Epoch, saved.Batch, saved.Step);
        Timing.AddRange(saved.Timing);
        foreach (var (replica, was) in All.Zip(saved.Replicas))
        {
            replica.History.AddRange(was.History);
            replica.Divergence = was.Divergence;
        }

        Live = [.. All.Zip(saved.Replicas).Where(pair => pair.Second.IsLive).Select(pair => pair.First)];
    }

    /// <summary>What an observer learns at the start.</summary>
    public TrainingStart Start(int epochs, int batchesPerEpoch) =>
        new(
            epochs,
            batchesPerEpoch,
            Epoch,
            Step,
            [.. All.Select(replica => replica.Number)],
            [.. All.Select(replica => replica.Seed)],
            Rows,
            [.. Timing]);

    /// <summary>What training has given.</summary>
    /// <param name="isOver">Whether it ended by itself, and not by cancellation.</param>
    public TrainingResult Result(bool isOver) => new(
        !isOver ? TrainingStatus.Interrupted
            : All.All(replica => replica.Divergence is not null) ? TrainingStatus.Diverged : TrainingStatus.Completed,
        Epoch,
        Step,
        [
            .. All.Select(replica => replica.Result(isOver || !Live.Contains(replica))),
        ],
        [.. Timing]);

    public void Dispose()
    {
        foreach (var replica in All)
        {
            replica.Dispose();
        }
    }
}
