using System.Globalization;
using System.Text.Json.Nodes;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Runs;

/// <summary>
/// Trains a config with a sweep: points of equal shape as one batch, one run folder per point (<c>01</c>, <c>02</c>, …), and
/// tables over all of them. A point in a batch gives the numbers it gives alone, to rounding.
/// </summary>
public static class SweepRun
{
    /// <summary>Trains all points.</summary>
    /// <param name="config">The config, validated; with a sweep.</param>
    /// <param name="options">How to carry it out.</param>
    /// <param name="observer">Who watches training, batch after batch; null for no one.</param>
    /// <param name="cancellation">Interrupts after the step under way; a checkpoint is written.</param>
    /// <exception cref="OperationCanceledException">The sweep was interrupted while data were read or downloaded.</exception>
    /// <returns>The result over all points; those that diverged are among them, and those that were not begun have no replicas.</returns>
    /// <exception cref="FusionLabException">The config, the data or the device do not allow the sweep, or every point diverged.</exception>
    public static RunResult Run(
        ExperimentConfig config, RunOptions options, IRunEvents? observer = null, CancellationToken cancellation = default)
    {
        var points = config.Points;
        TorchLibrary.SetThreads(config.Threads);
        var device = Devices.Parse(config.Device);
        foreach (var point in points)
        {
            point.Config.Train.RequireDevice(device);
        }

        TrainRun.Check(config, device);
        var batches = SweepPlan.Group(points);

        // The data are opened before the folder is touched: what does not fit, or is not what the sweep was begun with, changes no file.
        using var first = TrainingTask.Open(points[0].Config, device, cancellation);
        foreach (int point in batches[0])
        {
            TrainRun.CheckFitting(points[point].Config, first.Data, device);
        }

        using var session = new RunSession(config, options, RunEnvironment.Current(device, points[0].Config.Train, first.Info, options));
        session.Say($"Computing on {Devices.Describe(device)}.");
        session.Say(SweepPlan.Describe(points, batches));
        var pointOptions = options with { Out = null, Say = null, Warn = session.Warn };
        var results = new RunResult?[points.Count];
        foreach (var (number, batch) in batches.Index())
        {
            if (cancellation.IsCancellationRequested)
            {
                break;
            }

            var folders = batch.Select(point => points[point].Config with { Out = session.Folder.Point(Name(point, points.Count)) });
            var training = new SweepBatch([.. folders], number + 1, session, device, pointOptions)
            {
                Opened = number == 0 ? first : null,
                ReplicasBefore = batches.Take(number).Sum(before => before.Count) * PlannedReplica.Count(points[0].Config),
                ReplicasInAll = points.Count * PlannedReplica.Count(points[0].Config),
            };
            foreach (var (point, result) in batch.Zip(training.Run(observer, cancellation)))
            {
                results[point] = result;
                session.Log.Information(
                    "Point {Point:l}: {Status:l} after {Epochs} epochs", Name(point, points.Count), result.Status, result.Epochs);
            }
        }

        var summaries = points.Zip(results).Index().Select(point => (point.Item.Second?.Points[0] ?? new RunPoint()) with
        {
            Name = Name(point.Index, points.Count),
            Values = point.Item.First.Values,
        }).ToList();
        foreach (string warning in LearningDoubt.DescribePoints(summaries))
        {
            session.Warn(warning);
        }

        var sweep = session.Finish(RunResult.FromPoints(config, RunKind.TrainedSweep, [.. summaries]));
        session.Log.Information("The sweep is {Status:l}", sweep.Status);
        return sweep.Status == RunResult.Diverged
            ? throw new DivergedException(
                $"All {points.Count} points of the sweep diverged; lower train.learningRate. {session.Folder.Path} says where each did.")
            : sweep;
    }

    /// <summary>The name of a point's folder, of equal length for all.</summary>
    private static string Name(int point, int points) =>
        (point + 1).ToString($"D{Math.Max(2, points.ToString(CultureInfo.InvariantCulture).Length)}", CultureInfo.InvariantCulture);
}

/// <summary>Decides which points of a sweep train as one batch: those that differ in what each replica has of its own.</summary>
internal static class SweepPlan
{
    /// <summary>Points in one batch at most: each keeps the files of its run folder open.</summary>
    public const int MostPoints = 64;

