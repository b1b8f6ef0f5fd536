// Shapes: R replicas, N batch, O outputs.
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training.Remedies;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// Takes single steps: batch, forward pass, loss, backward pass, update. Every temporary is freed with its step; losses are summed
/// on the device, in 64 bits, and fetched only when a row is written.
/// </summary>
/// <remarks>
/// No step is made for a replica whose loss is not finite. On the CPU the losses of each step are looked at before the update. On
/// CUDA that would stall the device at every step; there the update itself is masked on the device, so that such a replica keeps the
/// weights it had, and which replica and step it was is read back when results are fetched anyway. The weights of all layers lie together
/// there, since every operation costs a launch.
/// </remarks>
internal sealed class TrainingStep : IDisposable
{
    private readonly FusionNetwork _network;
    private readonly LossKind _loss;
    private readonly bool _isClassification;
    private readonly int _batchSize;
    private readonly ScalarType _type;
    private readonly bool _asOnGpu;
    private readonly ReplicaOptimizer _optimizer;
    private HiddenLayerPass? _hiddenLayer;

    /// <summary>Null where no replica has a remedy that changes steps.</summary>
    private RemedySet? _remedies;

    /// <summary>Null where no one asks for speeds.</summary>
    private readonly LearningSpeeds? _speeds;

    /// <summary>Loss times samples of each replica since the last reset, float64 <c>[R]</c>.</summary>
    private Tensor _lossSums;

    /// <summary>The step at which each replica's loss was first not finite, counted from 1; 0 while it is; int64 <c>[R]</c>.</summary>
    private Tensor _firstBadStep;

    /// <summary>Prepares steps.</summary>
    /// <param name="network">The network.</param>
    /// <param name="config">What all replicas share.</param>
    /// <param name="replicas">The replicas, each with its task, rates and remedy.</param>
    /// <param name="asOnGpu">Whether steps are taken as on a GPU, without waiting for the device; null: where the network is on one.</param>
    public TrainingStep(FusionNetwork network, TrainConfig config, IReadOnlyList<Replica> replicas, bool? asOnGpu = null)
    {
        var data = replicas[0].Data;
        (_network, _loss, _isClassification) = (network, config.Loss, data.IsClassification);
        _batchSize = (int)(config.BatchSize == 0 ? data.TrainSamples : Math.Min(config.BatchSize, data.TrainSamples));
        BatchesPerEpoch = (int)((data.TrainSamples + _batchSize - 1) / _batchSize);
        _type = network.parameters().First().dtype;
        _asOnGpu = asOnGpu ?? network.parameters().First().device_type != DeviceType.CPU;
        var layout = !_asOnGpu ? OptimizerLayout.Separate
            : replicas.Any(replica => replica.Rates is not null) ? OptimizerLayout.TogetherByBranch
            : OptimizerLayout.Together;
        _optimizer = ReplicaOptimizer.Create(network, config, layout);
        _remedies = RemedySet.Create(network, [.. replicas.Select(replica => replica.Remedy)], data.Test.Blanks);
        _hiddenLayer = _remedies is null ? HiddenLayerPass.Create(network) : null;
        _speeds = config.Measures?.Contains(LearningSpeeds.Measure) == true ? new LearningSpeeds(network) : null;
        _lossSums = CreateZeros(ScalarType.Float64);
        _firstBadStep = CreateZeros(ScalarType.Int64);
    }

    /// <summary>Steps in one epoch.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>True when it is known, without waiting for the device, that a replica has diverged.</summary>
    public bool HasDiverged { get; private set; }

    /// <summary>Samples since the losses were last reset.</summary>
    public long LossSamples { get; private set; }

