namespace FusionLab.Linear;

/// <summary>The shape of a linear fusion network without biases: L layers, the branches meet in layer L_f.</summary>
/// <param name="InputSizes">The number of features of every modality.</param>
/// <param name="Outputs">The number of outputs.</param>
/// <param name="BranchDepths">Layers from every input up to and including the branch's block of the fusion layer; at least 1 each.</param>
/// <param name="SharedDepth">Layers after the fusion layer; 0 is late fusion.</param>
/// <param name="Width">Units in every hidden layer of every branch.</param>
public sealed record LinearArchitecture(
    IReadOnlyList<int> InputSizes, int Outputs, IReadOnlyList<int> BranchDepths, int SharedDepth, int Width)
{
    /// <summary>L: the depth of the deepest path from an input to the output.</summary>
    public int Depth => BranchDepths.Max() + SharedDepth;

    /// <summary><c>L_f</c>, where the branches are equally deep; otherwise null.</summary>
    public int? FusionDepth => BranchDepths.All(depth => depth == BranchDepths[0]) ? BranchDepths[0] : null;

    /// <summary>The weights of all layers.</summary>
    public long WeightCount => new FusionGraph(this).Layers.Sum(layer => (long)layer.Rows * layer.Columns);

    /// <summary>A network whose branches are equally deep.</summary>
    /// <param name="inputSizes">The number of features of every modality.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="depth">Weight matrices from an input to the output, L ≥ 1.</param>
    /// <param name="fusionDepth">The layer that takes all branches, 1 ≤ L_f ≤ L.</param>
    /// <param name="width">Units in every hidden layer.</param>
    public static LinearArchitecture Uniform(IReadOnlyList<int> inputSizes, int outputs, int depth, int fusionDepth, int width) =>
        new(inputSizes, outputs, [.. inputSizes.Select(_ => fusionDepth)], depth - fusionDepth, width);

    /// <summary>Checks that the network fits its inputs. A config's numbers are checked when it is read.</summary>
    /// <exception cref="ConfigException">There is not one branch per modality.</exception>
    public void Validate()
    {
        if (BranchDepths.Count != InputSizes.Count)
        {
            throw new ConfigException(
                "network.branchDepths", $"names {BranchDepths.Count} branches; the task has {InputSizes.Count} modalities.");
        }
    }
}

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
    /// <summary>Builds the tree of an architecture.</summary>
    /// <param name="architecture">Sizes and depths.</param>
    public FusionGraph(LinearArchitecture architecture)
    {
        Inputs = architecture.InputSizes.Count;
        FusionNode = architecture.BranchDepths.Sum(); // every branch has a node for its input and one a hidden layer
        var sizes = new List<int>(architecture.InputSizes);
        var layers = new List<(string Name, int Lower, int Upper)>();
        for (int m = 0; m < Inputs; m++)
        {
            int lower = m;
            for (int l = 1; l <= architecture.BranchDepths[m]; l++)
            {
                bool atFusion = l == architecture.BranchDepths[m];
                int upper = atFusion ? FusionNode : sizes.Count;
                layers.Add(($"branch.{(char)('a' + m)}.{l}", lower, upper));
                if (!atFusion)
                {
                    sizes.Add(architecture.Width);
                }

                lower = upper;
            }
        }

        for (int l = 1; l <= architecture.SharedDepth; l++)
        {
            layers.Add(($"shared.{l}", FusionNode + l - 1, FusionNode + l));
            sizes.Add(architecture.Width);
        }

        sizes.Add(architecture.Outputs);
        NodeSizes = sizes;
        Layers = [.. layers.Select(l => new GraphLayer(l.Name, l.Lower, l.Upper, sizes[l.Upper], sizes[l.Lower]))];
    }

    private FusionGraph(FusionGraph original, IReadOnlyList<int> nodeSizes)
    {
        (Inputs, FusionNode, NodeSizes) = (original.Inputs, original.FusionNode, nodeSizes);
        Layers = [.. original.Layers.Select(l => l with { Rows = nodeSizes[l.Upper], Columns = nodeSizes[l.Lower] })];
    }

    /// <summary>The number of modalities; nodes 0..Inputs−1 are their inputs.</summary>
    public int Inputs { get; }

    /// <summary>The node at which the branches add up.</summary>
    public int FusionNode { get; }

    /// <summary>The vector size at every node; the last node is the output.</summary>
    public IReadOnlyList<int> NodeSizes { get; }

    /// <summary>The weight matrices, every one after those it reads from: the branches in turn, then the shared layers.</summary>
    public IReadOnlyList<GraphLayer> Layers { get; }

    /// <summary>The node of the network's output.</summary>
    public int OutputNode => NodeSizes.Count - 1;

    /// <summary>The size of all inputs together.</summary>
    public int InputSize => NodeSizes.Take(Inputs).Sum();

    /// <summary>True when all branches meet in the first layer.</summary>
    public bool IsEarlyFusion => FusionNode == Inputs;

    /// <summary>The inputs that a unit above a layer takes from all branches: the fusion layer is one matrix over all of them.</summary>
    /// <param name="layer">One of <see cref="Layers"/>.</param>
    public int FanIn(GraphLayer layer) => Layers.Where(other => other.Upper == layer.Upper).Sum(other => other.Columns);

    /// <summary>The same tree with other vector sizes, as a reduction to fewer hidden dimensions needs it.</summary>
    /// <param name="nodeSizes">One size per node.</param>
    internal FusionGraph Resize(IReadOnlyList<int> nodeSizes) => new(this, nodeSizes);
}
