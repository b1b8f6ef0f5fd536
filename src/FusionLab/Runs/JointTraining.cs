using System.Globalization;
using System.Text.RegularExpressions;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using FusionLab.Training.Remedies;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>
/// Trains replicas whose networks have equal shapes, as many together as the device's memory holds: the seeds of one run, or of
/// all points of a sweep that fit into one batch.
/// </summary>
/// <param name="planned">The replicas; the first one's config says what all share.</param>
/// <param name="determinants">What determines their numbers, as JSON; a checkpoint made with another is refused.</param>
/// <param name="checkpoints">The folder for checkpoints.</param>
/// <param name="device">The training device.</param>
/// <param name="options">How to carry it out.</param>
internal sealed class JointTraining(
    IReadOnlyList<PlannedReplica> planned, string determinants, string checkpoints, Device device, RunOptions options)
{
    private readonly ExperimentConfig _shared = planned[0].Config;
    private readonly IReplicaData _data = planned[0].Data;

    /// <summary>Replicas of the sweep whose training is over already.</summary>
    public int ReplicasBefore { get; init; }

    /// <summary>Replicas of the sweep in all; null: those of this training.</summary>
    public int? ReplicasInAll { get; init; }

    /// <summary>Epochs of the network that has trained longest so far, without baselines.</summary>
    private int? _longest;

    /// <summary>Trains all replicas.</summary>
    /// <param name="watchers">Who watches, told one after the other.</param>
    /// <param name="say">Told how many train together.</param>
    /// <param name="warn">Told when fewer fit together than planned, or when a checkpoint is damaged.</param>
    /// <param name="cancellation">Ends training after the step under way.</param>
    /// <returns>One result per replica, numbered from 1 in the order given.</returns>
    public IReadOnlyList<ReplicaResult> Run(
        IReadOnlyList<IRunEvents> watchers, Action<string> say, Action<string> warn, CancellationToken cancellation)
    {
        var plan = NetworkPlan.Create(_shared.Network, _data.Modalities, _data.Outputs);
        long bytes = ReplicaBatching.EstimateBytesPerReplica(plan, _data, _shared.Train, device);
        long? available = Devices.FindMemory(device) / options.WorkersSharingDevice;
        int? begun = options.Resume ? ReplicaCheckpoints.PerBatch(checkpoints) : null;
        var batching = ReplicaBatching.Choose(planned.Count, options.ReplicasPerBatch, bytes, available, begun) with
        {
            Option = options.ReplicasPerBatchOption,
        };
        if (begun is { } together && batching.PerBatch != Math.Min(together, planned.Count))
        {
            string proposal = options.ReplicasPerBatchOption is { } option ? $"; {option} {together} continues them" : "";
            warn($"The run begins anew: its checkpoints are of {together} replicas trained together, not of {batching.PerBatch}{proposal}.");
        }

        say(batching.Describe(planned.Count, bytes, available, isCpu: device.type == DeviceType.CPU));
        if (planned.Count(replica => replica.IsBaseline) is > 0 and var baselines)
        {
            say($"{baselines} of them are baselines, which see one modality alone.");
        }

        if (device.type == DeviceType.CUDA && _data.Modalities.Any(modality => _shared.Network.SeesPictures(modality.Name))
            && TorchContext.IsCudnnDeterministic() is null)
        {
            warn("This libtorch does not let FusionLab choose deterministic convolutions: the same run may give other numbers next time.");
        }

        var results = batching.Train(planned.Count, (first, count) => TrainTogether(first, count, watchers, say, warn, cancellation), warn);
        return [.. results.SelectMany(result => result.Replicas)];
    }

    private TrainingResult TrainTogether(
        int first, int count, IReadOnlyList<IRunEvents> watchers, Action<string> say, Action<string> warn, CancellationToken cancellation)
    {
        PlannedReplica[] batch = [.. planned.Skip(first).Take(count)];
        using var scope = NewDisposeScope();
        using var network = FusionNetwork.Create(
            _shared.Network,
            _data.Modalities,
            _data.Outputs,
            [.. batch.Select(replica => replica.Seed)],
            device,
            _shared.Train.Precision.NetworkType(),
            [.. batch.Select(replica => replica.Config.Network.Init)]);
        var store = ReplicaCheckpoints.OpenStore(checkpoints, first + 1, first + count);
        var replicas = batch.Select((replica, i) => new Replica(first + 1 + i, replica.Seed, replica.Data, replica.Config.Train)
        {
            IsBaseline = replica.IsBaseline,
            Remedy = replica.IsBaseline ? new NoRemedyConfig() : replica.Config.Train.Remedy,
        });
        using var trainer = new Trainer(network, _shared.Train, [.. replicas], new TrainerOptions
        {
            Checkpoints = store,
            ConfigJson = determinants,
            Clock = options.Clock,
            Request = options.CheckpointRequest,
            BaselineEpochs = _longest,
            ReplicasBefore = ReplicasBefore + first,
            ReplicasInAll = ReplicasInAll ?? planned.Count,
        });
        using var checkpoint = options.Resume ? store.Load(warn) : null;
        if (checkpoint is not null)
        {
            trainer.Resume(checkpoint);
            if (checkpoint.State.IsOver(_shared.Train.Epochs))
            {
                say("Training had ended already; the results are written again.");
            }
        }

        trainer.Rehearse(); // a shortage of memory shows before anyone has been told of results
        var evaluations = new EvaluationWatch();
        try
        {
            var result = trainer.Run([.. watchers, evaluations], cancellation);
            var trained = result.Replicas.Zip(batch).Where(replica => !replica.Second.IsBaseline).Select(replica => replica.First.Final?.Epoch);
            _longest = (int?)trained.Append(_longest).Max();
            return result;
        }
        catch (Exception shortage) when (evaluations.WereMade && MemoryShortage.IsCauseOf(shortage))
        {
            throw MemoryShortage.Explain(count, shortage); // too late to begin anew with fewer: results have been told
        }
    }

    private sealed class EvaluationWatch : IRunEvents
    {
        public bool WereMade { get; private set; }

        public void Evaluated(IReadOnlyList<Evaluation> rows) => WereMade = true;
    }
}

