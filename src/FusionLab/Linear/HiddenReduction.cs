namespace FusionLab.Linear;

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
/// network whose initial weights are Q_l Q_lᵀ W^l(0) Q_{l−1} Q_{l−1}ᵀ. <see cref="LinearSimulation"/> compares two orders at
/// every step and goes further, at last to the full network, where they differ.</para>
/// </remarks>
internal sealed class HiddenReduction
{
    private readonly LinearWeights full;
    private readonly OrthonormalBasis[] bases;

    private HiddenReduction(LinearWeights full, OrthonormalBasis[] bases, bool isExact)
    {
        this.full = full;
        this.bases = bases;
        IsExact = isExact;
        var graph = full.Graph.Resize([.. bases.Select(basis => basis.Vectors.Count)]);
        Reduced = new LinearWeights(graph, [.. full.Graph.Layers.Select((layer, l) => Project(full.Values[l], layer))]);
    }

    /// <summary>The initial weights in the subspaces.</summary>
    public LinearWeights Reduced { get; }

    /// <summary>True when the subspaces are closed: the reduction neglects nothing.</summary>
    public bool IsExact { get; }

    /// <summary>Numbers that a step touches, relative to the full network.</summary>
    public double Cost => (double)Reduced.Values.Sum(v => v.Length) / full.Values.Sum(v => v.Length);

    /// <summary>The largest hidden dimension that is left.</summary>
    public int LargestDimension => bases.Skip(full.Graph.Inputs).SkipLast(1).Select(basis => basis.Vectors.Count).DefaultIfEmpty(0).Max();

    /// <summary>Finds the subspaces.</summary>
    /// <param name="weights">The full initial weights.</param>
    /// <param name="order">The longest word of initial matrices, applied to inputs and outputs, that is kept.</param>
    public static HiddenReduction Create(LinearWeights weights, int order)
    {
        var graph = weights.Graph;
        var bases = new OrthonormalBasis[graph.NodeSizes.Count];
        var frontier = new List<double[]>[bases.Length];
        for (int node = 0; node < bases.Length; node++)
        {
            bool isHidden = node >= graph.Inputs && node < graph.OutputNode;
            bases[node] = isHidden ? new OrthonormalBasis(graph.NodeSizes[node]) : OrthonormalBasis.Full(graph.NodeSizes[node]);
            frontier[node] = [.. bases[node].Vectors];
        }

        bool closed = false;
        for (int letter = 0; letter < order && !closed; letter++)
        {
            frontier = Advance(weights, bases, frontier);
            closed = frontier.All(added => added.Count == 0);
        }

        // One more look tells whether the last letter closed the subspaces.
        return new HiddenReduction(weights, bases, closed || IsClosed(weights, bases, frontier));
    }

    /// <summary>The full network's weights that belong to reduced ones.</summary>
    /// <param name="reduced">Weights in the subspaces.</param>
    /// <param name="decay">What weight decay has left of the initial weights outside the subspaces; 1 without it.</param>
    public LinearWeights Lift(LinearWeights reduced, double decay)
    {
        var values = new double[full.Values.Count][];
        for (int l = 0; l < values.Length; l++)
        {
            var layer = full.Graph.Layers[l];
            var upper = bases[layer.Upper].Vectors;
            var lower = bases[layer.Lower].Vectors;
            values[l] = [.. full.Values[l].Select(w => decay * w)];
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

        return new LinearWeights(full.Graph, values);
    }

    private static List<double[]>[] Advance(LinearWeights weights, OrthonormalBasis[] bases, List<double[]>[] frontier)
    {
        var added = new List<double[]>[bases.Length];
        for (int node = 0; node < added.Length; node++)
        {
            added[node] = [];
        }

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
            if (bases[node].TryAdd(vector))
            {
                added[node].Add(vector);
            }
        }
    }

    private static bool IsClosed(LinearWeights weights, OrthonormalBasis[] bases, List<double[]>[] frontier)
    {
        var copies = Array.ConvertAll(bases, basis => basis.Copy());
        return Advance(weights, copies, frontier).All(added => added.Count == 0);
    }

    private double[] Project(double[] matrix, GraphLayer layer)
    {
        var upper = bases[layer.Upper].Vectors;
        var lower = bases[layer.Lower].Vectors;
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
