using System.Text.Json.Nodes;
using FusionLab.Config;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>Trains the points of one group together and completes each one's run folder.</summary>
/// <param name="points">The points' configs, each with its own run folder.</param>
/// <param name="sweep">The sweep's folder.</param>
/// <param name="number">The batch, counted from 1.</param>
/// <param name="device">The training device.</param>
/// <param name="options">How to carry it out.</param>
internal sealed class SweepBatch(IReadOnlyList<ExperimentConfig> points, RunFolder sweep, int number, Device device, RunOptions options)
{
    private readonly int _seeds = points[0].Seeds.Count;

    /// <summary>The folder for the checkpoints of all points together.</summary>
    private readonly string _checkpoints = Path.Combine(sweep.Checkpoint, $"batch-{number}");

    /// <summary>Trains them.</summary>
    /// <param name="observer">Who watches the batch as a whole; null for no one.</param>
    /// <param name="cancellation">Interrupts after the step under way; a checkpoint is written.</param>
    /// <returns>One result a point.</returns>
    public IReadOnlyList<RunResult> Run(IRunEvents? observer, CancellationToken cancellation)
    {
        var tasks = new List<TrainingTask>();
        var sessions = new List<RunSession>();
        try
        {
            foreach (var config in points)
            {
                tasks.Add(tasks.Count == 0 ? TrainingTask.Open(config, device) : tasks[0].With(config, device));
                sessions.Add(new RunSession(config, tasks[^1], device, options with { Say = null }));
            }

            if (number == 1)
            {
                AtomicFile.WriteText(sweep.Environment, File.ReadAllText(sessions[0].Folder.Environment)); // all points share it
            }

            PointObserver[] own = [.. sessions.Select((session, point) => new PointObserver(session.Files, point * _seeds, _seeds))];
            PlannedReplica[] planned = [.. points.SelectMany((config, point) =>
                config.Seeds.Select(seed => new PlannedReplica(config, tasks[point].Data, seed)))];
            IRunEvents[] watchers = [.. own, .. observer is null ? [] : new[] { observer }];
            var replicas = new JointTraining(planned, Determinants(), _checkpoints, device, options).Run(
                new ObserverChain(watchers),
                sentence => { sessions.ForEach(session => session.Say(sentence)); options.Say?.Invoke(sentence); },
                warning => sessions.ForEach(session => session.Warn(warning)),
                cancellation);
            KeepCheckpoints(sessions);
            return [.. sessions.Select((session, point) =>
                session.Finish([.. replicas.Skip(point * _seeds).Take(_seeds).Select(own[point].Own)]))];
        }
        finally
        {
            sessions.ForEach(session => session.Dispose());
            tasks.AsEnumerable().Reverse().ToList().ForEach(task => task.Dispose()); // the first one owns what they share
        }
    }

    /// <summary>What determines the numbers of all points, by their folders' names.</summary>
    private string Determinants() => new JsonObject(points.Select(config =>
        KeyValuePair.Create(Path.GetFileName(config.Out!), JsonNode.Parse(ConfigJson.WriteDeterminants(config))))).ToJsonString();

    /// <summary>
    /// Gives each point a checkpoint of its own, from which its weights can be exported and it can be trained on alone. Where
    /// training is over, the checkpoint of all points then gives up its weights: it is left to say that nothing is left to do.
    /// After an interruption both keep theirs: the sweep goes on to the same bytes from the one moment that all points share,
    /// and the points' own checkpoints need not be of one moment, since a point may train on alone.
    /// </summary>
    private void KeepCheckpoints(List<RunSession> sessions)
    {
        foreach (var (store, first, last) in ReplicaCheckpoints.In(_checkpoints))
        {
            using var joint = store.Load();
            if (joint is not { HasWeights: true })
            {
                continue;
            }

            for (int point = first / _seeds; point * _seeds < last; point++)
            {
                Keep(joint, point, Math.Max(first, point * _seeds), Math.Min(last, (point + 1) * _seeds), sessions[point].Folder);
            }

            if (joint.State.Epoch >= points[0].Train.Epochs || joint.State.Replicas.All(replica => !replica.IsLive))
            {
                using var results = joint.WithoutWeights();
                store.Save(results);
            }
        }
    }

    /// <summary>
    /// Saves one point's replicas from <paramref name="low"/>, counted from 0, up to but not including <paramref name="high"/>.
    /// </summary>
    private void Keep(Checkpoint joint, int point, int low, int high, RunFolder folder)
    {
        int before = point * _seeds;
        var own = ReplicaCheckpoints.OpenStore(folder.Checkpoint, low - before + 1, high - before);

        // A sweep that goes on with other replicas a batch, or a point trained on alone, has left this one behind.
        if (own.LoadState()?.Step > joint.State.Step)
        {
            return;
        }

        int[] replicas = [.. Enumerable.Range(low + 1, high - low)];
        using var part = PointCheckpoint.Take(joint, replicas, before, ConfigJson.WriteDeterminants(points[point]));
        own.Save(part);
    }
}

