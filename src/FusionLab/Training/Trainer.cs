using FusionLab.Data;
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>What a <see cref="Trainer"/> needs besides network, config and replicas; every default works.</summary>
public sealed record TrainerOptions
{
    /// <summary>Where checkpoints go; null writes none.</summary>
    public CheckpointStore? Checkpoints { get; init; }

    /// <summary>How someone else asks for a checkpoint while training goes on; null where no one does.</summary>
    public CheckpointRequest? Request { get; init; }

    /// <summary>What determines the run's numbers, as JSON. It is kept in checkpoints, and a resume with another one is refused.</summary>
    public string ConfigJson { get; init; } = "{}";

    /// <summary>Replicas of the run or sweep whose training is over already.</summary>
    public int ReplicasBefore { get; init; }

    /// <summary>Replicas of the run or sweep in all; 0: those of this trainer.</summary>
    public int ReplicasInAll { get; init; }

    /// <summary>Epochs that baselines train which have no other replica beside them; null: all.</summary>
    public int? BaselineEpochs { get; init; }

    /// <summary>The clock of timings and of checkpoints by the minute.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether steps are taken as on a GPU, without waiting for the device; null: where the network is on one.</summary>
    internal bool? StepsAsOnGpu { get; init; }
}

/// <summary>
/// Trains the replicas of one network together. It evaluates before the first step and after epochs, lets replicas leave
/// that are done or have diverged, and writes checkpoints from which it continues as if it had never stopped.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly FusionNetwork _network;
    private readonly TrainConfig _config;
    private readonly TrainerOptions _options;
    private readonly TrainingStep _step;

    /// <summary>Null where nothing is measured but the training loss.</summary>
    private readonly UnimodalEvaluator? _evaluator;

    /// <summary>Null where there are no validation samples, or nothing is measured.</summary>
    private readonly UnimodalEvaluator? _validator;
    private readonly Chance? _chance;

    /// <summary>Every replica, in the order of the seeds.</summary>
    private readonly IReadOnlyList<Progress> _all;
    private readonly List<EpochTiming> _timing = [];

    /// <summary>The replicas in the network, in the order of its replica dimension.</summary>
    private List<Progress> _live;

    /// <summary>Epochs completed, and batches of the next epoch already trained on.</summary>
    private int _epoch, _batch;

    /// <summary>Steps taken.</summary>
    private long _steps;

    /// <summary>Where the time of the epoch begun went so far.</summary>
    private double _trainSeconds, _evaluateSeconds;

    /// <summary>When the clock was last read, and when the last checkpoint was written.</summary>
    private long _clockRead, _checkpointWritten;
    private IReadOnlyList<IRunEvents> _watchers = [];

    /// <summary>Prepares training of replicas that differ in their seeds alone.</summary>
    /// <param name="data">The task, resident on the network's device.</param>
    /// <param name="network">One freshly initialized replica per seed, of the type <see cref="Devices.NetworkType"/> names.</param>
    /// <param name="config">How to train.</param>
    /// <param name="seeds">The replicas' seeds, in the order of the network's replica dimension.</param>
    /// <param name="options">What else there is to choose; null takes the defaults.</param>
    /// <exception cref="ConfigException">The config is invalid, or asks for what the task or the device cannot do.</exception>
    /// <exception cref="ArgumentException">Network and seeds or precision do not belong together.</exception>
    public Trainer(
        IReplicaData data, FusionNetwork network, TrainConfig config, IReadOnlyList<ulong> seeds, TrainerOptions? options = null)
        : this(network, config, [.. seeds.Select((seed, index) => new Replica(index + 1, seed, data, config))], options)
    {
    }

    /// <summary>Prepares training of replicas that may each have a task, a learning rate and a stop condition of their own.</summary>
    /// <param name="network">One freshly initialized replica each, of the type <see cref="Devices.NetworkType"/> names.</param>
    /// <param name="config">How to train, in all that the replicas share.</param>
    /// <param name="replicas">The replicas, in the order of the network's replica dimension.</param>
    /// <param name="options">What else there is to choose; null takes the defaults.</param>
    /// <exception cref="ConfigException">The config is invalid, or asks for what the task or the device cannot do.</exception>
    /// <exception cref="ArgumentException">Network, replicas or precision do not belong together.</exception>
    public Trainer(FusionNetwork network, TrainConfig config, IReadOnlyList<Replica> replicas, TrainerOptions? options = null)
    {
        RequireFitting(network, config, replicas);
        var data = replicas[0].Data;
        var device = network.parameters().First().device;
        config.Precision.Apply(device);
        network.MultiplyBy(config.Product.CreateProduct(device, config.Precision));
        if (network is FusionCnn cnn)
        {
            cnn.ChannelsLast = config.Precision.WantsChannelsLast(device);
        }

        (_network, _config, _options) = (network, config, options ?? new TrainerOptions());
        _step = new TrainingStep(network, config, replicas, _options.StepsAsOnGpu);
        if (data.IsMeasured)
        {
            _evaluator = new UnimodalEvaluator(data.Test, loss: config.Loss);
            _validator = data.Validation is { } validation ? new UnimodalEvaluator(validation, loss: config.Loss) : null;
            bool hasBias = network.named_parameters().Any(named => named.name.EndsWith("bias", StringComparison.Ordinal));
            double[] shares = data.IsClassification ? [.. data.Test.MeasureShares().Values] : [];
            _chance = data.IsClassification
                ? new Chance(shares.Max(), Losses.ComputeChance(config.Loss, shares, data.Outputs, hasBias))
                {
                    IsImbalanced = data.Test.IsImbalanced(),
                }
                : new Chance(null, Losses.ComputeChance(data.Test.Targets, hasBias));
        }

        _all = [.. replicas.Select(replica => new Progress(replica))];
        _live = [.. _all];
    }

    private bool IsOver => _live.Count == 0 || _epoch >= _config.Epochs;

    private bool EvaluationIsDue => _config.EvaluateEvery is { } every && _steps % every == 0;

    /// <summary>True when a checkpoint should be written now; this answers a request once.</summary>
    private bool CheckpointIsDue => _options.Checkpoints is not null
        && (_options.Request?.Take() == true
            || (_config.Checkpoint.EveryEpochs is { } epochs && _batch == 0 && _epoch % epochs == 0)
            || (_config.Checkpoint.EveryMinutes is { } minutes
                && _options.Clock.GetElapsedTime(_checkpointWritten).TotalMinutes >= minutes));

    private IReadOnlyList<Replica> LiveReplicas => [.. _live.Select(progress => progress.Replica)];

    /// <summary>Trains until every replica is done, or until cancelled.</summary>
    /// <param name="watchers">What watches it, told one after the other; null for nothing.</param>
    /// <param name="cancellation">Ends training after the step under way, with a checkpoint where there is a store.</param>
    /// <returns>
    /// The histories, and how training ended. Where every replica diverged, their weights are those before the step that failed.
    /// </returns>
    public TrainingResult Run(IReadOnlyList<IRunEvents>? watchers = null, CancellationToken cancellation = default)
    {
        Start(watchers ?? []);
        bool wasOver = IsOver;
        if (_steps == 0 && _timing.Count == 0)
        {
            _step.MeasureFirst(LiveReplicas);                              // the curve starts before the first step, at chance
            Evaluate();
            RecordTime();
        }

        while (!IsOver && !cancellation.IsCancellationRequested)
        {
            Step();                                                        // draw, forward, loss, backward, update
            if (_batch == _step.BatchesPerEpoch)
            {
                EndEpoch();                                                // evaluate, let finished replicas leave, record the time
            }
            else if (EvaluationIsDue)
            {
                Evaluate();                                                // let diverged replicas leave, measure the others
            }

            if (CheckpointIsDue)
            {
                SaveCheckpoint();
            }
        }

        if (!wasOver)
        {
            SaveCheckpoint();
        }

        return Finish();
    }

    /// <summary>
    /// Does the work of one step (on a GPU, of an evaluation too) without keeping anything, so that a batch of replicas that
    /// does not fit into memory fails before anyone has been told that training started.
    /// </summary>
    public void Rehearse()
    {
        if (!IsOver)
        {
            _step.Rehearse(LiveReplicas);
            if (_network.parameters().First().device_type != DeviceType.CPU)
            {
                _evaluator?.Evaluate(_network); // on a CPU it would cost more than it could show
            }
        }
    }

    /// <summary>Continues from a checkpoint; call it before <see cref="Run"/>.</summary>
    /// <param name="checkpoint">The checkpoint; the caller disposes it.</param>
    /// <exception cref="ConfigException">The checkpoint was made with another config; the message names the difference.</exception>
    /// <exception cref="DataException">The checkpoint has no weights, and training is not over.</exception>
    public void Resume(Checkpoint checkpoint)
    {
        var saved = checkpoint.State;
        saved.RequireSameRun(_options.ConfigJson, [.. _all.Select(progress => progress.Replica)]);
        (_epoch, _batch, _steps) = (saved.Epoch, saved.Batch, saved.Step);
        (_trainSeconds, _evaluateSeconds) = (saved.TrainSeconds, saved.EvaluateSeconds);
        _timing.AddRange(saved.Timing);
        foreach (var (progress, was) in _all.Zip(saved.Replicas))
        {
            progress.History.AddRange(was.History);
            progress.Divergence = was.Divergence;
        }

        _live = [.. _all.Where((_, index) => saved.Replicas[index].IsLive)];
        if (checkpoint.HasWeights)
        {
            RestoreWeights(checkpoint);
        }
        else if (!IsOver)
        {
            throw new DataException("The checkpoint holds no weights to train on from.") { Remedy = Remedy.OtherFolder };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _step.Dispose();
        foreach (var (_, value) in _all.SelectMany(progress => progress.Weights ?? []))
        {
            value.Dispose();
        }

        foreach (var progress in _all)
        {
            progress.KeepBest(null);
        }
    }

    private void Start(IReadOnlyList<IRunEvents> watchers)
    {
        _watchers = watchers;
        var start = new TrainingStart(
            _config.Epochs,
            _step.BatchesPerEpoch,
            _epoch,
            _steps,
            [.. _all.Select(progress => progress.Replica.Number)],
            [.. _all.Select(progress => progress.Replica.Seed)],
            [.. _all.SelectMany(progress => progress.History).OrderBy(row => row.Step).ThenBy(row => row.Replica)],
            [.. _timing])
        {
            MayStopEarly = _live.Any(progress => progress.Replica.Stop != StopCondition.Never),
            ReplicasBefore = _options.ReplicasBefore,
            ReplicasInAll = _options.ReplicasInAll,
        };
        Tell(watcher => watcher.Started(start));
        _clockRead = _checkpointWritten = _options.Clock.GetTimestamp();
    }

    private void Step()
    {
        _step.Take(LiveReplicas, _epoch, _batch, _steps + 1);
        if (_step.HasDiverged)
        {
            RemoveDiverged();
        }

        _batch++;
        _steps++;
        var progress = new TrainingProgress(_epoch + 1, _batch, _step.BatchesPerEpoch, _steps, _live.Count);
        Tell(watcher => watcher.StepTaken(progress));
    }

    private void EndEpoch()
    {
        _batch = 0;
        _epoch++;
        if (_epoch % _config.EvaluateEveryEpochs == 0 || _epoch == _config.Epochs)
        {
            Evaluate();
            if (_epoch < _config.Epochs && _epoch >= (_config.MinEpochs ?? 0))
            {
                Remove([.. _live.Where(progress =>
                    !progress.Replica.IsBaseline && progress.Replica.Stop.IsMet(progress.History, progress.Replica.Threshold))]);
            }

            bool isAlone = _all.All(progress => progress.Replica.IsBaseline);
            if (_live.All(progress => progress.Replica.IsBaseline) && (!isAlone || _epoch >= _options.BaselineEpochs))
            {
                Remove([.. _live]); // baselines train as long as the networks they stand beside
            }
        }

        RecordTime();
    }

    /// <summary>Adds a row to the history of every live replica; the loss is the mean over the steps since the last row.</summary>
    private void Evaluate()
    {
        RemoveDiverged();
        if (_live.Count == 0)
        {
            return;
        }

        double[] lossSums = _step.FetchLossSums();
        _trainSeconds += ReadClock();
        var scores = _evaluator?.Evaluate(_network);
        var validation = _validator?.Evaluate(_network);
        var measures = MeasureModalities();
        _evaluateSeconds += ReadClock();
        var rows = new List<Evaluation>();
        foreach (var (index, progress) in _live.Index())
        {
            rows.Add(new Evaluation(
                progress.Replica.Number,
                progress.Replica.Seed,
                _epoch + ((double)_batch / _step.BatchesPerEpoch),
                _steps,
                progress.Replica.RateAfter(_epoch),
                lossSums[index] / _step.LossSamples,
                scores?[index].Accuracy,
                scores?[index].Unimodal ?? [],
                scores?[index].Loss,
                scores?[index].UnimodalLoss)
            {
                R2 = scores?[index].R2,
                ByClass = scores?[index].ByClass,
                Validation = validation?[index],
                Measures = measures?[index],
            });
            progress.History.Add(rows[^1]);
            if (progress.Replica.Stop.IsByValidation && ReferenceEquals(StopCondition.FindBest(progress.History), rows[^1]))
            {
                progress.KeepBest(_network.ExportReplica(index));
            }
        }

        _step.ResetLosses();
        Tell(watcher => watcher.Evaluated(rows));
    }

    /// <summary>What the config asks to be measured besides, of every live replica; null for nothing.</summary>
    private IReadOnlyList<OrderedDictionary<string, double?>>? MeasureModalities()
    {
        if (_config.Measures is not { Count: > 0 } names)
        {
            return null;
        }

        var replicas = LiveReplicas;
        var data = replicas[0].Data;
        var tables = new ModalityMeasures(data, [.. replicas.Select(replica => replica.Seed)])
        {
            Draw = (index, size) => TrainingStep.Draw(replicas, epoch: 0, index, size),
        }.Measure(_network, names);
        foreach (var (table, speeds) in tables.Zip(_step.FetchSpeeds() ?? []))
        {
            foreach (var (modality, speed) in data.Modalities.Zip(speeds))
            {
                table[$"{LearningSpeeds.Measure}.{modality.Name}"] = double.IsFinite(speed) ? speed : null;
            }
        }

        return tables;
    }

    /// <summary>Removes the replicas that have diverged since the last look; waits for the device.</summary>
    private void RemoveDiverged()
    {
        if (_live.Count == 0)
        {
            return;
        }

        var diverged = _step.FindDiverged();
        foreach (var (index, step) in diverged)
        {
            var replica = _live[index].Replica;
            int epoch = (int)((step - 1) / _step.BatchesPerEpoch);
            _live[index].Divergence = new Divergence(replica.Number, replica.Seed, epoch + 1, step, replica.RateAfter(epoch));
        }

        Remove([.. diverged.Select(bad => _live[bad.Index])]);
    }

    /// <summary>Takes replicas out of the network, with their last weights; the others train on unchanged.</summary>
    private void Remove(List<Progress> leaving)
    {
        if (leaving.Count == 0)
        {
            return;
        }

        foreach (var progress in leaving)
        {
            progress.Weights = _network.ExportReplica(_live.IndexOf(progress));
        }

        int[] kept = [.. _live.Index().Where(replica => !leaving.Contains(replica.Item)).Select(replica => replica.Index)];
        _live = [.. kept.Select(index => _live[index])];
        if (kept.Length > 0)
        {
            _step.Keep(kept);
        }

        foreach (var replica in leaving.Select(progress => progress.ToResult(_chance, isFinished: true)))
        {
            Tell(watcher => watcher.ReplicaLeft(replica));
        }
    }

    private void RecordTime()
    {
        _trainSeconds += ReadClock();
        _timing.Add(new EpochTiming(_epoch, _trainSeconds, _evaluateSeconds));
        (_trainSeconds, _evaluateSeconds) = (0, 0);
        Tell(watcher => watcher.EpochEnded(_timing[^1]));
    }

    /// <summary>The seconds since the clock was last read.</summary>
    private double ReadClock()
    {
        long before = _clockRead;
        _clockRead = _options.Clock.GetTimestamp();
        return _options.Clock.GetElapsedTime(before, _clockRead).TotalSeconds;
    }

    private void SaveCheckpoint()
    {
        RemoveDiverged();
        if (_options.Checkpoints is { } store)
        {
            _trainSeconds += ReadClock();
            using var scope = NewDisposeScope();
            string path = store.Save(new Checkpoint(DescribeState(), CollectTensors()));
            Tell(watcher => watcher.CheckpointSaved(path));
            _clockRead = _checkpointWritten = _options.Clock.GetTimestamp();
        }
    }

    private void Tell(Action<IRunEvents> what)
    {
        foreach (var watcher in _watchers)
        {
            what(watcher);
        }
    }

    private TrainingResult Finish()
    {
        var status = !IsOver ? TrainingStatus.Interrupted
            : _all.All(progress => progress.Divergence is not null) ? TrainingStatus.Diverged
            : TrainingStatus.Completed;
        var replicas = _all.Select(progress => progress.ToResult(_chance, isFinished: IsOver || !_live.Contains(progress)));
        var result = new TrainingResult(status, _epoch, _steps, [.. replicas], [.. _timing]);
        Tell(watcher => watcher.Ended(result));
        return result;
    }

    private CheckpointState DescribeState()
    {
        var replicas = _all.Select(progress => new ReplicaState(
            progress.Replica.Number, progress.Replica.Seed, _live.Contains(progress), progress.History, progress.Divergence));
        double[] lossSums = _live.Count > 0 ? _step.FetchLossSums() : [];
        return new CheckpointState(
            _options.ConfigJson, _epoch, _batch, _steps, [.. replicas], lossSums, _step.LossSamples, _timing, _trainSeconds,
            _evaluateSeconds);
    }

    /// <summary>The weights of every replica and what steps keep, as <see cref="Checkpoint.Tensors"/> names them.</summary>
    private Dictionary<string, Tensor> CollectTensors()
    {
        var tensors = new Dictionary<string, Tensor>(_live.Count > 0 ? _step.ExportState() : []);
        foreach (var progress in _all)
        {
            foreach (var (name, value) in progress.Weights ?? _network.ExportReplica(_live.IndexOf(progress)))
            {
                tensors[Checkpoint.NameWeight(progress.Replica.Number, name)] = value;
            }

            foreach (var (name, value) in progress.Best ?? [])
            {
                tensors[Checkpoint.NameBest(progress.Replica.Number, name)] = value;
            }
        }

        return tensors;
    }

    private void RestoreWeights(Checkpoint checkpoint)
    {
        using var scope = NewDisposeScope();
        _step.Restore(checkpoint);
        foreach (var gone in _all.Except(_live))
        {
            gone.Weights = Copy(checkpoint.WeightsOf(gone.Replica.Number));
        }

        foreach (var progress in _all)
        {
            progress.KeepBest(checkpoint.SelectBest(progress.Replica.Number) is { Count: > 0 } best ? Copy(best) : null);
        }

        static List<(string, Tensor)> Copy(IReadOnlyDictionary<string, Tensor> weights) =>
            [.. weights.Select(named => (named.Key, named.Value.clone().DetachFromDisposeScope()))];
    }

    /// <summary>Checks that network, config and replicas belong together.</summary>
    private static void RequireFitting(FusionNetwork network, TrainConfig config, IReadOnlyList<Replica> replicas)
    {
        var weight = network.parameters().First();
        config.RequireDevice(weight.device);
        if (network.Replicas != replicas.Count || weight.dtype != config.Precision.NetworkType())
        {
            throw new ArgumentException(
                $"The network has {network.Replicas} replicas of {weight.dtype}; to be trained are {replicas.Count} of "
                + $"{config.Precision.NetworkType()}.",
                nameof(network));
        }

        Replica.RequireAlike(replicas);
        var data = replicas[0].Data;
        config.RequireTask(
            data.IsClassification ? data.Outputs : null, network.Modalities, network.Config.FusionDepth, data.IsMeasured,
            data.Validation is not null);
    }

    /// <summary>What the trainer knows of one replica.</summary>
    private sealed class Progress(Replica replica)
    {
        public Replica Replica => replica;

        public List<Evaluation> History { get; } = [];

        public Divergence? Divergence { get; set; }

        /// <summary>Its last weights, once it has left the network; null before.</summary>
        public IReadOnlyList<(string Name, Tensor Value)>? Weights { get; set; }

        /// <summary>Its weights when the validation loss was lowest; null where validation does not stop training.</summary>
        public IReadOnlyList<(string Name, Tensor Value)>? Best { get; private set; }

        /// <summary>Replaces them.</summary>
        public void KeepBest(IReadOnlyList<(string Name, Tensor Value)>? weights)
        {
            foreach (var (_, value) in Best ?? [])
            {
                value.Dispose();
            }

            Best = weights;
        }

        public ReplicaResult ToResult(Chance? chance, bool isFinished) =>
            new(replica.Number, replica.Seed, [.. History], Divergence, replica.Threshold, isFinished) { Chance = chance };
    }
}
