// Shapes: R replicas, N batch, O outputs.
using FusionLab.Data;
using FusionLab.Networks;
using TorchSharp;
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
    private HiddenLayerPass? hiddenLayer;

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
        hiddenLayer = HiddenLayerPass.Of(network);
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
        var (losses, samples) = Pass(replicas, epoch, index);
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
        var (losses, samples) = Pass(replicas, epoch, index);
        Sgd.Step([.. replicas.Select(replica => replica.Replica.RateAfter(epoch))], Guard.Check(losses, step));
        Meter.Add(losses, samples);
    }

    /// <summary>
    /// Does the work of a step and takes none, so that memory that does not suffice shows before training has begun.
    /// </summary>
    public void Rehearse(IReadOnlyList<ReplicaRecord> replicas)
    {
        using var scope = NewDisposeScope();
        Pass(replicas, 0, 0);
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
        hiddenLayer = HiddenLayerPass.Of(network);
    }

    public void Dispose()
    {
        Sgd.Dispose();
        Guard.Dispose();
        Meter.Dispose();
    }

    /// <summary>
    /// Forward, and where gradients are wanted backward, slice by slice, or all at once where no hidden activation is kept.
    /// </summary>
    /// <returns>The mean loss of each replica over the batch, <c>[R]</c>, and the batch's samples.</returns>
    private (Tensor Losses, long Samples) Pass(IReadOnlyList<ReplicaRecord> replicas, int epoch, int index)
    {
        using var batch = JointBatch.Draw(replicas, epoch, index, batchSize);
        if (hiddenLayer is not null)
        {
            return (PassWithoutTorch(hiddenLayer, batch), batch.Samples);
        }

        Tensor? losses = null;
        long first = 0;
        foreach (long count in StepSlices.Of(network, batch.Samples))
        {
            using var scope = NewDisposeScope();
            var part = Losses(batch, first, count);
            using Scalar share = (double)count / batch.Samples;
            part = count == batch.Samples ? part : part.mul(share);
            if (is_grad_enabled())
            {
                part.sum().backward();
            }

            if (losses is null)
            {
                losses = part.detach().MoveToOuterDisposeScope();
            }
            else
            {
                losses.add_(part.detach(), HeldScalars.One);
            }

            first += count;
        }

        return (losses!, batch.Samples);
    }

    private Tensor PassWithoutTorch(HiddenLayerPass pass, ReplicaBatch batch)
    {
        using var scope = NewDisposeScope();
        var outputs = pass.Forward(batch);
        var losses = ReplicaLoss.Compute(config.Loss, outputs, data.IsClassification ? batch.Targets : batch.Targets.to(outputs.dtype));
        if (is_grad_enabled())
        {
            losses.sum().backward();
            pass.Backward();
        }

        return losses.detach().MoveToOuterDisposeScope();
    }

    private Tensor Losses(ReplicaBatch batch, long first, long count)
    {
        bool isWhole = count == batch.Samples;
        var outputs = network.forward([.. batch.Inputs.Select(input => Slice(input).to(type))]);       // [R, N, O]
        if (type == ScalarType.BFloat16)
        {
            outputs = outputs.to(ScalarType.Float32);
        }

        var targets = Slice(batch.Targets);
        return ReplicaLoss.Compute(config.Loss, outputs, data.IsClassification ? targets : targets.to(outputs.dtype));

        Tensor Slice(Tensor all) => isWhole ? all : all.narrow(1, first, count);
    }
}