    /// <summary>Takes one step for every replica whose loss is finite.</summary>
    /// <param name="replicas">The replicas in the network.</param>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="index">The batch within the epoch, counted from 0.</param>
    /// <param name="step">The step, counted from 1.</param>
    public void Take(IReadOnlyList<Replica> replicas, int epoch, int index, long step)
    {
        using var scope = NewDisposeScope();
        var (losses, optimized, samples) = Pass(replicas, epoch, index);
        if (_speeds is not null)
        {
            using var updates = LearningSpeeds.ComputeUpdates(_network);
            _speeds.Add(updates);
        }

        _remedies?.ChangeGradients(Describe(replicas, epoch, index));
        var branchRates = replicas.All(replica => replica.Rates is null)
            ? null
            : _network.Modalities.Select(modality => Rates(modality.Name)).ToArray();
        _optimizer.Step(Rates(null), FindNotFinite(optimized, step), branchRates);
        Record(losses, samples);

        double[] Rates(string? modality) => [.. replicas.Select(replica => replica.RateAfter(epoch, modality))];
    }

    /// <summary>Measures the loss of the first batch, before any step.</summary>
    public void MeasureFirst(IReadOnlyList<Replica> replicas)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var (losses, _, samples) = Pass(replicas, epoch: 0, index: 0);
        FindNotFinite(losses, step: 1);
        Record(losses, samples);
    }

    /// <summary>Does the work of a step and takes none, so that memory that does not suffice shows before training has begun.</summary>
    public void Rehearse(IReadOnlyList<Replica> replicas)
    {
        using var scope = NewDisposeScope();
        Pass(replicas, epoch: 0, index: 0);
        foreach (var parameter in _network.parameters())
        {
            parameter.grad = null;
        }
    }

    /// <summary>The replicas that have diverged (as indices) with their step. Waits for the device.</summary>
    public IReadOnlyList<(int Index, long Step)> FindDiverged()
    {
        using var scope = NewDisposeScope();
        long[] steps = _firstBadStep.cpu().data<long>().ToArray();
        return [.. steps.Select((step, index) => (index, step)).Where(bad => bad.step != 0)];
    }

    /// <summary>Fetches loss times samples of each replica, summed since the last reset. Waits for the device.</summary>
    public double[] FetchLossSums()
    {
        using var scope = NewDisposeScope();
        return _lossSums.cpu().data<double>().ToArray();
    }

    /// <summary>
    /// Fetches the conditional learning speeds of each replica's modalities; null where no one asks for them. Waits for the device.
    /// </summary>
    public IReadOnlyList<double[]>? FetchSpeeds()
    {
        using var scope = NewDisposeScope();
        return _speeds is null
            ? null
            : [.. _speeds.Sums.cpu().data<double>().Chunk(_network.Modalities.Count).Select(sums => LearningSpeeds.Compare(sums))];
    }

    /// <summary>Starts the losses anew.</summary>
    public void ResetLosses()
    {
        using var scope = NewDisposeScope();
        _lossSums.zero_();
        LossSamples = 0;
    }

    /// <summary>What the optimizer and the remedies keep, as <see cref="Checkpoint.Tensors"/> names it.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> ExportState() =>
    [
        .. _optimizer.ExportState(), .. _remedies?.ExportState() ?? [],
        .. _speeds is null ? Array.Empty<KeyValuePair<string, Tensor>>() : [new(LearningSpeeds.Name, _speeds.Sums)],
    ];

    /// <summary>Continues from a checkpoint, with those of its replicas that were still training.</summary>
    /// <param name="checkpoint">A checkpoint with weights, of the replicas that are in the network.</param>
    public void Restore(Checkpoint checkpoint)
    {
        var saved = checkpoint.State;
        int[] live = [.. saved.Replicas.Index().Where(replica => replica.Item.IsLive).Select(replica => replica.Index)];
        if (live.Length == 0)
        {
            return; // there is no network any more
        }

        if (live.Length < saved.Replicas.Count)
        {
            Keep(live);
        }

        foreach (var (place, replica) in live.Index())
        {
            _network.ImportReplica(place, checkpoint.WeightsOf(saved.Replicas[replica].Replica));
        }

        _optimizer.ImportState(checkpoint.Tensors, saved.Step);
        _remedies?.ImportState(checkpoint.Tensors);
        if (_speeds is not null)
        {
            _speeds.Sums = checkpoint.Tensors[LearningSpeeds.Name];
        }

        SetLosses(saved.LossSums, saved.LossSamples);
    }

    /// <summary>
    /// Drops all replicas but the given ones, none of which has diverged, from the network and everything that goes with it.
    /// </summary>
    /// <param name="kept">Indices into the network's replica dimension, ascending.</param>
    public void Keep(IReadOnlyList<int> kept)
    {
        double[] sums = FetchLossSums();
        _network.Keep(kept);
        _optimizer.Keep(_network, kept);
        var remedies = _remedies?.Keep(kept);
        _remedies?.Dispose();
        _remedies = remedies;
        _hiddenLayer = _remedies is null ? HiddenLayerPass.Create(_network) : null;
        _speeds?.Keep(kept);
        SetLosses([.. kept.Select(index => sums[index])], LossSamples);
        Replace(ref _firstBadStep, CreateZeros(ScalarType.Int64));
        HasDiverged = false;
    }

    /// <summary>
    /// Draws each replica's samples from its own task; what is drawn for one does not depend on the others.
    /// </summary>
    public static ReplicaBatch Draw(IReadOnlyList<Replica> replicas, int epoch, int index, int batchSize)
    {
        var parts = new List<ReplicaBatch>();
        for (int first = 0; first < replicas.Count;)
        {
            var data = replicas[first].Data;
            ulong[] seeds = [.. replicas.Skip(first)
                .TakeWhile(replica => ReferenceEquals(replica.Data, data)).Select(replica => replica.Seed)];
            parts.Add(data.DrawBatch(seeds, epoch, index, batchSize));
            first += seeds.Length;
        }

        if (parts is [var only])
        {
            return only;
        }

        var inputs = parts[0].Inputs.Select((_, m) => cat([.. parts.Select(part => part.Inputs[m])], 0)).ToArray();   // [R, N, …]
        var joint = new ReplicaBatch(inputs, cat([.. parts.Select(part => part.Targets)], 0));
        parts.ForEach(part => part.Dispose());
        return joint;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _remedies?.Dispose();
        _speeds?.Dispose();
        _lossSums.Dispose();
        _firstBadStep.Dispose();
    }

    /// <summary>
    /// Forward, and where gradients are wanted backward, slice by slice, or all at once where no hidden activation is kept.
    /// </summary>
    /// <returns>
    /// The mean loss of each replica over the batch, <c>[R]</c>, the same with what remedies add, and the batch's samples.
    /// </returns>
    private (Tensor Losses, Tensor Optimized, long Samples) Pass(IReadOnlyList<Replica> replicas, int epoch, int index)
    {
        using var batch = Draw(replicas, epoch, index, _batchSize);
        var inputs = _remedies?.ChangeInputs(batch.Inputs, Describe(replicas, epoch, index)) ?? batch.Inputs;
        Tensor? losses = null, optimized = null;
        long[] slices = _hiddenLayer is null ? StepSlices.Split(_network, batch.Samples) : [batch.Samples];
        long first = 0;
        if (slices.Length > 1 && is_grad_enabled() && _remedies?.Surveys == true)
        {
            foreach (long count in slices)
            {
                using var scope = NewDisposeScope();
                var (seen, targets) = Slice(batch, inputs, first, count);
                _remedies.Survey(seen, targets, _loss, (double)count / batch.Samples);
                first += count;
            }

            first = 0;
        }

        foreach (long count in slices)
        {
            using var scope = NewDisposeScope();
            using Scalar share = (double)count / batch.Samples;
            var (part, added) = ComputeLosses(batch, inputs, first, count);
            part = count == batch.Samples ? part : part.mul(share);
            var differentiated = added is null ? part : part.add(added, HeldScalars.One);
            if (is_grad_enabled())
            {
                differentiated.sum().backward();
                _hiddenLayer?.Backward();
            }

            Add(ref losses, part);
            if (_remedies is not null)
            {
                Add(ref optimized, differentiated);
            }

            first += count;
        }

        return (losses!, optimized ?? losses!, batch.Samples);

        static void Add(ref Tensor? sum, Tensor part)
        {
            if (sum is null)
            {
                sum = part.detach().MoveToOuterDisposeScope();
            }
            else
            {
                sum.add_(part.detach(), HeldScalars.One);
            }
        }
    }

    private RemedyStep Describe(IReadOnlyList<Replica> replicas, int epoch, int index) =>
        new(_network, [.. replicas.Select(replica => replica.Seed)], epoch, index)
        {
            Number = ((long)epoch * BatchesPerEpoch) + index + 1,
            Batches = BatchesPerEpoch,
            Draw = batch => Draw(replicas, epoch, batch, _batchSize),
            Loss = _loss,
            Validation = replicas[0].Data.Validation,
        };

    /// <summary>
    /// The mean loss of each replica, <c>[R]</c>, over some neighbouring samples of a batch, and what remedies add for these to the mean
    /// over the batch.
    /// </summary>
    private (Tensor Losses, Tensor? Added) ComputeLosses(ReplicaBatch batch, IReadOnlyList<Tensor> inputs, long first, long count)
    {
        var (seen, targets) = Slice(batch, inputs, first, count);
        var (outputs, added) = _remedies is not null
            ? _remedies.Pass(seen, targets, _loss, (double)count / batch.Samples)
            : (_hiddenLayer is null ? _network.forward(seen) : _hiddenLayer.Forward(batch), null);     // [R, N, O]
        outputs = _type == ScalarType.BFloat16 ? outputs.to(ScalarType.Float32) : outputs;
        return (Losses.Compute(_loss, outputs, _isClassification ? targets : targets.to(outputs.dtype)), added);
    }

    /// <summary>Some neighbouring samples of a batch: what the branches see of them, of the network's type, and their targets.</summary>
    private (Tensor[] Inputs, Tensor Targets) Slice(ReplicaBatch batch, IReadOnlyList<Tensor> inputs, long first, long count)
    {
        return ([.. inputs.Select(input => Part(input).to(_type))], Part(batch.Targets));

        Tensor Part(Tensor all) => count == batch.Samples ? all : all.narrow(1, first, count);
    }

    /// <summary>Looks at the losses of a step before its update.</summary>
    /// <param name="losses"><c>[R]</c>.</param>
    /// <param name="step">The step, counted from 1.</param>
    /// <returns>The replicas that must not be updated, bool <c>[R]</c>; null when it is known that there are none.</returns>
    private Tensor? FindNotFinite(Tensor losses, long step)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var bad = losses.add(losses, HeldScalars.MinusOne).ne(HeldScalars.Zero); // ∞ − ∞ is no number; fewer operations than isfinite takes
        if (!_asOnGpu)
        {
            if (!HasDiverged && !bad.any().item<bool>())
            {
                return null;
            }

            HasDiverged = true;
        }

        using Scalar now = step;
        _firstBadStep.masked_fill_(bad.bitwise_and(_firstBadStep.eq(HeldScalars.Zero)), now);
        return _firstBadStep.ne(HeldScalars.Zero).MoveToOuterDisposeScope();
    }

    /// <summary>Adds losses, weighted by samples, so that a short last batch counts for what it is.</summary>
    private void Record(Tensor losses, long samples)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        using Scalar weight = samples;
        _lossSums.add_(losses.detach().to(ScalarType.Float64), weight);
        LossSamples += samples;
    }

    private void SetLosses(IReadOnlyList<double> sums, long samples)
    {
        using var scope = NewDisposeScope();
        Replace(ref _lossSums, tensor(sums.ToArray(), device: _lossSums.device));
        LossSamples = samples;
    }

    private Tensor CreateZeros(ScalarType type)
    {
        using var scope = NewDisposeScope();
        return zeros(_network.Replicas, dtype: type, device: _network.parameters().First().device).DetachFromDisposeScope();
    }

    private static void Replace(ref Tensor held, Tensor by)
    {
        held.Dispose();
        held = by.DetachFromDisposeScope();
    }
}
