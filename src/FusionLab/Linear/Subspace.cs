namespace FusionLab.Linear;

/// <summary>A growing subspace of Rⁿ with an orthonormal basis.</summary>
/// <param name="dimension">n.</param>
internal sealed class Subspace(int dimension)
{
    // A vector whose part outside the span is smaller than this share of its length is rounding error.
    private const double Negligible = 1e-12;
    private readonly List<double[]> _basis = [];

    /// <summary>The basis vectors.</summary>
    public IReadOnlyList<double[]> Basis => _basis;

    /// <summary>All of Rⁿ, with unit vectors as its basis.</summary>
    public static Subspace CreateWhole(int dimension)
    {
        var space = new Subspace(dimension);
        for (int i = 0; i < dimension; i++)
        {
            space._basis.Add(new double[dimension]);
            space._basis[i][i] = 1;
        }

        return space;
    }

    /// <summary>A copy that can grow on its own.</summary>
    public Subspace Copy()
    {
        var copy = new Subspace(dimension);
        copy._basis.AddRange(_basis);
        return copy;
    }

    /// <summary>Adds the direction of a vector's part outside the span.</summary>
    /// <param name="vector">Overwritten.</param>
    /// <returns>False when the vector lies in the span already.</returns>
    public bool TryAdd(double[] vector)
    {
        double length = VectorMath.Norm(vector);
        if (length == 0 || _basis.Count == dimension)
        {
            return false;
        }

        VectorMath.Scale(vector, 1 / length);

        // Gram–Schmidt twice is as good as Householder (Giraud, Langou and Rozložník, 2005).
        for (int pass = 0; pass < 2; pass++)
        {
            foreach (var known in _basis)
            {
                VectorMath.AddScaled(vector, -VectorMath.Dot(known, vector), known);
            }

            double outside = VectorMath.Norm(vector);
            if (pass == 0 && outside < Negligible)
            {
                return false;
            }

            VectorMath.Scale(vector, 1 / outside);
        }

        _basis.Add(vector);
        return true;
    }
}

/// <summary>
/// Replaces the H hidden units of every layer by the few directions that gradient descent can reach.
/// </summary>
/// <remarks>
/// <para>Every update of a layer is an outer product of a chain from the output and a chain from the inputs. So if Q_l spans,
/// at every hidden layer l, a subspace with W^l(0) span(Q_{l−1}) ⊂ span(Q_l) and W^l(0)ᵀ span(Q_l) ⊂ span(Q_{l−1}), all
/// chains stay in these subspaces for ever, and Q_lᵀ W^l Q_{l−1} follows the same equations with the same total weights. In
/// two-layer networks the images of the inputs and outputs close at once: at most D_m + O directions a branch, exactly.</para>
/// <para>In deeper networks they close only when they fill the space. But what a word of initial matrices, such as
/// W²(0)ᵀ W²(0) W¹(0) x, adds falls by about a hundred with every letter (measured for width 100, any u0), because the
/// directions that grow soon outweigh the initial ones. Stopping after <c>order</c> letters is exactly the dynamics of the
/// network whose initial weights are Q_l Q_lᵀ W^l(0) Q_{l−1} Q_{l−1}ᵀ. <see cref="GradientDescent"/> compares two orders at
/// every step and goes further, at last to the full network, where they differ.</para>
/// </remarks>
internal sealed class HiddenReduction
{
    private readonly LinearWeights _full;
    private readonly Subspace[] _spaces; // one a node; inputs and outputs stay whole

    private HiddenReduction(LinearWeights full, Subspace[] spaces, bool isExact)
    {
        _full = full;
        _spaces = spaces;
        IsExact = isExact;
        var graph = full.Graph.Resize([.. spaces.Select(space => space.Basis.Count)]);
        Reduced = new LinearWeights(graph, [.. full.Graph.Layers.Select((layer, l) => Project(full.Values[l], layer))]);
    }

    /// <summary>The initial weights in the subspaces.</summary>
    public LinearWeights Reduced { get; }

    /// <summary>True when the subspaces are closed: the reduction neglects nothing.</summary>
    public bool IsExact { get; }

    /// <summary>Numbers that a step touches, relative to the full network.</summary>
    public double Cost => (double)Reduced.Values.Sum(v => v.Length) / _full.Values.Sum(v => v.Length);

