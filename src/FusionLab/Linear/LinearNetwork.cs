// Shapes: O outputs, D input features of all modalities, H hidden units.
using System.Runtime.CompilerServices;

namespace FusionLab.Linear;

/// <summary>
/// One linear fusion network during full-batch training (appendix B). <see cref="Propagate"/> gives the total weights, an objective
/// turns them into −∂L/∂W^tot, and from that <see cref="Descend"/> takes a step of gradient descent and <see cref="Differentiate"/>
/// gives the slope of gradient flow. The same code moves a full network and one that is reduced to few hidden dimensions.
/// </summary>
/// <remarks>
/// A layer's gradient is Σ_o (chain from output o)ᵀ · (chain of e_o from the inputs): a sum of O outer products of vectors. So
/// a step is, a layer and output, one product Wᵀb, one product W f and one update W += η b fᵀ, the latter two in one pass
/// over the matrix. Nothing is ever multiplied matrix by matrix.
/// </remarks>
internal sealed class LinearNetwork
{
    private readonly FusionGraph _graph;
    private readonly GraphLayer[] _layers;
    private readonly int[] _sizes; // a node's vector
    private readonly int _outputs;
    private readonly int _inputSize;
    private readonly int[] _offsets; // a layer's first number in the state
    private readonly double[] _state; // a layer: [Rows, Columns]
    private readonly double[][] _fromOutput; // a node: [O, size], the chain W^L … W^{l+1} of every output
    private readonly double[][] _fromInput; // a node: [O, size], the chain W^l … W^1 eᵀ
    private readonly double[] _totalWeights;

    /// <summary>Prepares a network.</summary>
    /// <param name="weights">Its initial weights; copied.</param>
    public LinearNetwork(LinearWeights weights)
    {
        _graph = weights.Graph;
        _layers = [.. _graph.Layers];
        _sizes = [.. _graph.NodeSizes];
        _outputs = _sizes[_graph.OutputNode];
        _inputSize = _graph.InputSize;
        _fromOutput = [.. _sizes.Select(size => new double[_outputs * size])];
        _fromInput = [.. _sizes.Select(size => new double[_outputs * size])];
        _totalWeights = new double[_outputs * _inputSize];
        for (int o = 0; o < _outputs; o++)
        {
            _fromOutput[_graph.OutputNode][(o * _outputs) + o] = 1;
        }

        _state = [.. weights.Values.SelectMany(layer => layer)];
        _offsets = new int[_layers.Length + 1];
        for (int l = 0; l < _layers.Length; l++)
        {
            _offsets[l + 1] = _offsets[l] + weights.Values[l].Length;
        }
    }

    /// <summary>W^tot of all modalities side by side, <c>[O, D]</c> row-major; current after <see cref="Propagate"/>.</summary>
    public ReadOnlySpan<double> TotalWeights => _totalWeights;

    /// <summary>All weights one after the other, layer by layer.</summary>
    public Span<double> State => _state;

    /// <summary>Where each layer lies in the state.</summary>
    public IReadOnlyList<(int Offset, int Length)> Blocks =>
        [.. _layers.Select((_, l) => (_offsets[l], _offsets[l + 1] - _offsets[l]))];

    /// <summary>Recomputes the chains from the output down to every node, and with them the total weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Propagate()
    {
        for (int l = _layers.Length - 1; l >= 0; l--)
        {
            var layer = _layers[l];
            for (int o = 0; o < _outputs; o++)
            {
                var target = Row(_fromOutput, layer.Lower, o);
                var factors = Row(_fromOutput, layer.Upper, o);
                target.Clear();
                for (int i = 0, at = _offsets[l]; i < layer.Rows; i++, at += layer.Columns)
                {
                    VectorMath.AddScaled(target, factors[i], _state.AsSpan(at, layer.Columns));
                }
            }
        }

        for (int m = 0, offset = 0; m < _graph.Inputs; offset += _sizes[m++])
        {
            for (int o = 0; o < _outputs; o++)
            {
                Row(_fromOutput, m, o).CopyTo(_totalWeights.AsSpan((o * _inputSize) + offset));
            }
        }
    }

    /// <summary>One step of gradient descent of every layer, from the chains of the last <see cref="Propagate"/>.</summary>
    /// <param name="descent">−∂L/∂W^tot at the current total weights, <c>[O, D]</c>.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="decay">What every weight is multiplied by before the step: 1 − η·(weight decay).</param>
    public void Descend(ReadOnlySpan<double> descent, double learningRate, double decay = 1) =>
        AddGradient(descent, _state, learningRate, decay);

    /// <summary>−∂L/∂W of every layer (eq. 3, 4, 14, 15), from the chains of the last <see cref="Propagate"/>.</summary>
    /// <param name="descent">−∂L/∂W^tot at the current total weights, <c>[O, D]</c>.</param>
    /// <param name="slope">Receives it, laid out as <see cref="State"/>.</param>
    public void Differentiate(ReadOnlySpan<double> descent, Span<double> slope)
    {
        slope.Clear();
        AddGradient(descent, slope, 1, 1);
    }

    /// <summary>A copy of the current weights.</summary>
    public LinearWeights CopyWeights() => new(_graph, [.. _layers.Select((_, l) => _state[_offsets[l].._offsets[l + 1]])]);

    /// <summary>target = decay · target − factor · ∂L/∂W, one pass over every matrix; the target may be the state itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddGradient(ReadOnlySpan<double> descent, Span<double> target, double factor, double decay)
    {
        for (int node = _graph.Inputs; node < _fromInput.Length; node++)
        {
            Array.Clear(_fromInput[node]);
        }

        for (int m = 0, offset = 0; m < _graph.Inputs; offset += _sizes[m++])
        {
            for (int o = 0; o < _outputs; o++)
            {
                descent.Slice((o * _inputSize) + offset, _sizes[m]).CopyTo(Row(_fromInput, m, o));
            }
        }

        for (int l = 0; l < _layers.Length; l++)
        {
            var layer = _layers[l];
            for (int i = 0, at = _offsets[l]; i < layer.Rows; i++, at += layer.Columns)
            {
                var row = _state.AsSpan(at, layer.Columns);
                var targetRow = target.Slice(at, layer.Columns);
                for (int o = 0; o < _outputs; o++)
                {
                    Row(_fromInput, layer.Upper, o)[i] += VectorMath.Dot(row, Row(_fromInput, layer.Lower, o));
                }

                if (decay != 1)
                {
                    VectorMath.Scale(targetRow, decay);
                }

                for (int o = 0; o < _outputs; o++)
                {
                    VectorMath.AddScaled(targetRow, factor * Row(_fromOutput, layer.Upper, o)[i], Row(_fromInput, layer.Lower, o));
                }
            }
        }
    }

    private Span<double> Row(double[][] chains, int node, int output) => chains[node].AsSpan(output * _sizes[node], _sizes[node]);
}