    /// <summary>Puts points together that agree in everything a batch must share.</summary>
    /// <param name="points">All points of a sweep.</param>
    /// <returns>The batches, in the order of their first points; each has the positions of its points in the sweep, ascending.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Group(IReadOnlyList<SweepPoint> points) =>
    [
        .. points.Index().GroupBy(point => WriteShared(point.Item.Config), point => point.Index)
            .SelectMany(group => group.Chunk(MostPoints)),
    ];

    /// <summary>Says in one sentence how a sweep is put into batches, and what keeps its points apart.</summary>
    /// <param name="points">All points.</param>
    /// <param name="batches">What <see cref="Group"/> gives for them.</param>
    public static string Describe(IReadOnlyList<SweepPoint> points, IReadOnlyList<IReadOnlyList<int>> batches)
    {
        if (batches.Count == 1)
        {
            return $"All {points.Count} points of the sweep train as one batch.";
        }

        var apart = FindApart(points);
        string reason = apart.Count == 0
            ? $"a batch has at most {MostPoints} points"
            : $"a batch must share {string.Join(" and ", apart)}";
        return batches.Count == points.Count
            ? $"The {points.Count} points of the sweep train one after the other: {reason}."
            : $"The {points.Count} points of the sweep train in {batches.Count} batches: {reason}.";
    }

    /// <summary>The swept paths that keep points apart, in the order of the sweep.</summary>
    public static IReadOnlyList<string> FindApart(IReadOnlyList<SweepPoint> points)
    {
        string[] shared = [.. points.Select(point => WriteShared(point.Config))];
        return shared.Distinct().Count() == 1 ? [] : [.. points[0].Values.Keys.Where(path => KeepsApart(path, points, shared))];
    }

    /// <summary>True when two points that differ in this path alone cannot be in one batch.</summary>
    private static bool KeepsApart(string path, IReadOnlyList<SweepPoint> points, string[] shared)
    {
        var alike = Enumerable.Range(0, points.Count)
            .GroupBy(i => string.Join('\n', points[i].Values.Where(value => value.Key != path).Select(value => value.Value.GetRawText())));
        return alike.Any(others => others.Select(i => shared[i]).Distinct().Count() > 1);
    }

    /// <summary>
    /// What all points of a batch must agree in. A replica has its own initial weights, learning rates, remedy and stop condition, its own
    /// corruption of shared images, and its own toy task of equal shape.
    /// </summary>
    private static string WriteShared(ExperimentConfig config)
    {
        var (any, shape) = (new TrainConfig(), "");
        var shared = config with
        {
            Train = config.Train with
            {
                LearningRate = any.LearningRate,
                Rates = any.Rates,
                Remedy = any.Remedy,
                Decay = any.Decay,
                StopWhen = any.StopWhen,
                Patience = any.Patience,
                Threshold = any.Threshold,
            },
            Network = config.Network with { Init = new InitConfig() },
        };
        if (config.Data is NoisyMnistConfig images)
        {
            shared = shared with { Data = images with { Corruption = new CorruptionConfig() } };
        }
        else if (config.Data is ToyConfig toy)
        {
            var task = ToyTasks.Create(toy, config.Seeds[0]);
            string modalities = string.Join(", ", task.Modalities.Select(modality => $"{modality.Name} {modality.Dimension}"));
            shape = $"{modalities} -> {task.Outputs}, {task.SampleCount} samples";
            shared = shared with { Data = new NoisyMnistConfig() };
        }

        return ConfigJson.WriteDeterminants(shared) + shape;
    }
}

/// <summary>Trains the points of one batch together and completes each one's run folder.</summary>
/// <param name="points">The points' configs, each with its own run folder.</param>
/// <param name="number">The batch, counted from 1.</param>
/// <param name="sweep">The sweep's folder.</param>
/// <param name="device">The training device.</param>
/// <param name="options">How to carry out each point.</param>
internal sealed class SweepBatch(IReadOnlyList<ExperimentConfig> points, int number, RunSession sweep, Device device, RunOptions options)
{
    /// <summary>The replicas of a point, baselines among them.</summary>
    private readonly int _replicas = PlannedReplica.Count(points[0]);

    /// <summary>The first point's task where it is open already; it is disposed when the batch is done.</summary>
    public TrainingTask? Opened { get; init; }

    /// <summary>Replicas of the sweep whose training is over already.</summary>
    public int ReplicasBefore { get; init; }

    /// <summary>Replicas of the sweep in all.</summary>
    public required int ReplicasInAll { get; init; }

    /// <summary>The folder for the checkpoints of all points together.</summary>
    private readonly string _checkpoints = Path.Combine(sweep.Folder.Checkpoint, $"batch-{number}");

