namespace FusionLab.Linear;

/// <summary>How initial weights are distributed.</summary>
public enum InitializationKind
{
    /// <summary>
    /// Every weight has standard deviation <see cref="LinearInitialization.Scale"/> (the paper's two-layer networks: 1e-9).
    /// </summary>
    Normal,

    /// <summary>
    /// Every matrix has an expected Frobenius norm: <see cref="LinearInitialization.Scale"/> = u0 before the fusion layer, √M·u0
    /// with M modalities from it on, as balancing (41) asks for (the paper's deep networks, figure 6). The fusion layer is the one
    /// matrix that takes all branches side by side.
    /// </summary>
    Deep,

    /// <summary>PyTorch's default: uniform in ±1/√(fan in).</summary>
    PyTorch,
}

/// <summary>
/// Independent initial weights of mean 0 of simulated networks; <see cref="Networks.Initialization"/> draws those of trained ones by the
/// same rules.
/// </summary>
/// <param name="Kind">What the scale means.</param>
/// <param name="Scale">Standard deviation, or u0; PyTorch's default has none.</param>
public sealed record LinearInitialization(InitializationKind Kind, double Scale)
{
    /// <summary>The standard deviation of the entries of one layer.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="layer">One of its layers.</param>
    public double EntryDeviation(FusionGraph graph, GraphLayer layer) => Kind switch
    {
        InitializationKind.Deep => (layer.Upper < graph.FusionNode ? Scale : Math.Sqrt(graph.Inputs) * Scale)
            / Math.Sqrt((double)layer.Rows * graph.FanIn(layer)),
        InitializationKind.PyTorch => 1 / Math.Sqrt(3.0 * graph.FanIn(layer)),
        _ => Scale,
    };

    /// <summary>The formulas' <c>u0</c>: the expected Frobenius norm of the first layer of a modality.</summary>
    /// <param name="width">Units in the first hidden layer.</param>
    /// <param name="features">The modality's features.</param>
    public double InitialNorm(int width, int features) => Kind switch
    {
        InitializationKind.Deep => Scale,
        InitializationKind.PyTorch => Math.Sqrt(width / 3.0),
        _ => Scale * Math.Sqrt((double)width * features),
    };
}

/// <summary>The weight matrices of one linear network.</summary>
/// <param name="Graph">Which matrix connects what.</param>
/// <param name="Values">One row-major matrix <c>[Rows, Columns]</c> per layer, in the order of <see cref="FusionGraph.Layers"/>.</param>
public sealed record LinearWeights(FusionGraph Graph, IReadOnlyList<double[]> Values)
{
    /// <summary>Draws initial weights; every matrix has its own random stream, so none depends on the others' sizes.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="initialization">The distribution.</param>
    /// <param name="seed">The replica's seed.</param>
    public static LinearWeights Draw(LinearArchitecture architecture, LinearInitialization initialization, ulong seed)
    {
        var graph = new FusionGraph(architecture);
        return new LinearWeights(graph, [.. graph.Layers.Select(layer =>
        {
            var values = new double[layer.Rows * layer.Columns];
            var numbers = new RandomNumbers(new RandomStream(seed, $"init/{layer.Name}"));
            if (initialization.Kind == InitializationKind.PyTorch)
            {
                numbers.FillUniform(values, 1 / Math.Sqrt(graph.FanIn(layer)));
            }
            else
            {
                numbers.FillNormal(values, initialization.EntryDeviation(graph, layer));
            }

            return values;
        })]);
    }
}

/// <summary>All weight matrices after one step.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Weights">The matrices.</param>
public sealed record WeightSnapshot(long Step, LinearWeights Weights);
