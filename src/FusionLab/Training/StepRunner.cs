// Shapes: R replicas, N batch, O outputs.
using FusionLab.Data;
using FusionLab.Networks;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>Takes single steps: batch, forward pass, loss, backward pass, update. Every temporary dies with its step.</summary>
internal sealed class StepRunner : IDisposable
{
    private readonly IReplicaData data;
    private readonly FusionNetwork network;
    private readonly TrainConfig config;
    private readonly int batchSize;
    private readonly ScalarType type;

    /// <summary>Prepares steps.</summary>
    /// <param name="data">The task, or one of several alike.</param>
    /// <param name="network">The network.</param>
    /// <param name="config">What all replicas share.</param>
    public StepRunner(IReplicaData data, FusionNetwork network, TrainConfig config)
    {
        (this.data, this.network, this.config) = (data, network, config);
        batchSize = (int)(config.BatchSize == 0 ? data.TrainSamples : Math.Min(config.BatchSize, data.TrainSamples));
        BatchesPerEpoch = (int)((data.TrainSamples + batchSize - 1) / batchSize);
        var weight = network.parameters().First();
        type = weight.dtype;
        Sgd = new ReplicaSgd(network, config.Momentum, config.WeightDecay);
        Guard = new DivergenceGuard(network.Replicas, weight.device);
        Meter = new LossMeter(network.Replicas, weight.device);
    }

    public int BatchesPerEpoch { get; }

    public ReplicaSgd Sgd { get; }

    public DivergenceGuard Guard { get; }

    public LossMeter Meter { get; }

    /// <summary>Measures the loss of a batch without a step.</summary>
    public void Measure(IReadOnlyList<ReplicaRecord> replicas, int epoch, int index, long step)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var (losses, samples) = Losses(replicas, epoch, index);
        Guard.Check(losses, step);
        Meter.Add(losses, samples);
    }

    /// <summary>Takes one step for every replica whose loss is finite.</summary>
    /// <param name="replicas">The replicas in the network.</param>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="index">The batch within the epoch, counted from 0.</param>
    /// <param name="step">The step, counted from 1.</param>
    public void Take(IReadOnlyList<ReplicaRecord> replicas, int epoch, int index, long step)
    {
        using var scope = NewDisposeScope();
        var (losses, samples) = Losses(replicas, epoch, index);
        losses.sum().backward();
        Sgd.Step([.. replicas.Select(replica => replica.Replica.RateAfter(epoch))], Guard.Check(losses, step));
        Meter.Add(losses, samples);
    }

    /// <summary>
    /// Does the work of a step and takes none, so that memory that does not suffice shows before training has begun.
    /// </summary>
    public void Rehearse(IReadOnlyList<ReplicaRecord> replicas)
    {
        using var scope = NewDisposeScope();
        Losses(replicas, 0, 0).Losses.sum().backward();
        foreach (var parameter in network.parameters())
        {
            parameter.grad = null;
        }
    }

    /// <summary>Drops all replicas but the given ones from the network and everything that goes with it.</summary>
    public void Keep(IReadOnlyList<int> kept)
    {
        network.Keep(kept);
        Sgd.Keep(network, kept);
        Meter.Keep(kept);
        Guard.Restart(kept.Count);
    }

    public void Dispose()
    {
        Sgd.Dispose();
        Guard.Dispose();
        Meter.Dispose();
    }

    private (Tensor Losses, long Samples) Losses(IReadOnlyList<ReplicaRecord> replicas, int epoch, int index)
    {
        using var batch = JointBatch.Draw(replicas, epoch, index, batchSize);
        var outputs = network.forward([.. batch.Inputs.Select(input => input.to(type))]);             // [R, N, O]
        if (type == ScalarType.BFloat16)
        {
            outputs = outputs.to(ScalarType.Float32);
        }

        var targets = data.IsClassification ? batch.Targets : batch.Targets.to(outputs.dtype);
        return (ReplicaLoss.Compute(config.Loss, outputs, targets), batch.Samples);                   // [R]
    }
}
