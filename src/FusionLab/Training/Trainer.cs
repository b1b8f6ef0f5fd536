using FusionLab.Data;
using FusionLab.Networks;
using TorchSharp;

namespace FusionLab.Training;

/// <summary>
/// Trains the replicas of one network together. It evaluates before the first step and after epochs, lets replicas leave
/// that are done or have diverged, and writes checkpoints from which it continues as if it had never stopped.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly FusionNetwork network;
    private readonly TrainConfig config;
    private readonly IEvaluator evaluator;
    private readonly TrainingState state;
    private readonly StepRunner steps;
    private readonly Laps laps;
    private readonly Departures departures;
    private readonly Evaluations evaluations;
    private readonly CheckpointWriter checkpoints;
    private IRunEvents observer = new NoEvents();

    /// <summary>Prepares training of replicas that differ in their seeds alone.</summary>
    /// <param name="data">The task, resident on the network's device.</param>
    /// <param name="network">One freshly initialized replica a seed, of the type <see cref="PrecisionRules.NetworkType"/> names.</param>
    /// <param name="config">How to train.</param>
    /// <param name="seeds">The replicas' seeds, in the order of the network's replica dimension.</param>
    /// <param name="options">What else there is to choose; null takes the defaults.</param>
    /// <exception cref="ConfigException">The config is invalid, or asks for what the task or the device cannot do.</exception>
    /// <exception cref="ArgumentException">Network and seeds or precision do not belong together.</exception>
    public Trainer(
        IReplicaData data, FusionNetwork network, TrainConfig config, IReadOnlyList<ulong> seeds, TrainerOptions? options = null)
        : this(network, config, [.. seeds.Select((seed, index) => TrainedReplica.Of(index + 1, seed, data, config))], options)
    {
    }

    /// <summary>Prepares training of replicas that may each have a task, a learning rate and a stop condition of their own.</summary>
    /// <param name="network">One freshly initialized replica each, of the type <see cref="PrecisionRules.NetworkType"/> names.</param>
    /// <param name="config">How to train, in all that the replicas share.</param>
    /// <param name="replicas">The replicas, in the order of the network's replica dimension.</param>
    /// <param name="options">What else there is to choose; null takes the defaults.</param>
    /// <exception cref="ConfigException">The config is invalid, or asks for what the task or the device cannot do.</exception>
    /// <exception cref="ArgumentException">Network, replicas or precision do not belong together.</exception>
    public Trainer(
        FusionNetwork network, TrainConfig config, IReadOnlyList<TrainedReplica> replicas, TrainerOptions? options = null)
    {
        options ??= new TrainerOptions();
        TrainerChecks.Require(network, config, replicas, options.Evaluator is not null);
        config.Precision.Apply(network.parameters().First().device);
        (this.network, this.config) = (network, config);
        var data = replicas[0].Data;
        evaluator = options.Evaluator ?? (data.IsClassification ? new UnimodalEvaluator(data.Test) : new LossOnlyEvaluator());
        state = new TrainingState(replicas);
        steps = new StepRunner(data, network, config);
        laps = new Laps(options.Clock);
        departures = new Departures(network, state, steps);
        evaluations = new Evaluations(network, evaluator, state, steps, laps);
        checkpoints = new CheckpointWriter(options, config.Checkpoint, network, state, steps, laps);
    }

    private bool IsOver => state.Live.Count == 0 || state.Epoch >= config.Epochs;

    /// <summary>
    /// Does the work of one step (on a GPU, of an evaluation too) without keeping anything, so that a batch of replicas that
    /// does not fit into memory fails before anyone has been told that training started.
    /// </summary>
    public void Rehearse()
    {
        if (!IsOver)
        {
            steps.Rehearse(state.Live);
            if (network.parameters().First().device_type != DeviceType.CPU)
            {
                evaluator.Evaluate(network); // on a CPU it would cost more than it could show
            }
        }
    }

    /// <summary>Continues from a checkpoint; call it before <see cref="Run"/>.</summary>
    /// <param name="checkpoint">The checkpoint; the caller disposes it.</param>
    /// <exception cref="ConfigException">The checkpoint was made with another config; the message names the difference.</exception>
    /// <exception cref="DataException">The checkpoint has no weights, and training is not over.</exception>
    public void Resume(Checkpoint checkpoint)
    {
        checkpoints.Restore(checkpoint);
        if (!checkpoint.HasWeights && !IsOver)
        {
            throw new DataException("The checkpoint holds no weights to train on from; start anew in another folder (--out).");
        }
    }

    /// <summary>Trains until every replica is done, or until cancelled.</summary>
    /// <param name="watcher">Who is told about it; null for no one.</param>
    /// <param name="cancellation">Ends training after the step under way, with a checkpoint where there is a store.</param>
    /// <returns>The histories, and how training ended.</returns>
    /// <exception cref="DivergedException">Every replica diverged; their weights are those before the step that failed.</exception>
    public TrainingResult Run(IRunEvents? watcher = null, CancellationToken cancellation = default)
    {
        observer = watcher ?? observer;
        observer.Started(state.Start(config.Epochs, steps.BatchesPerEpoch));
        laps.Start(laps.TrainSeconds, laps.EvaluateSeconds);
        checkpoints.Start();
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

        var result = state.Result(isOver: IsOver);
        observer.Ended(result);
        return result.Status == TrainingStatus.Diverged
            ? throw new DivergedException(Divergence.OfAll([.. result.Replicas.Select(replica => replica.Divergence!)]))
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
        steps.Take(state.Live, state.Epoch, state.Batch, state.Step + 1);
        if (steps.Guard.HasCaught)
        {
            departures.LetDivergedGo(observer);
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

        if (checkpoints.IsDue())
        {
            SaveCheckpoint();
        }
    }

    private void EvaluateStart()
    {
        steps.Measure(state.Live, 0, 0, 1);
        Evaluate();
        EndTiming();
    }

    private void EndEpoch()
    {
        state.CountEpoch();
        if (state.Epoch % config.EvaluateEveryEpochs == 0 || state.Epoch == config.Epochs)
        {
            Evaluate();
            if (state.Epoch < config.Epochs && state.Epoch >= (config.MinEpochs ?? 0))
            {
                departures.LetFinishedGo(observer);
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
        departures.LetDivergedGo(observer);
        if (state.Live.Count > 0)
        {
            evaluations.Record(observer);
        }
    }

    private void SaveCheckpoint()
    {
        departures.LetDivergedGo(observer);
        checkpoints.Save(observer);
    }

    /// <summary>Stands for a watcher that nobody gave.</summary>
    private sealed class NoEvents : IRunEvents;
}
