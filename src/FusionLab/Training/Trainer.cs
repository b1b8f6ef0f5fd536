using FusionLab.Data;
using FusionLab.Metrics;
using FusionLab.Networks;
using FusionLab.Training.Checkpoints;

namespace FusionLab.Training;

/// <summary>
/// Trains the replicas of one network together. It evaluates before the first step and after epochs, lets replicas leave
/// that are done or have diverged, and writes checkpoints from which it continues as if it had never stopped.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly FusionNetwork network;
    private readonly TrainConfig config;
    private readonly TrainerOptions options;
    private readonly StopCondition stop;
    private readonly IEvaluator evaluator;
    private readonly TrainingState state;
    private readonly StepRunner steps;
    private readonly Laps laps;
    private ITrainingObserver observer = new SilentObserver();
    private long lastCheckpoint;
    private volatile bool checkpointRequested;

    /// <summary>Prepares training.</summary>
    /// <param name="data">The task, resident on the network's device.</param>
    /// <param name="network">One freshly initialized replica a seed, of the type <see cref="PrecisionRules.NetworkType"/> names.</param>
    /// <param name="config">How to train.</param>
    /// <param name="seeds">The replicas' seeds, in the order of the network's replica dimension.</param>
    /// <param name="options">What else there is to choose; null takes the defaults.</param>
    /// <exception cref="ConfigException">The config is invalid, or asks for what the task or the device cannot do.</exception>
    /// <exception cref="ArgumentException">Network and seeds, rates or precision do not belong together.</exception>
    public Trainer(
        IReplicaData data, FusionNetwork network, TrainConfig config, IReadOnlyList<ulong> seeds, TrainerOptions? options = null)
    {
        options ??= new TrainerOptions();
        config.Validate();
        ReplicaLoss.Require(config.Loss, data.IsClassification);
        var weight = network.parameters().First();
        config.Precision.Require(weight.device);
        if (network.Replicas != seeds.Count || options.LearningRates is { } rates && rates.Count != seeds.Count)
        {
            throw new ArgumentException($"The network has {network.Replicas} replicas; as many seeds and learning rates are needed.", nameof(seeds));
        }

        if (weight.dtype != config.Precision.NetworkType())
        {
            throw new ArgumentException(
                $"Precision {config.Precision} needs a network of {config.Precision.NetworkType()}, not {weight.dtype}.", nameof(network));
        }

        stop = StopCondition.Parse(config.StopWhen);
        if (!data.IsClassification && stop != StopCondition.Never && options.Evaluator is null)
        {
            throw new ConfigException($"train.stopWhen is {config.StopWhen}, but this task has no accuracies; use never.");
        }

        (this.network, this.config, this.options) = (network, config, options);
        evaluator = options.Evaluator ?? (data.IsClassification ? new UnimodalEvaluator(data.Test) : new LossOnlyEvaluator());
        config.Precision.Apply(weight.device);
        state = new TrainingState(seeds, config, options);
        steps = new StepRunner(data, network, config);
        laps = new Laps(options.Clock);
    }

    private IReadOnlyList<ulong> LiveSeeds => [.. state.Live.Select(replica => replica.Seed)];

    private bool IsOver => state.Live.Count == 0 || state.Epoch >= config.Epochs;

    /// <summary>
    /// Does the work of one step and one evaluation without keeping anything, so that a batch of replicas that does not fit
    /// into memory fails before anyone has been told that training started.
    /// </summary>
    public void Rehearse()
    {
        if (!IsOver)
        {
            steps.Rehearse(LiveSeeds);
            evaluator.Evaluate(network);
        }
    }

    /// <summary>Continues from a checkpoint; call it before <see cref="Run"/>.</summary>
    /// <param name="checkpoint">The checkpoint; the caller disposes it.</param>
    /// <exception cref="ConfigException">The checkpoint was made with another config; the message names the difference.</exception>
    public void Resume(Checkpoint checkpoint)
    {
        var saved = checkpoint.State;
        state.RequireSameRun(saved, options.ConfigJson);
        state.Restore(saved);
        if (state.Live.Count is var live && live > 0 && live < state.All.Count)
        {
            steps.Keep([.. state.Live.Select(replica => state.All.ToList().IndexOf(replica))]);
        }

        TensorState.Restore(checkpoint, state, network, steps.Sgd);
        if (live > 0)
        {
            steps.Meter.Restore(saved.LossSums, saved.LossSamples);
        }

        laps.Start(saved.TrainSeconds, saved.EvaluateSeconds);
    }

    /// <summary>Asks for a checkpoint after the step under way; training goes on. May be called from any thread.</summary>
    public void RequestCheckpoint() => checkpointRequested = true;

    /// <summary>Trains until every replica is done, or until cancelled.</summary>
    /// <param name="watcher">Who is told about it; null for no one.</param>
    /// <param name="cancellation">Ends training after the step under way, with a checkpoint where there is a store.</param>
    /// <returns>The histories, and how training ended.</returns>
    /// <exception cref="DivergedException">Every replica diverged; their weights are those before the step that failed.</exception>
    public TrainingResult Run(ITrainingObserver? watcher = null, CancellationToken cancellation = default)
    {
        observer = watcher ?? observer;
        observer.Started(new TrainingStart(
            config.Epochs, steps.BatchesPerEpoch, state.Epoch, state.Step, state.Seeds, state.Rows, [.. state.Timing]));
        laps.Start(laps.TrainSeconds, laps.EvaluateSeconds);
        lastCheckpoint = options.Clock.GetTimestamp();
        bool resumedAtEnd = IsOver;
        if (state.Step == 0 && state.Timing.Count == 0)
        {
            EvaluateStart();
        }

        while (!IsOver && !cancellation.IsCancellationRequested)
        {
            TakeStep();
        }

        if (!resumedAtEnd)
        {
            SaveCheckpoint();
        }

        var status = !IsOver ? TrainingStatus.Interrupted
            : state.All.All(replica => replica.Divergence is not null) ? TrainingStatus.Diverged : TrainingStatus.Completed;
        var result = state.Result(status, config.Threshold);
        observer.Ended(result);
        return status == TrainingStatus.Diverged
            ? throw new DivergedException(string.Join(" ", state.All.Select(replica => replica.Divergence!.Message)))
            : result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        steps.Dispose();
        state.Dispose();
    }

    private void TakeStep()
    {
        steps.Take(LiveSeeds, state.Epoch, state.Batch, state.Step + 1, Rates());
        if (steps.Guard.HasCaught)
        {
            RemoveDiverged();
        }

        state.CountStep();
        observer.StepTaken(new TrainingProgress(state.Epoch + 1, state.Batch, steps.BatchesPerEpoch, state.Step, state.Live.Count));
        if (state.Batch == steps.BatchesPerEpoch)
        {
            EndEpoch();
        }
        else if (config.EvaluateEvery is { } every && state.Step % every == 0)
        {
            Evaluate();
        }

        if (checkpointRequested || IsCheckpointDue())
        {
            checkpointRequested = false;
            SaveCheckpoint();
        }
    }

    private void EvaluateStart()
    {
        steps.Measure(LiveSeeds, 0, 0, 1);
        Evaluate();
        EndTiming();
    }

    private void EndEpoch()
    {
        state.CountEpoch();
        if (state.Epoch % config.EvaluateEveryEpochs == 0 || state.Epoch == config.Epochs)
        {
            Evaluate();
            var done = state.Live.Where(replica => stop.IsMet(replica.History, config.Threshold)).ToList();
            if (state.Epoch < config.Epochs && state.Epoch >= (config.MinEpochs ?? 0))
            {
                Remove(done);
            }
        }

        EndTiming();
    }

    private void EndTiming()
    {
        laps.Trained();
        state.Timing.Add(laps.End(state.Epoch));
        observer.EpochEnded(state.Timing[^1]);
    }

    private void Evaluate()
    {
        RemoveDiverged();
        if (state.Live.Count == 0)
        {
            return;
        }

        double[] losses = steps.Meter.Means();
        laps.Trained();
        var scores = evaluator.Evaluate(network);
        laps.Evaluated();
        double epoch = state.Epoch + (double)state.Batch / steps.BatchesPerEpoch;
        var rates = Rates();
        var rows = state.Live.Select((replica, index) => new Evaluation(
            replica.Number, replica.Seed, epoch, state.Step, rates[index], losses[index], scores[index].Accuracy, scores[index].Unimodal)).ToList();
        foreach (var (replica, row) in state.Live.Zip(rows))
        {
            replica.History.Add(row);
        }

        steps.Meter.Reset();
        observer.Evaluated(rows);
    }

    /// <summary>The rate of the next step. A function of the epoch alone, so that a resumed run computes the same.</summary>
    private double[] Rates() => [.. state.Live.Select(replica => replica.LearningRate * Math.Pow(config.Decay, state.Epoch))];

    private void RemoveDiverged()
    {
        if (state.Live.Count == 0 || steps.Guard.Diverged() is not { Count: > 0 } diverged)
        {
            return;
        }

        foreach (var (index, step) in diverged)
        {
            var replica = state.Live[index];
            int epoch = (int)((step - 1) / steps.BatchesPerEpoch);
            replica.Divergence = new Divergence(
                replica.Number, replica.Seed, epoch + 1, step, replica.LearningRate * Math.Pow(config.Decay, epoch));
        }

        Remove([.. diverged.Select(bad => state.Live[bad.Index])]);
    }

    private void Remove(List<ReplicaRecord> leaving)
    {
        if (leaving.Count == 0)
        {
            return;
        }

        foreach (var replica in leaving)
        {
            replica.Weights = network.ExportReplica(state.Live.IndexOf(replica));
        }

        int[] kept = [.. Enumerable.Range(0, state.Live.Count).Where(index => !leaving.Contains(state.Live[index]))];
        state.Remove(leaving);
        if (kept.Length > 0)
        {
            steps.Keep(kept);
        }

        leaving.ForEach(replica => observer.ReplicaLeft(new ReplicaDeparture(replica.Number, replica.Seed, state.Epoch, replica.Divergence)));
    }

    private bool IsCheckpointDue() =>
        (config.Checkpoint.EveryEpochs is { } epochs && state.Batch == 0 && state.Epoch % epochs == 0)
        || (config.Checkpoint.EveryMinutes is { } minutes && options.Clock.GetElapsedTime(lastCheckpoint).TotalMinutes >= minutes);

    private void SaveCheckpoint()
    {
        if (options.Checkpoints is not { } store)
        {
            return;
        }

        RemoveDiverged();
        laps.Trained();
        using var checkpoint = new Checkpoint(
            state.Capture(options.ConfigJson, steps.Meter, laps), TensorState.Capture(state, network, steps.Sgd));
        observer.CheckpointSaved(store.Save(checkpoint));
        lastCheckpoint = options.Clock.GetTimestamp();
        laps.Start(laps.TrainSeconds, laps.EvaluateSeconds);
    }
}
