
namespace FusionLab.Linear;

/// <summary>The weight matrices of one linear network.</summary>
/// <param name="Graph">Which matrix connects what.</param>
/// <param name="Values">One row-major matrix <c>[Rows, Columns]</c> a layer, in the order of <see cref="FusionGraph.Layers"/>.</param>
public sealed record LinearWeights(FusionGraph Graph, IReadOnlyList<double[]> Values)
{
    /// <summary>Draws initial weights; every matrix has its own random stream, so none depends on the others' sizes.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="initialization">The distribution.</param>
    /// <param name="seed">The replica's seed.</param>
    public static LinearWeights Draw(LinearArchitecture architecture, LinearInitialization initialization, ulong seed)
    {
        var graph = FusionGraph.Of(architecture);
        var values = new double[graph.Layers.Count][];
        for (int l = 0; l < values.Length; l++)
        {
            var layer = graph.Layers[l];
            values[l] = new double[layer.Rows * layer.Columns];
            var numbers = new RandomNumbers(new RandomStream(seed, $"init/{layer.Name}"));
            initialization.Fill(values[l], architecture, graph, layer, numbers);
        }

        return new LinearWeights(graph, values);
    }

    /// <summary>An independent copy.</summary>
    public LinearWeights Copy() => new(Graph, [.. Values.Select(v => (double[])v.Clone())]);
}
