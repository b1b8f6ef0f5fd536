namespace FusionLab.Simulation;

/// <summary>How initial weights are distributed.</summary>
public enum InitializationKind
{
    /// <summary>Every weight has standard deviation <see cref="LinearInitialization.Scale"/> (the paper's two-layer networks: 1e-9).</summary>
    Normal,

    /// <summary>
    /// Every matrix has an expected Frobenius norm: <see cref="LinearInitialization.Scale"/> = u0 before the fusion layer, √M·u0 with M
    /// modalities from it on (the paper's deep networks, figure 6). The fusion layer is the one matrix that takes all branches side by side.
    /// </summary>
    Deep,
}

/// <summary>Normally distributed initial weights of mean 0.</summary>
/// <param name="Kind">What the scale means.</param>
/// <param name="Scale">Standard deviation, or u0.</param>
public sealed record LinearInitialization(InitializationKind Kind, double Scale)
{
    /// <summary>The standard deviation of the entries of one matrix.</summary>
    internal double Deviation(LinearArchitecture architecture, FusionGraph graph, GraphLayer layer)
    {
        if (Kind == InitializationKind.Normal)
        {
            return Scale;
        }

        // The fusion layer is one matrix over all branches: its blocks share the norm.
        int fusion = graph.OutputNode - architecture.SharedDepth;
        double norm = layer.Upper < fusion ? Scale : Math.Sqrt(graph.Inputs) * Scale;
        int columns = layer.Upper == fusion ? graph.Layers.Where(other => other.Upper == fusion).Sum(other => other.Columns) : layer.Columns;
        return norm / Math.Sqrt((double)layer.Rows * columns);
    }
}
