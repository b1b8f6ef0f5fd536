
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
    /// with M modalities from it on (the paper's deep networks, figure 6). The fusion layer is the one matrix that takes all
    /// branches side by side.
    /// </summary>
    Deep,

    /// <summary>PyTorch's default: uniform in ±1/√(fan in).</summary>
    PyTorch,
}

/// <summary>Independent initial weights of mean 0.</summary>
/// <param name="Kind">What the scale means.</param>
/// <param name="Scale">Standard deviation, or u0; PyTorch's default has none.</param>
public sealed record LinearInitialization(InitializationKind Kind, double Scale)
{
    /// <summary>Draws one matrix.</summary>
    internal void Fill(double[] values, LinearArchitecture architecture, FusionGraph graph, GraphLayer layer, RandomNumbers numbers)
    {
        // The fusion layer is one matrix over all branches: its blocks share norm and fan in.
        int fusion = graph.OutputNode - architecture.SharedDepth;
        int columns = layer.Upper == fusion
            ? graph.Layers.Where(other => other.Upper == fusion).Sum(other => other.Columns)
            : layer.Columns;
        switch (Kind)
        {
            case InitializationKind.Deep:
                double norm = layer.Upper < fusion ? Scale : Math.Sqrt(graph.Inputs) * Scale;
                numbers.FillNormal(values, norm / Math.Sqrt((double)layer.Rows * columns));
                break;
            case InitializationKind.PyTorch:
                numbers.FillUniform(values, 1 / Math.Sqrt(columns));
                break;
            default:
                numbers.FillNormal(values, Scale);
                break;
        }
    }
}