    /// <summary>Trains them.</summary>
    /// <param name="observer">Who watches the batch as a whole; null for no one.</param>
    /// <param name="cancellation">Interrupts after the step under way; a checkpoint is written.</param>
    /// <returns>One result per point.</returns>
    public IReadOnlyList<RunResult> Run(IRunEvents? observer, CancellationToken cancellation)
    {
        var tasks = new List<TrainingTask>();
        var sessions = new List<TrainingSession>();
        try
        {
            foreach (var config in points)
            {
                tasks.Add(tasks.Count > 0
                    ? tasks[0].With(config, device, cancellation)
                    : Opened ?? TrainingTask.Open(config, device, cancellation));
                sessions.Add(new TrainingSession(config, tasks[^1], device, options));
            }

            IRunEvents[] files = [sweep, .. sessions.Select((session, point) => new PointFiles(session.Files, ReplicasOf(point)))];
            PlannedReplica[] planned = [.. points.SelectMany((config, point) => PlannedReplica.List(config, tasks[point].Data))];
            var replicas = new JointTraining(planned, WriteDeterminants(), _checkpoints, device, options)
            {
                ReplicasBefore = ReplicasBefore,
                ReplicasInAll = ReplicasInAll,
            }.Run(
                observer is null ? files : [.. files, BaselineFilter.Create(planned, observer)],
                sentence => { sessions.ForEach(session => session.Say(sentence)); sweep.Say(sentence); },
                warning => sessions.ForEach(session => session.Warn(warning)),
                cancellation);
            KeepCheckpoints(sessions);
            return [.. sessions.Select((session, point) =>
                session.Finish([.. replicas.Skip(point * _replicas).Take(_replicas).Select(ReplicasOf(point).Renumber)], isPoint: true))];
        }
        finally
        {
            sessions.ForEach(session => session.Dispose());
            tasks.AsEnumerable().Reverse().ToList().ForEach(task => task.Dispose()); // the first one owns what they share
        }
    }

    private PointReplicas ReplicasOf(int point) => new(point * _replicas, (point * _replicas) + 1, (point + 1) * _replicas);

    /// <summary>What determines the numbers of all points, by their folders' names.</summary>
    private string WriteDeterminants() => new JsonObject(points.Select(config =>
        KeyValuePair.Create(Path.GetFileName(config.Out!), JsonNode.Parse(ConfigJson.WriteDeterminants(config))))).ToJsonString();

    /// <summary>
    /// Gives each point a checkpoint of its own, from which its weights can be exported and it can be trained on alone. Where
    /// training is over, the checkpoint of all points then gives up its weights: it is left to say that nothing is left to do.
    /// After an interruption both keep theirs: the sweep goes on to the same bytes from the one moment that all points share,
    /// and the points' own checkpoints need not be of one moment, since a point may train on alone.
    /// </summary>
    private void KeepCheckpoints(List<TrainingSession> sessions)
    {
        foreach (var (store, first, last) in ReplicaCheckpoints.In(_checkpoints))
        {
            using var joint = store.Load();
            if (joint is not { HasWeights: true })
            {
                continue;
            }

            for (int point = first / _replicas; point * _replicas < last; point++)
            {
                var all = ReplicasOf(point);
                var held = all with { First = Math.Max(first + 1, all.First), Last = Math.Min(last, all.Last) };
                KeepCheckpoint(joint, held, sessions[point].Folder, ConfigJson.WriteDeterminants(points[point]));
            }

            if (joint.State.IsOver(points[0].Train.Epochs))
            {
                using var results = joint.WithoutWeights();
                store.Save(results);
            }
        }
    }

    private static void KeepCheckpoint(Checkpoint joint, PointReplicas replicas, RunFolder folder, string determinants)
    {
        var own = ReplicaCheckpoints.OpenStore(folder.Checkpoint, replicas.First - replicas.Before, replicas.Last - replicas.Before);

        // A sweep that goes on with other replicas a batch, or a point trained on alone, has left this one behind.
        if (!(own.LoadState()?.Step > joint.State.Step))
        {
            using var part = replicas.Extract(joint, determinants);
            own.Save(part);
        }
    }
}

