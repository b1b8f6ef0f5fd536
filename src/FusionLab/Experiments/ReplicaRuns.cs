using FusionLab.Data;
using FusionLab.Experiments.Configuration;
using FusionLab.Experiments.Exchange;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Experiments;

/// <summary>Trains the replicas of one run, as many together as the device's memory holds.</summary>
internal sealed class ReplicaRuns(ExperimentConfig config, IReplicaData data, Device device, RunFolder folder, RunOptions options)
{
    private readonly string _configJson = ConfigJson.WriteDeterminants(config);

    /// <summary>Trains all replicas.</summary>
    /// <param name="observer">Who watches.</param>
    /// <param name="warn">Told when fewer replicas fit together than planned.</param>
    /// <param name="cancellation">Ends training after the step under way.</param>
    /// <returns>How it ended, and the replicas in the order of the seeds.</returns>
    public (TrainingStatus Status, IReadOnlyList<ReplicaResult> Replicas) Run(
        ITrainingObserver observer, Action<string> warn, CancellationToken cancellation)
    {
        var seeds = config.Seeds;
        var batching = ReplicaBatching.Choose(seeds.Count, options.ReplicasPerBatch, BytesPerReplica(), DeviceMemory.Total(device));
        var results = batching.Train(seeds.Count, (first, count) => TrainTogether(first, count, observer, cancellation), warn);
        var status = results.Any(r => r.Status == TrainingStatus.Interrupted) ? TrainingStatus.Interrupted
            : results.All(r => r.Status == TrainingStatus.Diverged) ? TrainingStatus.Diverged
            : TrainingStatus.Completed;
        return (status, [.. results.SelectMany(r => r.Replicas)]);
    }

    private TrainingResult TrainTogether(int first, int count, ITrainingObserver observer, CancellationToken cancellation)
    {
        ulong[] seeds = [.. config.Seeds.Skip(first).Take(count)];
        using var scope = NewDisposeScope();
        using var network = FusionNetworks.Create(
            config.Network, data.Modalities, data.Outputs, seeds, device, config.Train.Precision.NetworkType());
        var store = ReplicaCheckpoints.Of(folder, first + 1, first + count);
        var replicas = seeds.Select((seed, i) => TrainedReplica.Of(first + 1 + i, seed, data, config.Train)).ToArray();
        using var trainer = new Trainer(network, config.Train, replicas, new TrainerOptions
        {
            Checkpoints = store,
            ConfigJson = _configJson,
            Clock = options.Clock,
        });
        using var checkpoint = options.Resume ? store.Load() : null;
        if (checkpoint is not null)
        {
            trainer.Resume(checkpoint);
        }

        if (device.type == TorchSharp.DeviceType.CUDA)
        {
            trainer.Rehearse(); // a shortage of memory shows before anyone has been told of results
        }

        var last = new LastResult();
        try
        {
            return trainer.Run(new ObserverChain(observer, last), cancellation);
        }
        catch (DivergedException) when (last.Result is not null)
        {
            return last.Result; // other replicas may still train, and the run folder is completed before the failure is told
        }
    }

    private sealed class LastResult : ITrainingObserver
    {
        public TrainingResult? Result { get; private set; }

        public void Ended(TrainingResult result) => Result = result;
    }

    private long BytesPerReplica()
    {
        long parameters = FusionNetworks.CountParameters(config.Network, data.Modalities, data.Outputs);
        long activations = FusionNetworks.CountActivations(config.Network, data.Modalities, data.Outputs);
        long samples = config.Train.BatchSize > 0 ? Math.Min(config.Train.BatchSize, data.TrainSamples) : data.TrainSamples;
        return MemoryEstimate.BytesPerReplica(parameters, activations, data.Modalities, samples, config.Train);
    }
}