/// <summary>One replica that is to be trained, of a run or of a sweep point.</summary>
/// <param name="Config">The config of its run or point, without a sweep.</param>
/// <param name="Data">The task it learns from.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="IsBaseline">Whether it sees one modality alone.</param>
internal sealed record PlannedReplica(ExperimentConfig Config, IReplicaData Data, ulong Seed, bool IsBaseline = false)
{
    /// <summary>
    /// Plans a config's replicas: one for each seed, then, where it asks for baselines, one for each seed that sees the first modality
    /// alone, and so on.
    /// </summary>
    /// <param name="config">The config, without a sweep.</param>
    /// <param name="data">Its task.</param>
    public static IEnumerable<PlannedReplica> List(ExperimentConfig config, IReplicaData data) =>
    [
        .. config.Seeds.Select(seed => new PlannedReplica(config, data, seed)),
        .. config.Train.Baselines
            ? data.Modalities.Select((_, m) => new SingleModality(data, m))
                .SelectMany(alone => config.Seeds.Select(seed => new PlannedReplica(config, alone, seed, IsBaseline: true)))
            : [],
    ];

    /// <summary>How many replicas that is.</summary>
    public static int Count(ExperimentConfig config) =>
        config.Seeds.Count * (config.Train.Baselines ? 1 + TrainingTask.ModalityNames(config).Count : 1);
}

/// <summary>
/// Where a run folder keeps its checkpoints: <c>checkpoint/replicas-FIRST-LAST/</c>, one folder for replicas trained together.
/// </summary>
internal static partial class ReplicaCheckpoints
{
    /// <summary>The checkpoints of replicas that train together.</summary>
    /// <param name="checkpoints">The folder for checkpoints.</param>
    /// <param name="first">The first replica, counted from 1.</param>
    /// <param name="last">The last replica.</param>
    public static CheckpointStore OpenStore(string checkpoints, int first, int last) =>
        new(Path.Combine(checkpoints, $"replicas-{first}-{last}"));

    /// <summary>All checkpoint stores of a folder.</summary>
    /// <param name="checkpoints">The folder for checkpoints.</param>
    /// <returns>Each store with its replicas: from <c>First</c>, counted from 0, up to but not including <c>Last</c>.</returns>
    public static IEnumerable<(CheckpointStore Store, int First, int Last)> In(string checkpoints)
    {
        foreach (string path in Directory.Exists(checkpoints) ? Directory.GetDirectories(checkpoints) : [])
        {
            if (Range(path) is var (first, last))
            {
                yield return (new CheckpointStore(path), first - 1, last);
            }
        }
    }

    /// <summary>
    /// How many replicas a batch a run was begun with: those of the checkpoint of its first batch that has come furthest.
    /// </summary>
    /// <param name="checkpoints">The folder for checkpoints.</param>
    /// <returns>Null where there is no such checkpoint.</returns>
    /// <exception cref="DataException">There are such checkpoints, and all of them are damaged.</exception>
    public static int? PerBatch(string checkpoints)
    {
        var batches = In(checkpoints).Where(batch => batch.First == 0 && !batch.Store.IsEmpty)
            .Select(batch => (batch.Last, batch.Store.LoadState()?.Step)).ToList();
        return batches.Count == 0 || batches.Any(batch => batch.Step is not null)
            ? batches.Where(batch => batch.Step is not null).OrderBy(batch => batch.Step).Select(batch => (int?)batch.Last).LastOrDefault()
            : throw new DataException($"Every checkpoint in {checkpoints} is damaged.")
            {
                Advice = "restore one",
                Remedy = Remedy.OtherFolder,
            };
    }

    /// <summary>Loads the newest checkpoint that holds a replica; the caller disposes it.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="replica">The replica, counted from 1.</param>
    /// <exception cref="DataException">There is none, or none is whole.</exception>
    public static Checkpoint LoadNewest(RunFolder folder, int replica)
    {
        // More than one folder holds a replica when its run was continued with another number of replicas a batch.
        Checkpoint? newest = null;
        foreach (var (store, first, last) in In(folder.Checkpoint))
        {
            if (replica <= first || replica > last || store.Load() is not { } checkpoint)
            {
                continue;
            }

            bool isNewer = newest is null || checkpoint.State.Step > newest.State.Step;
            (isNewer ? newest : checkpoint)?.Dispose();
            newest = isNewer ? checkpoint : newest;
        }

        return newest ?? throw new DataException(
            $"{folder.Path} has no checkpoint of replica {replica}; "
            + "only runs that train networks leave weights, at their end or when interrupted.");
    }

    private static (int First, int Last)? Range(string path)
    {
        var match = Name().Match(Path.GetFileName(path));
        return match.Success ? (Number(1), Number(2)) : null;

        int Number(int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^replicas-(\d{1,9})-(\d{1,9})$")]
    private static partial Regex Name();
}