/// <summary>
/// Replicas of one sweep point among those of a batch of several points. What is told or kept of them is renumbered as in a run of
/// the point alone.
/// </summary>
/// <param name="Before">How many replicas of other points come before the point's first.</param>
/// <param name="First">The first of the replicas, by its number in the batch.</param>
/// <param name="Last">The last of them.</param>
internal sealed record PointReplicas(int Before, int First, int Last)
{
    /// <summary>Whether a replica of the batch is one of these.</summary>
    public bool Contains(int replica) => replica >= First && replica <= Last;

    /// <summary>The number in a run of the point alone.</summary>
    public int Renumber(int replica) => replica - Before;

    /// <inheritdoc cref="Renumber(int)"/>
    public Evaluation Renumber(Evaluation row) => row with { Replica = Renumber(row.Replica) };

    /// <inheritdoc cref="Renumber(int)"/>
    public ReplicaResult Renumber(ReplicaResult result) => result with
    {
        Replica = Renumber(result.Replica),
        History = [.. result.History.Select(Renumber)],
        Divergence = Renumber(result.Divergence),
    };

    /// <summary>Copies these replicas' part of a checkpoint, as if the point had trained alone; the caller disposes it.</summary>
    /// <param name="joint">The checkpoint of the batch.</param>
    /// <param name="determinants">What determines the point's numbers.</param>
    public Checkpoint Extract(Checkpoint joint, string determinants)
    {
        using var scope = NewDisposeScope();
        var live = joint.State.Replicas.Where(replica => replica.IsLive).ToList();
        long[] kept = [.. live.Index().Where(replica => Contains(replica.Item.Replica)).Select(replica => (long)replica.Index)];
        var state = joint.State with
        {
            ConfigJson = determinants,
            Replicas = [.. joint.State.Replicas.Where(replica => Contains(replica.Replica)).Select(replica => replica with
            {
                Replica = Renumber(replica.Replica),
                History = [.. replica.History.Select(Renumber)],
                Divergence = Renumber(replica.Divergence),
            })],
            LossSums = [.. kept.Select(index => joint.State.LossSums[(int)index])],
        };
        var tensors = new Dictionary<string, Tensor>();
        for (int replica = First; replica <= Last; replica++)
        {
            int number = Renumber(replica);
            foreach (var (name, value) in joint.WeightsOf(replica).Select(named => (Checkpoint.NameWeight(number, named.Key), named.Value))
                .Concat(joint.SelectBest(replica).Select(named => (Checkpoint.NameBest(number, named.Key), named.Value))))
            {
                tensors[name] = value.clone().DetachFromDisposeScope();
            }
        }

        // The optimizer's state has the live replicas as its first dimension.
        if (kept.Length > 0)
        {
            foreach (var (name, value) in joint.Tensors.Where(named => !Checkpoint.IsOfOneReplica(named.Key)))
            {
                tensors[name] = value.index_select(0, tensor(kept)).DetachFromDisposeScope();
            }
        }

        return new Checkpoint(state, tensors);
    }

    private Divergence? Renumber(Divergence? divergence) =>
        divergence is null ? null : divergence with { Replica = Renumber(divergence.Replica) };
}

/// <summary>Tells the files of one sweep point what concerns its replicas in a batch of several points.</summary>
/// <param name="files">The point's files.</param>
/// <param name="replicas">The point's replicas.</param>
internal sealed class PointFiles(IRunEvents files, PointReplicas replicas) : IRunEvents
{
    private bool _isTraining;

    public void Started(TrainingStart start)
    {
        var own = start.Replicas.Index().Where(replica => replicas.Contains(replica.Item)).ToList();
        _isTraining = own.Count > 0;
        if (_isTraining)
        {
            files.Started(start with
            {
                Replicas = [.. own.Select(replica => replicas.Renumber(replica.Item))],
                Seeds = [.. own.Select(replica => start.Seeds[replica.Index])],
                Rows = SelectOwn(start.Rows),
            });
        }
    }

    public void Evaluated(IReadOnlyList<Evaluation> rows)
    {
        var own = SelectOwn(rows);
        _isTraining &= own.Count > 0; // else all of the point's replicas have left
        if (own.Count > 0)
        {
            files.Evaluated(own);
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
        if (replicas.Contains(replica.Replica))
        {
            files.ReplicaLeft(replicas.Renumber(replica));
        }
    }

    public void CheckpointSaved(string path)
    {
        if (_isTraining)
        {
            files.CheckpointSaved(path);
        }
    }

    private IReadOnlyList<Evaluation> SelectOwn(IReadOnlyList<Evaluation> rows) =>
        [.. rows.Where(row => replicas.Contains(row.Replica)).Select(replicas.Renumber)];
}
