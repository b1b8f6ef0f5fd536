using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
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

    /// <summary>Trains all replicas.</summary>
    /// <param name="observer">Who watches.</param>
    /// <param name="say">Told how many train together.</param>
    /// <param name="warn">Told when fewer fit together than planned.</param>
    /// <param name="cancellation">Ends training after the step under way.</param>
    /// <returns>One result a replica, numbered from 1 in the order given.</returns>
    public IReadOnlyList<ReplicaResult> Run(
        ITrainingObserver observer, Action<string> say, Action<string> warn, CancellationToken cancellation)
    {
        long bytes = BytesPerReplica();
        long? available = DeviceMemory.Total(device);
        int? begun = options.Resume ? ReplicaCheckpoints.PerBatch(checkpoints) : null;
        var batching = ReplicaBatching.Choose(planned.Count, options.ReplicasPerBatch, bytes, available, begun);
        if (begun is { } together && batching.PerBatch != Math.Min(together, planned.Count))
        {
            warn(
                $"The run begins anew: its checkpoints are of {together} replicas trained together, not of {batching.PerBatch}; "
                + $"--replicas-per-batch {together} continues them.");
        }

        say(batching.Describe(planned.Count, bytes, available));
        var results = batching.Train(planned.Count, (first, count) => TrainTogether(first, count, observer, cancellation), warn);
        return [.. results.SelectMany(result => result.Replicas)];
    }

    private TrainingResult TrainTogether(int first, int count, ITrainingObserver observer, CancellationToken cancellation)
    {
        PlannedReplica[] batch = [.. planned.Skip(first).Take(count)];
        using var scope = NewDisposeScope();
        using var network = FusionNetworks.Create(
            _shared.Network,
            _data.Modalities,
            _data.Outputs,
            [.. batch.Select(replica => new ReplicaStart(replica.Seed, replica.Config.Network.Init))],
            device,
            _shared.Train.Precision.NetworkType());
        var store = ReplicaCheckpoints.Of(checkpoints, first + 1, first + count);
        var replicas = batch.Select((replica, i) => TrainedReplica.Of(first + 1 + i, replica.Seed, replica.Data, replica.Config.Train));
        using var trainer = new Trainer(network, _shared.Train, [.. replicas], new TrainerOptions
        {
            Checkpoints = store,
            ConfigJson = determinants,
            Clock = options.Clock,
            Request = options.CheckpointRequest,
        });
        using var checkpoint = options.Resume ? store.Load() : null;
        if (checkpoint is not null)
        {
            trainer.Resume(checkpoint);
        }

        trainer.Rehearse(); // a shortage of memory shows before anyone has been told of results
        var last = new LastResult();
        try
        {
            return trainer.Run(new ObserverChain(observer, last), cancellation);
        }
        catch (DivergedException) when (last.Result is not null)
        {
            return last.Result; // other replicas may still train, and the run folder is completed before the failure is told
        }
        catch (Exception shortage) when (last.HasResults && MemoryShortage.IsCauseOf(shortage))
        {
            throw MemoryShortage.Explain(count, shortage); // too late to begin anew with fewer: results have been told
        }
    }

    private long BytesPerReplica()
    {
        long parameters = FusionNetworks.CountParameters(_shared.Network, _data.Modalities, _data.Outputs);
        long activations = FusionNetworks.CountActivations(_shared.Network, _data.Modalities, _data.Outputs);
        int batchSize = _shared.Train.BatchSize;
        long samples = batchSize > 0 ? Math.Min(batchSize, _data.TrainSamples) : _data.TrainSamples;
        long slices = StepSlices.Count(device, samples, activations, parameters, _shared.Train.Precision.NetworkType());
        return MemoryEstimate.BytesPerReplica(parameters, activations, _data.Modalities, samples, slices, _shared.Train);
    }

    private sealed class LastResult : ITrainingObserver
    {
        public TrainingResult? Result { get; private set; }

        public bool HasResults { get; private set; }

        public void Evaluated(IReadOnlyList<Evaluation> rows) => HasResults = true;

        public void Ended(TrainingResult result) => Result = result;
    }
}
