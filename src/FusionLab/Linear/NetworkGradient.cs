using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// <c>−∂L/∂W</c> of every layer of a linear fusion network, from the correlations alone (eq. 3 to 5), on one flat state that an
/// integrator can step. Only matrices of O rows are formed, so a step costs little more than reading the weights.
/// </summary>
internal sealed class NetworkGradient
{
    private readonly int _outputs;
    private readonly double[] _sigma;
    private readonly double[] _sigmaYx;
    private readonly Layer[][] _branches;
    private readonly Layer[] _shared;
    private readonly int[] _features;
    private readonly int _allFeatures;
    private readonly double[] _totalWeight; // [O, D]
    private readonly double[] _error; // [O, D]: e of eq. 5
    private readonly double[] _fused; // [O, fused]: e_m times the branch's map, summed over the branches

    public NetworkGradient(TaskStatistics task, FusionWeights weights)
    {
        _outputs = task.Outputs;
        _sigma = task.Sigma.ToRowMajorArray();
        _sigmaYx = task.SigmaYx.ToRowMajorArray();
        _features = [.. task.Modalities.Select(m => m.Dimension)];
        _allFeatures = task.Features;
        var state = new List<double>();
        _branches = [.. weights.Branches.Select(branch => Flatten(branch, state))];
        _shared = Flatten(weights.Shared, state);
        Initial = [.. state];
        _totalWeight = new double[_outputs * task.Features];
        _error = new double[_outputs * task.Features];
        _fused = new double[_outputs * _branches[0][^1].Rows];
    }

    /// <summary>The layers one after the other, branch by branch, then the shared ones; each row by row.</summary>
    public double[] Initial { get; }

    /// <summary>Where each layer lies in the state.</summary>
    public IEnumerable<(int Offset, int Length)> Blocks =>
        _branches.SelectMany(branch => branch).Concat(_shared).Select(layer => (layer.Offset, layer.Rows * layer.Columns));

    /// <summary>The norm of each modality's total weight.</summary>
    public void TotalWeightNorms(ReadOnlySpan<double> state, Span<double> norms)
    {
        Backward(state);
        for (int m = 0; m < _branches.Length; m++)
        {
            double sum = 0;
            foreach (double value in _branches[m][0].After)
                sum += value * value;
            norms[m] = Math.Sqrt(sum);
        }
    }

    /// <summary>The slope of the state per unit of <c>t/τ</c>.</summary>
    public void Evaluate(ReadOnlySpan<double> state, Span<double> slope)
    {
        Backward(state);
        CollectError();
        Array.Clear(_fused);
        for (int m = 0, offset = 0; m < _branches.Length; offset += _features[m++])
        {
            var branch = _branches[m];
            for (int o = 0; o < _outputs; o++)
                Array.Copy(_error, (o * _allFeatures) + offset, branch[0].Before, o * _features[m], _features[m]);
            Forward(branch, state, slope);
            var last = branch[^1];
            var weights = state.Slice(last.Offset, last.Rows * last.Columns);
            RowMajor.AddMultiplyTransposed(last.Before, weights, _outputs, last.Columns, last.Rows, _fused);
        }
        if (_shared.Length == 0)
            return;
        Array.Copy(_fused, _shared[0].Before, _fused.Length);
        Forward(_shared, state, slope);
    }

    // e = Σ_yx − W^tot Σ (eq. 5), from the total weights that Backward left in the first layers.
    private void CollectError()
    {
        for (int m = 0, offset = 0; m < _branches.Length; offset += _features[m++])
        {
            for (int o = 0; o < _outputs; o++)
                Array.Copy(_branches[m][0].After, o * _features[m], _totalWeight, (o * _allFeatures) + offset, _features[m]);
        }
        RowMajor.Multiply(_totalWeight, _sigma, _outputs, _allFeatures, _allFeatures, _error);
        for (int i = 0; i < _error.Length; i++)
            _error[i] = _sigmaYx[i] - _error[i];
    }

    // After: the product of this layer and all later ones, [O, Columns]; in a branch's first layer it is the total weight.
    private void Backward(ReadOnlySpan<double> state)
    {
        double[]? after = null;
        for (int l = _shared.Length - 1; l >= 0; l--)
            after = Through(_shared[l], after, state);
        foreach (var branch in _branches)
        {
            double[]? inBranch = after;
            for (int l = branch.Length - 1; l >= 0; l--)
                inBranch = Through(branch[l], inBranch, state);
        }
    }

    private double[] Through(Layer layer, double[]? later, ReadOnlySpan<double> state)
    {
        var weights = state.Slice(layer.Offset, layer.Rows * layer.Columns);
        layer.Later = later;
        if (later is null)
            weights.CopyTo(layer.After);
        else
            RowMajor.Multiply(later, weights, _outputs, layer.Rows, layer.Columns, layer.After);
        return layer.After;
    }

    // Before: the error times the map up to a layer's input, [O, Columns]; the gradient is laterᵀ · before.
    private void Forward(Layer[] layers, ReadOnlySpan<double> state, Span<double> slope)
    {
        for (int l = 0; l < layers.Length; l++)
        {
            var layer = layers[l];
            var gradient = slope.Slice(layer.Offset, layer.Rows * layer.Columns);
            if (layer.Later is null)
                layer.Before.CopyTo(gradient);
            else
                RowMajor.TransposedMultiply(layer.Later, layer.Before, _outputs, layer.Rows, layer.Columns, gradient);
            if (l + 1 < layers.Length)
            {
                double[] next = layers[l + 1].Before;
                var weights = state.Slice(layer.Offset, layer.Rows * layer.Columns);
                Array.Clear(next);
                RowMajor.AddMultiplyTransposed(layer.Before, weights, _outputs, layer.Columns, layer.Rows, next);
            }
        }
    }

    private Layer[] Flatten(IReadOnlyList<Matrix<double>> layers, List<double> state)
    {
        var flat = new Layer[layers.Count];
        for (int l = 0; l < flat.Length; l++)
        {
            flat[l] = new(state.Count, layers[l].RowCount, layers[l].ColumnCount, _outputs);
            state.AddRange(layers[l].ToRowMajorArray());
        }
        return flat;
    }

    private sealed class Layer(int offset, int rows, int columns, int outputs)
    {
        public int Offset { get; } = offset;

        public int Rows { get; } = rows;

        public int Columns { get; } = columns;

        public double[] After { get; } = new double[outputs * columns];

        public double[] Before { get; } = new double[outputs * columns];

        public double[]? Later { get; set; }
    }
}