/// <summary>
/// Tells the files of one sweep point what concerns its replicas in a batch of several points, numbered as in a run of the point
/// alone.
/// </summary>
/// <param name="files">The point's files.</param>
/// <param name="first">How many replicas of other points come before this point's first.</param>
/// <param name="count">This point's replicas.</param>
internal sealed class PointObserver(IRunEvents files, int first, int count) : IRunEvents
{
    private bool _isTraining;

    /// <summary>A result as of a run of the point alone.</summary>
    public ReplicaResult Own(ReplicaResult result) => result with
    {
        Replica = result.Replica - first,
        History = [.. result.History.Select(Own)],
        Divergence = result.Divergence is { } divergence ? Own(divergence) : null,
    };

    public void Started(TrainingStart start)
    {
        var own = start.Replicas.Index().Where(replica => IsOwn(replica.Item)).ToList();
        _isTraining = own.Count > 0;
        if (_isTraining)
        {
            files.Started(start with
            {
                Replicas = [.. own.Select(replica => replica.Item - first)],
                Seeds = [.. own.Select(replica => start.Seeds[replica.Index])],
                Rows = [.. start.Rows.Where(row => IsOwn(row.Replica)).Select(Own)],
            });
        }
    }

    public void Evaluated(IReadOnlyList<Evaluation> rows)
    {
        Evaluation[] own = [.. rows.Where(row => IsOwn(row.Replica)).Select(Own)];
        if (own.Length > 0)
        {
            files.Evaluated(own);
        }
        else
        {
            _isTraining = false; // all of the point's replicas have left
        }
    }

    public void EpochEnded(EpochTiming timing)
    {
        if (_isTraining)
        {
            files.EpochEnded(timing);
        }
    }

    public void ReplicaLeft(ReplicaResult replica)
    {
        if (IsOwn(replica.Replica))
        {
            files.ReplicaLeft(Own(replica));
        }
    }

    public void CheckpointSaved(string path)
    {
        if (_isTraining)
        {
            files.CheckpointSaved(path);
        }
    }

    private bool IsOwn(int replica) => replica > first && replica <= first + count;

    private Evaluation Own(Evaluation row) => row with { Replica = row.Replica - first };

    private Divergence Own(Divergence divergence) => divergence with { Replica = divergence.Replica - first };
}

/// <summary>Takes one point's part out of a checkpoint of several points, as if the point had trained alone.</summary>
internal static class PointCheckpoint
{
    /// <summary>Copies a part; the caller disposes it.</summary>
    /// <param name="joint">The checkpoint of the batch.</param>
    /// <param name="replicas">The point's replicas in it, by their numbers, ascending.</param>
    /// <param name="before">How many replicas of other points come before this point's first.</param>
    /// <param name="configJson">What determines the point's numbers.</param>
    public static Checkpoint Take(Checkpoint joint, IReadOnlyList<int> replicas, int before, string configJson)
    {
        using var scope = NewDisposeScope();
        var live = joint.State.Replicas.Where(replica => replica.IsLive).ToList();
        long[] kept = [.. live.Index().Where(replica => replicas.Contains(replica.Item.Replica)).Select(replica => (long)replica.Index)];
        var state = joint.State with
        {
            ConfigJson = configJson,
            Replicas = [.. joint.State.Replicas.Where(replica => replicas.Contains(replica.Replica)).Select(replica => replica with
            {
                Replica = replica.Replica - before,
                History = [.. replica.History.Select(row => row with { Replica = row.Replica - before })],
                Divergence = replica.Divergence is { } divergence ? divergence with { Replica = divergence.Replica - before } : null,
            })],
            LossSums = [.. kept.Select(index => joint.State.LossSums[(int)index])],
        };
        var tensors = new Dictionary<string, Tensor>();
        foreach (int replica in replicas)
        {
            foreach (var (name, value) in joint.WeightsOf(replica))
            {
                tensors[$"replica.{replica - before}/{name}"] = value.clone().DetachFromDisposeScope();
            }
        }

        // The optimizer's state has the live replicas as its first dimension.
        if (kept.Length > 0)
        {
            foreach (var (name, value) in joint.Tensors.Where(named => !named.Key.StartsWith("replica.", StringComparison.Ordinal)))
            {
                tensors[name] = value.index_select(0, tensor(kept)).DetachFromDisposeScope();
            }
        }

        return new Checkpoint(state, tensors);
    }
}
