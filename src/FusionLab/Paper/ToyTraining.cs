using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;
using static TorchSharp.torch;

namespace FusionLab.Paper;

/// <summary>
/// Trains two-layer networks on samples of a toy task, where no simulation from correlations exists, and keeps their weights on
/// the way.
/// </summary>
internal static class ToyTraining
{
    /// <summary>Trains all seeds of a config together.</summary>
    /// <param name="config">A config of a toy task, full batch, without a sweep.</param>
    /// <param name="keepEvery">Epochs between two copies of the weights.</param>
    /// <param name="cancellation">Stops after the step under way.</param>
    /// <returns>One run a seed, in their order.</returns>
    /// <exception cref="DivergedException">A network diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static IReadOnlyList<ToyRun> Run(ExperimentConfig config, int keepEvery, CancellationToken cancellation = default)
    {
        var device = Devices.Prepare(config.Device, config.Threads, config.Train.Precision);

        // All replicas learn from the same samples, as in the paper; seeds differ in their initial weights.
        using var data = ToyTasks.DrawTensors((ToyConfig)config.Data, config.Seeds[0], device, config.Train.Precision.DataType());
        using var network = FusionNetwork.Create(
            config.Network, data.Modalities, data.Outputs, config.Seeds, device, config.Train.Precision.NetworkType());
        using var trainer = new Trainer(data, network, config.Train, config.Seeds);
        var watch = new HiddenUnitsWatch(network, keepEvery, config.Train.Epochs);
        var result = trainer.Run([watch], cancellation);
        cancellation.ThrowIfCancellationRequested();
        return [.. result.Replicas.Zip(watch.Units, (replica, units) => new ToyRun(replica.Seed, replica.History, units))];
    }
}

/// <summary>One two-layer network trained on samples of a toy task.</summary>
/// <param name="Seed">The replica's seed.</param>
/// <param name="History">Its training loss over the epochs.</param>
/// <param name="Units">Its hidden units at the start, now and then, and at the end.</param>
internal sealed record ToyRun(ulong Seed, IReadOnlyList<Evaluation> History, IReadOnlyList<HiddenUnits> Units)
{
    /// <summary>The last training loss.</summary>
    public double FinalLoss => History[^1].Loss;

    /// <summary>The units kept nearest to an epoch.</summary>
    public HiddenUnits At(double epoch) => Units.MinBy(units => Math.Abs(units.Step - epoch))!;

    /// <summary>The first epoch at which the loss has fallen below a value; null if it never did.</summary>
    public double? FallsBelow(double loss) => History.FirstOrDefault(evaluation => evaluation.Loss < loss)?.Epoch;
}

// Shapes: H hidden units, D features of all modalities side by side.

/// <summary>
/// The hidden units of a two-layer network with one output and no biases, at one time. In late fusion the units of all branches
/// stand one after the other, each with weights 0 for the modalities it does not see.
/// </summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Inputs">The first layer, <c>[H][D]</c>.</param>
/// <param name="Outputs">The second layer, <c>[H]</c>.</param>
internal sealed record HiddenUnits(long Step, IReadOnlyList<double[]> Inputs, IReadOnlyList<double> Outputs)
{
    /// <summary>Copies one replica's weights.</summary>
    /// <param name="network">A two-layer network with one output and no biases.</param>
    /// <param name="replica">The index in the replica dimension.</param>
    /// <param name="step">Steps taken.</param>
    /// <exception cref="ArgumentException">The network has another shape.</exception>
    public static HiddenUnits Copy(FusionNetwork network, int replica, long step)
    {
        if (network.Config is not { Depth: 2, Bias: false } || network.Outputs != 1)
        {
            throw new ArgumentException("Hidden units are those of two-layer networks with one output and no biases.", nameof(network));
        }

        using var scope = NewDisposeScope();
        var layers = network.ExportReplica(replica);
        var first = layers.SkipLast(1).ToArray();                               // [H, D], or one [H_m, D_m] a branch
        int features = (int)first.Sum(layer => layer.Value.shape[1]);
        var inputs = new List<double[]>();
        int offset = 0;
        foreach (var (_, weight) in first)
        {
            int size = (int)weight.shape[1];
            foreach (double[] row in Values(weight).Chunk(size))
            {
                var unit = new double[features];
                row.CopyTo(unit, offset);
                inputs.Add(unit);
            }

            offset += size;
        }

        return new HiddenUnits(step, inputs, Values(layers[^1].Value));
    }

    /// <summary>One feature's weights into all units, <c>[H]</c>.</summary>
    public double[] Feature(int index) => [.. Inputs.Select(unit => unit[index])];

    /// <summary>The product of both layers, <c>[D]</c>: the total weights; of ReLU networks twice the slope.</summary>
    public double[] TotalWeights() =>
        [.. Enumerable.Range(0, Inputs[0].Length).Select(feature => Inputs.Zip(Outputs, (unit, output) => unit[feature] * output).Sum())];

    private static double[] Values(Tensor weight) => weight.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
}

/// <summary>Keeps every replica's hidden units at the start, every few steps, and at the end.</summary>
/// <param name="network">The network in training.</param>
/// <param name="every">Steps between two copies.</param>
/// <param name="last">The last step.</param>
internal sealed class HiddenUnitsWatch(FusionNetwork network, int every, int last) : IRunEvents
{
    private readonly List<HiddenUnits>[] _units = [.. Enumerable.Range(0, network.Replicas).Select(_ => new List<HiddenUnits>())];

    /// <summary>What was kept, a list a replica, in order of time.</summary>
    public IReadOnlyList<IReadOnlyList<HiddenUnits>> Units => _units;

    /// <inheritdoc/>
    public void Started(TrainingStart start) => Keep(start.Steps);

    /// <inheritdoc/>
    public void StepTaken(TrainingProgress progress)
    {
        if (progress.Step % every == 0 || progress.Step == last)
        {
            Keep(progress.Step);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Those that stay move up in the replica dimension: their weights would be kept under another's seed.</remarks>
    /// <exception cref="DivergedException">Always.</exception>
    public void ReplicaLeft(ReplicaResult replica) => throw new DivergedException(
        replica.Divergence?.Message ?? $"The replica of seed {replica.Seed} left before the last epoch; set train.stopWhen to never.");

    private void Keep(long step)
    {
        for (int replica = 0; replica < _units.Length; replica++)
        {
            _units[replica].Add(HiddenUnits.Copy(network, replica, step));
        }
    }
}
