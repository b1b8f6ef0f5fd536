using FusionLab.Data.Tasks;
using FusionLab.Theory;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

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

    /// <summary>
    /// The landmarks of the logistic and the exponential loss: plateaus where one modality alone minimizes the loss; no final
    /// values, because together the weights of a task that can be separated grow for ever.
    /// </summary>
    /// <param name="loss">Which loss.</param>
    /// <param name="samples">The training samples.</param>
    public static Landmarks Of(MarginLoss loss, TaskSamples samples)
    {
        var plateaus = samples.Modalities.Select((modality, m) =>
            Minimize(new MarginObjective(loss, new TaskSamples([modality], samples.Outputs, samples.Of(m), samples.Targets))));
        return new Landmarks([.. samples.Modalities.Select(modality => modality.Dimension)], [.. plateaus], null);
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

    /// <summary>The same with the final values of a finished run.</summary>
    /// <param name="totalWeights">W^tot at its end, <c>[O, D]</c>.</param>
    /// <param name="outputs">O.</param>
    internal Landmarks EndingAt(double[] totalWeights, int outputs)
    {
        int stride = totalWeights.Length / outputs;
        int offset = 0;
        var final = new List<double[]>();
        foreach (int size in InputSizes)
        {
            int start = offset;
            final.Add([.. Enumerable.Range(0, outputs).SelectMany(o => totalWeights.Skip((o * stride) + start).Take(size))]);
            offset += size;
        }

        return this with { Final = final };
    }

    private static double[] Minimize(MarginObjective objective)
    {
        var descent = new double[objective.Inputs];
        var function = ObjectiveFunction.Gradient(
            weights => objective.Evaluate(weights.ToArray(), descent),
            weights =>
            {
                objective.Evaluate(weights.ToArray(), descent);
                return -Vector<double>.Build.DenseOfArray(descent);
            });
        var start = Vector<double>.Build.Dense(objective.Inputs);
        return new BfgsMinimizer(1e-9, 1e-12, 1e-15, 1000).FindMinimum(function, start).MinimizingPoint.ToArray();
    }
}
