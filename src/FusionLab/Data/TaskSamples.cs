using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Data;

/// <summary>P samples of a task in plain arrays, the modalities' features side by side.</summary>
/// <param name="Modalities">The modalities in the order of the features; D counts all of these.</param>
/// <param name="Outputs">The number of targets O.</param>
/// <param name="Values">The inputs, <c>[P, D]</c> row-major.</param>
/// <param name="Targets">The targets, <c>[P, O]</c> row-major.</param>
public sealed record TaskSamples(IReadOnlyList<ModalityBlock> Modalities, int Outputs, double[] Values, double[] Targets)
{
    /// <summary>The features D of all modalities together.</summary>
    public int Inputs { get; } = Modalities.Sum(modality => modality.Dimension);

    /// <summary>The number of samples P.</summary>
    public int Count => Targets.Length / Outputs;

    /// <summary>The averages over these samples: all that a linear network on the squared loss sees of them.</summary>
    public TaskStatistics Statistics()
    {
        // A row-major [P, D] array is MathNet's column-major [D, P]: one sample a column.
        var x = Matrix<double>.Build.Dense(Inputs, Count, Values);
        var y = Matrix<double>.Build.Dense(Outputs, Count, Targets);
        double power = 0;
        foreach (double target in Targets)
        {
            power += target * target;
        }

        return TaskStatistics.FromAverages(
            Modalities, x.TransposeAndMultiply(x) / Count, y.TransposeAndMultiply(x) / Count, power / Count);
    }

    /// <summary>The columns of one modality, <c>[P, D_m]</c> row-major.</summary>
    /// <param name="modality">Counted from 0.</param>
    public double[] Of(int modality)
    {
        int offset = Modalities.Take(modality).Sum(m => m.Dimension);
        int size = Modalities[modality].Dimension;
        var columns = new double[Count * size];
        for (int p = 0; p < Count; p++)
        {
            Values.AsSpan((p * Inputs) + offset, size).CopyTo(columns.AsSpan(p * size));
        }

        return columns;
    }
}
