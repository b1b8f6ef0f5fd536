// Shapes: R replicas, N batch, P the batch filled up to whole SIMD registers, S = 1 where all replicas see the same samples and
// R else, F features of all modalities and a last one that is 1, whose weight is the bias; H hidden units, G features that they see.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    /// <summary>Samples of one task at least, tasks of one replica at most, and samples that fit the first-level cache.</summary>
    private const int LeastChunk = 2048, MostChunks = 16, Block = 2048;

    private readonly FusionMlp _network;
    private readonly Units[] _groups;
    private float[] _x = [], _outputs = [];                                                            // [S, F, P], [R, P]
    private Tensor? _leaf;
    private int _samples, _padded, _chunk, _sets;

    private HiddenLayerPass(FusionMlp network, IReadOnlyList<HiddenGroup> groups, float slope) =>
        (_network, _groups) = (network, [.. groups.Select(group => new Units(group, slope))]);

    private int Chunks => (_padded + _chunk - 1) / _chunk;

    /// <summary>Creates the pass of a network as it is now; null for networks that torch computes.</summary>
    public static HiddenLayerPass? Create(FusionNetwork network)
    {
        var weight = network.parameters().First();
        float slope = Activation.SlopeBelow(network.Config);
        return network is FusionMlp { HiddenGroups: { } groups, Outputs: 1 } mlp && groups.All(group => group.Rows.Count <= 4)
            && weight.device_type == DeviceType.CPU && weight.dtype == ScalarType.Float32 && slope <= 1
                ? new HiddenLayerPass(mlp, groups, slope)
                : null;
    }

    /// <summary>Computes the networks' outputs for a batch.</summary>
    /// <returns><c>[R, N, 1]</c>; its gradient is what <see cref="Backward"/> goes on from.</returns>
    public Tensor Forward(ReplicaBatch batch)
    {
        bool withGradient = is_grad_enabled();
        using var withoutGradient = no_grad();
        ReadSamples(batch);
        Array.ForEach(_groups, units => units.ReadWeights(_padded));
        Array.Clear(Resize(ref _outputs, _network.Replicas * _padded));
        RunTasks(backward: false);
        _leaf = ToTensor(_outputs, [_network.Replicas, _padded, 1]).requires_grad_(withGradient);
        using var recorded = enable_grad(withGradient);
        var given = _leaf.narrow(1, 0, _samples);                                                      // [R, N, 1]
        return _network.OutputBias is { } bias ? given.add(bias.unsqueeze(1), HeldScalars.One) : given;
    }

    /// <summary>Gives every weight the gradient of what has been differentiated by the outputs.</summary>
    public void Backward()
    {
        using var withoutGradient = no_grad();
        Copy(_leaf!.grad!, ref _outputs);
        Array.ForEach(_groups, units => units.ClearSums(_network.Replicas * Chunks));
        RunTasks(backward: true);
        Array.ForEach(_groups, units => units.WriteGradients(_network.Replicas, Chunks));
    }

    private void RunTasks(bool backward) => Parallel.For(
        0, _network.Replicas * Chunks, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, task =>
        {
            int replica = task / Chunks, first = task % Chunks * _chunk, end = Math.Min(_padded, first + _chunk);
            int size = _x.Length / _sets;
            for (int start = first; start < end; start += Block)
            {
                foreach (var units in _groups)
                {
                    units.Run(
                        backward, replica, task, (nuint)start, (nuint)Math.Min(end, start + Block),
                        _x.AsSpan(_sets == 1 ? 0 : replica * size, size), _outputs.AsSpan(replica * _padded, _padded));
                }
            }
        });

    private void ReadSamples(ReplicaBatch batch)
    {
        int lanes = Vector<float>.Count;
        _samples = (int)batch.Samples;
        _padded = (_samples + lanes - 1) / lanes * lanes;
        _chunk = Math.Max(LeastChunk, ((_padded / MostChunks / lanes) + 1) * lanes);
        _sets = batch.Inputs.All(input => input.stride(0) == 0) ? 1 : _network.Replicas;
        var all = cat([.. batch.Inputs.Select(input => input.narrow(0, 0, _sets).flatten(2)), ones([_sets, _samples, 1])], 2);
        Copy(nn.functional.pad(all.transpose(1, 2), [0, _padded - _samples]), ref _x);                 // [S, F, P]
    }

    private static Tensor ToTensor(float[] values, long[] shape)
    {
        var tensor = empty(shape);
        MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(tensor.bytes);
        return tensor;
    }

    private static void Copy(Tensor values, ref float[] array) =>
        values.detach().contiguous().bytes.CopyTo(MemoryMarshal.AsBytes(Resize(ref array, (int)values.numel()).AsSpan()));

    private static T[] Resize<T>(ref T[] array, int length) => array = array.Length == length ? array : new T[length];

    /// <summary>
    /// The hidden units of all replicas that see the same features. What a unit gives is used at once, and computed again in the
    /// backward pass. Units go two by two: they share the loads, and one's multiplications fill the time that the other's sums wait
    /// for each other.
    /// </summary>
    private sealed class Units(HiddenGroup group, float slope)
    {
        private readonly int _count = (int)group.Outputs.shape[2], _features = group.Rows.Count;       // H, G
        private (nuint A, nuint B, nuint C, nuint D) _starts;
        private float[] _ins = [], _outs = [];                                                         // [R, H, G], [R, H]
        private double[] _sums = [];                                                                   // [tasks, H, G]

        public void ReadWeights(int padded)
        {
            // Features that units do not see repeat the first, with weights of 0.
            nuint Start(int feature) => (nuint)(group.Rows[feature < _features ? feature : 0] * padded);
            _starts = (Start(0), Start(1), Start(2), Start(3));
            Copy(cat([.. group.Inputs.Select(parameter => parameter.view(parameter.shape[0], _count, -1))], 2), ref _ins);
            Copy(group.Outputs, ref _outs);
        }

        public void ClearSums(int tasks) => Array.Clear(Resize(ref _sums, tasks * _count * _features));

        /// <summary>Adds up the tasks of each replica, in their order, and hands the gradients to the parameters.</summary>
        public void WriteGradients(int replicas, int chunks)
        {
            var (byIn, byOut) = (new float[_ins.Length], new float[_outs.Length]);
            for (int unit = 0; unit < byOut.Length; unit++)
            {
                double product = 0;
                for (int weight = unit * _features; weight < (unit + 1) * _features; weight++)
                {
                    double sum = 0;
                    for (int chunk = 0; chunk < chunks; chunk++)
                    {
                        sum += Of(_sums, (unit / _count * chunks) + chunk, unit % _count)[weight % _features];
                    }

                    byIn[weight] = (float)(_outs[unit] * sum);
                    product += _ins[weight] * sum;
                }

                byOut[unit] = (float)product;
            }

            var all = ToTensor(byIn, [replicas, _count, _features]);
            long column = 0;
            foreach (var parameter in group.Inputs)
            {
                long size = parameter.numel() / byOut.Length;
                parameter.grad = all.narrow(2, column, size).contiguous().view(parameter.shape);
                column += size;
            }

            group.Outputs.grad = ToTensor(byOut, group.Outputs.shape);
        }

        /// <summary>Adds outputs forward, or sums for the gradients backward, over a block of samples of one replica.</summary>
        public void Run(bool backward, int replica, int task, nuint start, nuint end, ReadOnlySpan<float> x, Span<float> y)
        {
            switch (backward, _features > 2)
            {
                case (false, false): AddOutputs<Two>(replica, start, end, x, y); break;
                case (false, true): AddOutputs<Four>(replica, start, end, x, y); break;
                case (true, false): AddGradients<Two>(replica, task, start, end, x, y); break;
                case (true, true): AddGradients<Four>(replica, task, start, end, x, y); break;
            }
        }

        /// <summary>y += v · activation(W x), where activation(z) = max(z, slope · z).</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AddOutputs<TCount>(int replica, nuint start, nuint end, ReadOnlySpan<float> x, Span<float> y)
            where TCount : struct
        {
            ref float input = ref MemoryMarshal.GetReference(x);
            ref float output = ref MemoryMarshal.GetReference(y);
            var (a, b, c, d) = _starts;
            var slopes = new Vector<float>(slope);
            for (int h = 0; h < _count; h += 2)
            {
                var (w0, w1) = (Features<TCount>.Broadcast(Of(_ins, replica, h)), Features<TCount>.Broadcast(Of(_ins, replica, h + 1)));
                int v = (replica * _count) + h;
                var (v0, v1) = (new Vector<float>(_outs[v]), new Vector<float>(h + 1 < _count ? _outs[v + 1] : 0));
                for (nuint n = start; n < end; n += (nuint)Vector<float>.Count)
                {
                    var samples = Features<TCount>.Load(ref input, a + n, b + n, c + n, d + n);
                    var before0 = Features<TCount>.Dot(w0, samples);
                    var before1 = Features<TCount>.Dot(w1, samples);
                    var sum = Vector.FusedMultiplyAdd(v0, Vector.MaxNative(before0, before0 * slopes), Vector.LoadUnsafe(ref output, n));
                    Vector.FusedMultiplyAdd(v1, Vector.MaxNative(before1, before1 * slopes), sum).StoreUnsafe(ref output, n);
                }
            }
        }

        /// <summary>
        /// Adds Σ_n g_n activation'(w · x_n) x_n of every unit to the sums of a task, where g is the gradient by the outputs: a unit's
        /// gradient by w is v times that, and by v it is w times that.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AddGradients<TCount>(int replica, int task, nuint start, nuint end, ReadOnlySpan<float> x, ReadOnlySpan<float> g)
            where TCount : struct
        {
            ref float input = ref MemoryMarshal.GetReference(x);
            ref float given = ref MemoryMarshal.GetReference(g);
            var (a, b, c, d) = _starts;
            var slopes = new Vector<float>(slope);
            for (int h = 0; h < _count; h += 2)
            {
                var (w0, w1) = (Features<TCount>.Broadcast(Of(_ins, replica, h)), Features<TCount>.Broadcast(Of(_ins, replica, h + 1)));
                var (sum0, sum1) = (default(Features<TCount>), default(Features<TCount>));
                for (nuint n = start; n < end; n += (nuint)Vector<float>.Count)
                {
                    var samples = Features<TCount>.Load(ref input, a + n, b + n, c + n, d + n);
                    var above = Vector.LoadUnsafe(ref given, n);
                    var below = above * slopes;
                    var is0 = Vector.GreaterThan(Features<TCount>.Dot(w0, samples), Vector<float>.Zero);
                    sum0 = Features<TCount>.Add(sum0, Vector.ConditionalSelect(is0, above, below), samples);
                    var is1 = Vector.GreaterThan(Features<TCount>.Dot(w1, samples), Vector<float>.Zero);
                    sum1 = Features<TCount>.Add(sum1, Vector.ConditionalSelect(is1, above, below), samples);
                }

                Features<TCount>.AddLanes(sum0, Of(_sums, task, h));
                Features<TCount>.AddLanes(sum1, Of(_sums, task, h + 1));
            }
        }

        /// <summary>The part of a unit, <c>[G]</c>; empty for the one after the last, which makes up an odd number.</summary>
        private Span<T> Of<T>(T[] all, int part, int unit) =>
            unit < _count ? all.AsSpan(((part * _count) + unit) * _features, _features) : [];
    }

    /// <summary>Up to two features, or up to four: types, for each of which the compiler makes loops that stay in registers.</summary>
    private struct Two;

    private struct Four;

    /// <summary>One number per feature in every lane of a register: weights, samples, or sums over samples.</summary>
    private readonly struct Features<TCount>(Vector<float> a, Vector<float> b, Vector<float> c, Vector<float> d)
        where TCount : struct
    {
        private readonly Vector<float> _a = a, _b = b, _c = c, _d = d;

        private static bool HasFour { [MethodImpl(MethodImplOptions.AggressiveInlining)] get => typeof(TCount) == typeof(Four); }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Features<TCount> Broadcast(ReadOnlySpan<float> w) =>
            new(new(w.Length > 0 ? w[0] : 0), new(w.Length > 1 ? w[1] : 0), new(w.Length > 2 ? w[2] : 0), new(w.Length > 3 ? w[3] : 0));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Features<TCount> Load(ref float x, nuint a, nuint b, nuint c, nuint d) => new(
            Vector.LoadUnsafe(ref x, a),
            Vector.LoadUnsafe(ref x, b),
            HasFour ? Vector.LoadUnsafe(ref x, c) : default,
            HasFour ? Vector.LoadUnsafe(ref x, d) : default);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<float> Dot(Features<TCount> w, Features<TCount> x) => HasFour
            ? Vector.FusedMultiplyAdd(w._b, x._b, w._a * x._a) + Vector.FusedMultiplyAdd(w._d, x._d, w._c * x._c)
            : Vector.FusedMultiplyAdd(w._b, x._b, w._a * x._a);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Features<TCount> Add(Features<TCount> sum, Vector<float> factor, Features<TCount> x) => new(
            Vector.FusedMultiplyAdd(factor, x._a, sum._a),
            Vector.FusedMultiplyAdd(factor, x._b, sum._b),
            HasFour ? Vector.FusedMultiplyAdd(factor, x._c, sum._c) : default,
            HasFour ? Vector.FusedMultiplyAdd(factor, x._d, sum._d) : default);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void AddLanes(Features<TCount> sum, Span<double> totals)
        {
            for (int f = 0; f < totals.Length; f++)
            {
                totals[f] += Vector.Sum(f switch { 0 => sum._a, 1 => sum._b, 2 => sum._c, _ => sum._d });
            }
        }
    }
}
