// Shapes: O outputs, D input features of all modalities, H hidden units; every row is padded to whole SIMD vectors.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FusionLab.Linear;

/// <inheritdoc/>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>
/// A layer's gradient is Σ_o (chain from output o)ᵀ · (chain of e_o from the inputs): a sum of O outer products of vectors. So
/// a step is, a layer and output, one product Wᵀb, one product W f and one update W += η b fᵀ, the latter two in one pass
/// over the matrix. Nothing is ever multiplied matrix by matrix.
/// </remarks>
internal sealed class LinearNetwork<T> : LinearNetwork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static int Lanes => Vector<T>.Count;
    private readonly FusionGraph graph;
    private readonly int outputs;
    private readonly int[] blocks; // SIMD vectors a node's row
    private readonly T[][] matrices; // [Rows, blocks·Lanes]
    private readonly T[][] fromOutput; // a node: [O, blocks·Lanes], the chain W^L … W^{l+1} of every output
    private readonly T[][] fromInput; // a node: [O, blocks·Lanes], the chain W^l … W^1 eᵀ
    private readonly double[] totalWeights;

    public LinearNetwork(LinearWeights weights)
    {
        graph = weights.Graph;
        outputs = graph.NodeSizes[graph.OutputNode];
        blocks = [.. graph.NodeSizes.Select(size => (size + Lanes - 1) / Lanes)];
        fromOutput = [.. blocks.Select(b => new T[outputs * b * Lanes])];
        fromInput = [.. blocks.Select(b => new T[outputs * b * Lanes])];
        totalWeights = new double[outputs * graph.InputSize];
        matrices = [.. graph.Layers.Select((layer, l) => Pad(weights.Values[l], layer))];
        for (int o = 0; o < outputs; o++)
        {
            fromOutput[graph.OutputNode][(o * blocks[graph.OutputNode] * Lanes) + o] = T.One;
        }
    }

    public override ReadOnlySpan<double> TotalWeights => totalWeights;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Propagate()
    {
        for (int l = matrices.Length - 1; l >= 0; l--)
        {
            var layer = graph.Layers[l];
            int width = blocks[layer.Lower];
            var matrix = Vectors(matrices[l]);
            var upper = fromOutput[layer.Upper];
            var lower = Vectors(fromOutput[layer.Lower]);
            for (int o = 0; o < outputs; o++)
            {
                var target = lower.Slice(o * width, width);
                target.Clear();
                var factors = upper.AsSpan(o * blocks[layer.Upper] * Lanes, layer.Rows);
                for (int i = 0; i < factors.Length; i++)
                {
                    AddScaled(target, factors[i], matrix.Slice(i * width, width));
                }
            }
        }

        CollectTotalWeights();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Descend(ReadOnlySpan<double> descent, double learningRate, double decay)
    {
        SpreadDescent(descent);
        var rate = T.CreateChecked(learningRate);
        var keep = T.CreateChecked(decay);
        for (int node = graph.Inputs; node < fromInput.Length; node++)
        {
            fromInput[node].AsSpan().Clear();
        }

        for (int l = 0; l < matrices.Length; l++)
        {
            var layer = graph.Layers[l];
            int width = blocks[layer.Lower];
            int upperStride = blocks[layer.Upper] * Lanes;
            var matrix = Vectors(matrices[l]);
            var input = Vectors(fromInput[layer.Lower]);
            var output = fromInput[layer.Upper].AsSpan();
            var factors = fromOutput[layer.Upper].AsSpan();
            for (int i = 0; i < layer.Rows; i++)
            {
                var row = matrix.Slice(i * width, width);
                for (int o = 0; o < outputs; o++)
                {
                    output[(o * upperStride) + i] += Dot(row, input.Slice(o * width, width));
                }

                if (keep != T.One)
                {
                    Scale(row, keep);
                }

                for (int o = 0; o < outputs; o++)
                {
                    AddScaled(row, rate * factors[(o * upperStride) + i], input.Slice(o * width, width));
                }
            }
        }
    }

    public override LinearWeights Weights() => new(graph, [.. graph.Layers.Select((layer, l) => Unpad(matrices[l], layer))]);

    private static Span<Vector<T>> Vectors(T[] values) => MemoryMarshal.Cast<T, Vector<T>>(values.AsSpan());

    private static void AddScaled(Span<Vector<T>> target, T factor, ReadOnlySpan<Vector<T>> source)
    {
        var spread = new Vector<T>(factor);
        for (int j = 0; j < target.Length; j++)
        {
            target[j] += spread * source[j];
        }
    }

    private static void Scale(Span<Vector<T>> row, T factor)
    {
        for (int j = 0; j < row.Length; j++)
        {
            row[j] *= factor;
        }
    }

    private static T Dot(ReadOnlySpan<Vector<T>> left, ReadOnlySpan<Vector<T>> right)
    {
        var sum = Vector<T>.Zero;
        for (int j = 0; j < left.Length; j++)
        {
            sum += left[j] * right[j];
        }

        return Vector.Sum(sum);
    }

    private void CollectTotalWeights()
    {
        int offset = 0;
        for (int m = 0; m < graph.Inputs; m++)
        {
            int size = graph.NodeSizes[m];
            for (int o = 0; o < outputs; o++)
            {
                var source = fromOutput[m].AsSpan(o * blocks[m] * Lanes, size);
                for (int i = 0; i < size; i++)
                {
                    totalWeights[(o * graph.InputSize) + offset + i] = double.CreateChecked(source[i]);
                }
            }

            offset += size;
        }
    }

    private void SpreadDescent(ReadOnlySpan<double> descent)
    {
        int offset = 0;
        for (int m = 0; m < graph.Inputs; m++)
        {
            int size = graph.NodeSizes[m];
            for (int o = 0; o < outputs; o++)
            {
                var target = fromInput[m].AsSpan(o * blocks[m] * Lanes, size);
                for (int i = 0; i < size; i++)
                {
                    target[i] = T.CreateChecked(descent[(o * graph.InputSize) + offset + i]);
                }
            }

            offset += size;
        }
    }

    private T[] Pad(double[] values, GraphLayer layer)
    {
        int stride = blocks[layer.Lower] * Lanes;
        var padded = new T[layer.Rows * stride];
        for (int i = 0; i < values.Length; i++)
        {
            padded[(i / layer.Columns * stride) + (i % layer.Columns)] = T.CreateChecked(values[i]);
        }

        return padded;
    }

    private double[] Unpad(T[] padded, GraphLayer layer)
    {
        int stride = blocks[layer.Lower] * Lanes;
        var values = new double[layer.Rows * layer.Columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = double.CreateChecked(padded[(i / layer.Columns * stride) + (i % layer.Columns)]);
        }

        return values;
    }
}
