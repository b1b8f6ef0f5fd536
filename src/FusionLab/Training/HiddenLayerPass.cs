// Shapes: R replicas, N batch, P the batch filled up to whole SIMD registers, S = 1 where all replicas see the same samples and
// R else, D features of a modality, F features of all modalities and a last one that is 1.
using System.Numerics;
using FusionLab.Data;
using FusionLab.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>
/// Forward and backward of two-layer networks of few features and one output on a CPU, in 32 bits, without torch. There such a
/// network is nothing but memory traffic: every operation reads and writes all hidden activations, for a handful of multiplications
/// each. Here a hidden activation never leaves the registers, and replicas share out the cores.
/// </summary>
/// <remarks>
/// Sums run over fixed chunks of samples in a fixed order: neither threads nor other replicas change a bit of the result.
/// </remarks>
internal sealed class HiddenLayerPass
{
    /// <summary>Samples of one task for one core at least, and tasks of one replica at most; each task has gradients of its own.</summary>
    private const int LeastChunk = 2048, MostChunks = 16;

    private readonly FusionMlp network;
    private readonly GroupWeights[] groups;
    private readonly int features;
    private readonly float slope;
    private float[] x = [];
    private float[] outputs = [];
    private Tensor? leaf;
    private int samples, padded, chunk, sets;

    private HiddenLayerPass(FusionMlp network, IReadOnlyList<HiddenGroup> groups)
    {
        this.network = network;
        features = (int)network.Modalities.Sum(modality => modality.Features) + 1;
        slope = network.Config.Activation switch { Activation.Relu => 0, Activation.Linear => 1, _ => (float)network.Config.Slope };
        int[] widths = [.. network.Modalities.Select(modality => (int)modality.Features)];
        int[] rows = [.. widths.Select((_, m) => widths.Take(m).Sum())];
        this.groups = [.. groups.Select(group => new GroupWeights(
            group,
            [
                .. group.Inputs.SelectMany(input => Enumerable.Range(rows[input.Modality], widths[input.Modality])),
                .. group.Bias is null ? [] : new[] { features - 1 },
            ]))];
    }

    private int Chunks => (padded + chunk - 1) / chunk;

    /// <summary>The pass of a network as it is now; null for networks that torch computes.</summary>
    public static HiddenLayerPass? Of(FusionNetwork network)
    {
        var weight = network.parameters().First();
        return network is FusionMlp { HiddenGroups: { } groups, Outputs: 1 } mlp
            && weight.device_type == DeviceType.CPU && weight.dtype == ScalarType.Float32
            && new HiddenLayerPass(mlp, groups) is { slope: <= 1 } pass && pass.groups.All(group => group.Features <= FeatureRows.Most)
            ? pass
            : null;
    }

    /// <summary>The networks' outputs for a batch.</summary>
    /// <returns><c>[R, N, 1]</c>; its gradient is what <see cref="Backward"/> goes on from.</returns>
    public Tensor Forward(ReplicaBatch batch)
    {
        bool withGradient = is_grad_enabled();
        using var withoutGradient = no_grad();
        Read(batch);
        Array.ForEach(groups, group => group.Read(padded));
        FloatBuffer.Resize(ref outputs, network.Replicas * padded);
        Array.Clear(outputs);
        ForAllTasks((replica, start, end, _) =>
        {
            foreach (var group in groups)
            {
                HiddenKernel.Forward(group.Of(replica, slope), X(replica), start, end, outputs.AsSpan(replica * padded, padded));
            }
        });

        leaf = FloatBuffer.ToTensor(outputs, [network.Replicas, padded, 1]);
        leaf.requires_grad_(withGradient);
        using var recorded = enable_grad(withGradient);
        var given = leaf.narrow(1, 0, samples);                                                        // [R, N, 1]
        return network.OutputBias is { } bias ? given.add(bias.unsqueeze(1), HeldScalars.One) : given;
    }

    /// <summary>Gives every weight the gradient of what has been differentiated by the outputs.</summary>
    public void Backward()
    {
        using var withoutGradient = no_grad();
        FloatBuffer.Copy(leaf!.grad!, ref outputs);
        int tasks = network.Replicas * Chunks;
        Array.ForEach(groups, group => group.Clear(tasks));
        ForAllTasks((replica, start, end, task) =>
        {
            foreach (var group in groups)
            {
                HiddenKernel.Backward(
                    group.Of(replica, slope), X(replica), start, end, outputs.AsSpan(replica * padded, padded), group.Sums(task));
            }
        });
        Array.ForEach(groups, group => group.Write(network.Replicas, Chunks));
    }

    private ReadOnlySpan<float> X(int replica) => x.AsSpan((sets == 1 ? 0 : replica) * features * padded, features * padded);

    private void ForAllTasks(Action<int, int, int, int> run) => Parallel.For(
        0, network.Replicas * Chunks, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, task =>
        {
            int start = task % Chunks * chunk;
            run(task / Chunks, start, Math.Min(padded, start + chunk), task);
        });

    /// <summary>Copies a batch, feature by feature: <c>[S, F, P]</c>.</summary>
    private void Read(ReplicaBatch batch)
    {
        samples = (int)batch.Samples;
        int lanes = Vector<float>.Count;
        padded = (samples + lanes - 1) / lanes * lanes;
        chunk = Math.Max(LeastChunk, ((padded / MostChunks / lanes) + 1) * lanes);
        sets = batch.Inputs.All(input => input.stride(0) == 0) ? 1 : network.Replicas;
        var all = zeros([sets, features, padded]);
        int row = 0;
        foreach (var input in batch.Inputs)
        {
            var own = input.narrow(0, 0, sets).flatten(2).transpose(1, 2);                             // [S, D, N]
            all.narrow(1, row, own.shape[1]).narrow(2, 0, samples).copy_(own);
            row += (int)own.shape[1];
        }

        all.select(1, row).fill_(HeldScalars.One);
        FloatBuffer.Copy(all, ref x);
    }
}
