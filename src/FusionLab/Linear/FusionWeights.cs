using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// The layers of a linear fusion network as plain matrices. Each branch holds its layers 1..L_f (a branch's part of the fusion
/// layer is its last), the shared part holds L_f+1..L.
/// </summary>
public sealed record FusionWeights
{
    /// <summary>Makes the network and checks that each layer takes what the one before it gives.</summary>
    /// <param name="branches">Each modality's layers, <c>[outputs, inputs]</c> each.</param>
    /// <param name="shared">The layers after fusion; empty for late fusion.</param>
    /// <exception cref="ArgumentException">Two layers do not fit together.</exception>
    public FusionWeights(IReadOnlyList<IReadOnlyList<Matrix<double>>> branches, IReadOnlyList<Matrix<double>> shared)
    {
        Branches = branches;
        Shared = shared;
        int fused = branches[0][^1].RowCount;
        foreach (var branch in branches)
            CheckChain(branch, fused);
        if (shared.Count > 0)
        {
            if (shared[0].ColumnCount != fused)
            {
                throw new ArgumentException(
                    $"The branches give {fused} features, but the first shared layer takes {shared[0].ColumnCount}.");
            }
            CheckChain(shared, shared[^1].RowCount);
        }
    }

    /// <summary>Each modality's layers.</summary>
    public IReadOnlyList<IReadOnlyList<Matrix<double>>> Branches { get; }

    /// <summary>The layers after fusion.</summary>
    public IReadOnlyList<Matrix<double>> Shared { get; }

    /// <summary>Whether the modalities meet in the first layer.</summary>
    public bool IsEarlyFusion => Branches.All(branch => branch.Count == 1);

    /// <summary>Takes the layers from plain arrays.</summary>
    /// <inheritdoc cref="FusionWeights(IReadOnlyList{IReadOnlyList{Matrix{double}}}, IReadOnlyList{Matrix{double}})"/>
    public static FusionWeights FromArrays(IReadOnlyList<IReadOnlyList<double[,]>> branches, IReadOnlyList<double[,]> shared) =>
        new([.. branches.Select(FromArrays)], FromArrays(shared));

    /// <summary>The total weight of one modality: the product of its branch and the shared layers, <c>[O, D_m]</c>.</summary>
    public Matrix<double> TotalWeight(int modality) =>
        Branches[modality].Concat(Shared).Aggregate((product, layer) => layer * product);

    private static Matrix<double>[] FromArrays(IReadOnlyList<double[,]> layers) => [.. layers.Select(Matrix<double>.Build.DenseOfArray)];

    private static void CheckChain(IReadOnlyList<Matrix<double>> layers, int outputs)
    {
        for (int l = 1; l < layers.Count; l++)
        {
            int given = layers[l - 1].RowCount, taken = layers[l].ColumnCount;
            if (given != taken)
                throw new ArgumentException($"Layer {l} gives {given} features, but layer {l + 1} takes {taken}.");
        }
        if (layers[^1].RowCount != outputs)
            throw new ArgumentException($"A branch gives {layers[^1].RowCount} features to the fusion, another {outputs}.");
    }
}