    /// <summary>The largest hidden dimension that is left.</summary>
    public int LargestDimension => Reduced.Graph.NodeSizes.Skip(_full.Graph.Inputs).SkipLast(1).DefaultIfEmpty(0).Max();

    /// <summary>Finds the subspaces.</summary>
    /// <param name="weights">The full initial weights.</param>
    /// <param name="order">The longest word of initial matrices, applied to inputs and outputs, that is kept.</param>
    public static HiddenReduction Create(LinearWeights weights, int order)
    {
        var graph = weights.Graph;
        Subspace[] spaces = [.. graph.NodeSizes.Select((size, node) =>
            node < graph.Inputs || node == graph.OutputNode ? Subspace.CreateWhole(size) : new Subspace(size))];
        List<double[]>[] frontier = [.. spaces.Select(space => space.Basis.ToList())];
        bool closed = false;
        for (int letter = 0; letter < order && !closed; letter++)
        {
            frontier = Advance(weights, spaces, frontier);
            closed = frontier.All(added => added.Count == 0);
        }

        // The subspaces are closed when one more letter adds nothing.
        closed = closed || Advance(weights, Array.ConvertAll(spaces, space => space.Copy()), frontier).All(added => added.Count == 0);
        return new HiddenReduction(weights, spaces, closed);
    }

    /// <summary>The full network's weights that belong to reduced ones.</summary>
    /// <param name="reduced">Weights in the subspaces.</param>
    /// <param name="decay">What weight decay has left of the initial weights outside the subspaces; 1 without it.</param>
    public LinearWeights Lift(LinearWeights reduced, double decay)
    {
        var values = new double[_full.Values.Count][];
        for (int l = 0; l < values.Length; l++)
        {
            var layer = _full.Graph.Layers[l];
            var (upper, lower) = (_spaces[layer.Upper].Basis, _spaces[layer.Lower].Basis);
            values[l] = [.. _full.Values[l].Select(w => decay * w)];
            for (int i = 0; i < upper.Count; i++)
            {
                var row = new double[layer.Columns];
                for (int j = 0; j < lower.Count; j++)
                {
                    int at = (i * lower.Count) + j;
                    VectorMath.AddScaled(row, reduced.Values[l][at] - (decay * Reduced.Values[l][at]), lower[j]);
                }

                for (int r = 0; r < layer.Rows; r++)
                {
                    VectorMath.AddScaled(values[l].AsSpan(r * layer.Columns, layer.Columns), upper[i][r], row);
                }
            }
        }

        return new LinearWeights(_full.Graph, values);
    }

    /// <summary>Grows the subspaces by one letter: the images of the frontier under the neighbouring layers.</summary>
    /// <returns>The vectors that were added, a list per node: the next frontier.</returns>
    private static List<double[]>[] Advance(LinearWeights weights, Subspace[] spaces, List<double[]>[] frontier)
    {
        List<double[]>[] added = [.. spaces.Select(_ => new List<double[]>())];
        for (int l = 0; l < weights.Values.Count; l++)
        {
            var layer = weights.Graph.Layers[l];
            foreach (var vector in frontier[layer.Lower])
            {
                Add(VectorMath.Multiply(weights.Values[l], vector), layer.Upper);
            }

            foreach (var vector in frontier[layer.Upper])
            {
                Add(VectorMath.MultiplyTransposed(weights.Values[l], vector), layer.Lower);
            }
        }

        return added;

        void Add(double[] vector, int node)
        {
            if (spaces[node].TryAdd(vector))
            {
                added[node].Add(vector);
            }
        }
    }

    private double[] Project(double[] matrix, GraphLayer layer)
    {
        var (upper, lower) = (_spaces[layer.Upper].Basis, _spaces[layer.Lower].Basis);
        var projected = new double[upper.Count * lower.Count];
        for (int j = 0; j < lower.Count; j++)
        {
            var image = VectorMath.Multiply(matrix, lower[j]);
            for (int i = 0; i < upper.Count; i++)
            {
                projected[(i * lower.Count) + j] = VectorMath.Dot(upper[i], image);
            }
        }

        return projected;
    }
}
