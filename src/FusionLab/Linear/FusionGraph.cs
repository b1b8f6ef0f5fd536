namespace FusionLab.Linear;

/// <summary>One weight matrix <c>[Rows, Columns]</c> of a linear network: it maps the vectors at one node to another.</summary>
/// <param name="Name">Its name in random streams and snapshots: <c>"branch.a.1"</c>, <c>"shared.1"</c>.</param>
/// <param name="Lower">The node it reads, on the side of the inputs.</param>
/// <param name="Upper">The node it adds to, on the side of the output.</param>
/// <param name="Rows">The size of the upper node.</param>
/// <param name="Columns">The size of the lower node.</param>
public sealed record GraphLayer(string Name, int Lower, int Upper, int Rows, int Columns);

/// <summary>
/// A linear fusion network as a tree: nodes are vectors (inputs, hidden activations, the output), edges are weight matrices.
/// Every branch runs from its input node to the fusion node, where the branches add up; the shared layers run from there to
/// the output node. In late fusion the fusion node is the output node.
/// </summary>
public sealed class FusionGraph
{
    private FusionGraph(int inputs, int[] nodeSizes, GraphLayer[] layers)
    {
        Inputs = inputs;
        NodeSizes = nodeSizes;
        Layers = layers;
    }

    /// <summary>The number of modalities; nodes 0..Inputs−1 are their inputs.</summary>
    public int Inputs { get; }

    /// <summary>The vector size at every node; the last node is the output.</summary>
    public IReadOnlyList<int> NodeSizes { get; }

    /// <summary>The weight matrices, every one after those it reads from: the branches in turn, then the shared layers.</summary>
    public IReadOnlyList<GraphLayer> Layers { get; }

    /// <summary>The node of the network's output.</summary>
    public int OutputNode => NodeSizes.Count - 1;

    /// <summary>The size of all inputs together.</summary>
    public int InputSize => NodeSizes.Take(Inputs).Sum();

    /// <summary>Builds the tree of an architecture.</summary>
    /// <param name="architecture">Sizes and depths.</param>
    public static FusionGraph Of(LinearArchitecture architecture)
    {
        var sizes = new List<int>(architecture.InputSizes);
        int hiddenInBranches = architecture.BranchDepths.Sum() - architecture.BranchDepths.Count;
        int output = sizes.Count + hiddenInBranches + architecture.SharedDepth;
        int fusion = output - architecture.SharedDepth;
        var layers = new List<(string Name, int Lower, int Upper)>();
        for (int m = 0; m < architecture.InputSizes.Count; m++)
        {
            int lower = m;
            for (int l = 1; l <= architecture.BranchDepths[m]; l++)
            {
                bool atFusion = l == architecture.BranchDepths[m];
                int upper = atFusion ? fusion : sizes.Count;
                layers.Add(($"branch.{architecture.ModalityName(m)}.{l}", lower, upper));
                if (!atFusion)
                {
                    sizes.Add(architecture.Width);
                }

                lower = upper;
            }
        }

        for (int l = 1; l <= architecture.SharedDepth; l++)
        {
            layers.Add(($"shared.{l}", fusion + l - 1, fusion + l));
            sizes.Add(architecture.Width);
        }

        sizes.Add(architecture.Outputs);
        var matrices = layers.Select(l => new GraphLayer(l.Name, l.Lower, l.Upper, sizes[l.Upper], sizes[l.Lower]));
        return new FusionGraph(architecture.InputSizes.Count, [.. sizes], [.. matrices]);
    }

    /// <summary>The same tree with other vector sizes, as a reduction to fewer hidden dimensions needs it.</summary>
    /// <param name="nodeSizes">One size a node.</param>
    internal FusionGraph Resize(int[] nodeSizes) =>
        new(Inputs, nodeSizes, [.. Layers.Select(l => l with { Rows = nodeSizes[l.Upper], Columns = nodeSizes[l.Lower] })]);
}
