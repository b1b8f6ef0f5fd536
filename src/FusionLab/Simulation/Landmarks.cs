using FusionLab.Theory;

namespace FusionLab.Simulation;

/// <summary>The total weights that mark the stages of learning: what every modality would reach alone, and where it ends.</summary>
/// <param name="InputSizes">The features of every modality.</param>
/// <param name="Unimodal">The plateau Σ_yxA Σ_A⁻¹ of every modality alone (M_A, M_B), <c>[O, D_m]</c> row-major each.</param>
/// <param name="Final">M_* = Σ_yx Σ⁻¹, one <c>[O, D_m]</c> a modality; null where the loss has no finite minimum.</param>
public sealed record Landmarks(IReadOnlyList<int> InputSizes, IReadOnlyList<double[]> Unimodal, IReadOnlyList<double[]>? Final)
{
    /// <summary>The landmarks of the squared loss.</summary>
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
}
