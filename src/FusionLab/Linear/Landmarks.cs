
namespace FusionLab.Linear;

/// <summary>The total weights that mark the stages of learning: what every modality would reach alone, and where it ends.</summary>
/// <param name="InputSizes">The features of every modality.</param>
/// <param name="Unimodal">The plateau Σ_yxA Σ_A⁻¹ of every modality alone (M_A, M_B), <c>[O, D_m]</c> row-major each.</param>
/// <param name="Final">M_* = Σ_yx Σ⁻¹, one <c>[O, D_m]</c> a modality.</param>
public sealed record Landmarks(IReadOnlyList<int> InputSizes, IReadOnlyList<double[]> Unimodal, IReadOnlyList<double[]> Final)
{
    /// <summary>
    /// The landmarks of the squared loss. They also mark the stages under the logistic and exponential loss, whose weights grow for
    /// ever: learning a modality is its early, exponential growth, which the losses share (appendix D.4).
    /// </summary>
    /// <param name="task">The task's statistics.</param>
    public static Landmarks Of(TaskStatistics task)
    {
        var global = FixedPoints.Global(task);
        var modalities = Enumerable.Range(0, task.Modalities.Count);
        return new Landmarks(
            [.. task.Modalities.Select(modality => modality.Dimension)],
            [.. modalities.Select(m => FixedPoints.Unimodal(task, m).ToRowMajorArray())],
            [.. modalities.Select(m => task.ColumnsOf(global, m).ToRowMajorArray())]);
    }

    /// <summary>The size of one modality's total weight: signed where it is a scalar, its norm otherwise.</summary>
    /// <param name="totalWeights">W^tot, <c>[O, D]</c> row-major.</param>
    /// <param name="outputs">O.</param>
    /// <param name="modality">Counted from 0.</param>
    public double Amplitude(ReadOnlySpan<double> totalWeights, int outputs, int modality)
    {
        int offset = 0;
        for (int m = 0; m < modality; m++)
        {
            offset += InputSizes[m];
        }

        int size = InputSizes[modality];
        if (size == 1 && outputs == 1)
        {
            return totalWeights[offset];
        }

        int stride = totalWeights.Length / outputs;
        double sum = 0;
        for (int o = 0; o < outputs; o++)
        {
            var part = totalWeights.Slice((o * stride) + offset, size);
            sum += VectorMath.Dot(part, part);
        }

        return Math.Sqrt(sum);
    }
}
