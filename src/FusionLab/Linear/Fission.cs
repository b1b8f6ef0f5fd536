using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// A fission network, one input and a branch for every output, is a late-fusion network in disguise: its branches share nothing but
/// the input, so each output is learned by itself. The same times and weights belong to a task whose modalities are the outputs: each
/// sees an independent copy of the input, and one target is the sum of all.
/// </summary>
public static class Fission
{
    /// <summary>The task of the outputs, named <c>y1</c>, <c>y2</c>, …</summary>
    /// <param name="task">A task with two or more outputs.</param>
    /// <exception cref="ConfigException">The task has one output only.</exception>
    public static TaskStatistics OutputsAsModalities(TaskStatistics task)
    {
        if (task.Outputs < 2)
            throw new ConfigException($"The task has {task.Outputs} output; a fission network needs two or more (data.kind \"fission\").");
        ModalityBlock[] outputs = [.. Enumerable.Range(1, task.Outputs).Select(o => new ModalityBlock($"y{o}", task.Features))];
        return TaskStatistics.FromAverages(outputs, Copies(task.Sigma, task.Outputs), SideBySide(task.SigmaYx), task.OutputPower);
    }

    /// <summary><c>Σ</c> of independent copies of the input.</summary>
    public static Matrix<double> Copies(Matrix<double> sigma, int outputs)
    {
        int d = sigma.RowCount;
        var copies = Matrix<double>.Build.Dense(outputs * d, outputs * d);
        for (int o = 0; o < outputs; o++)
            copies.SetSubMatrix(o * d, o * d, sigma);
        return copies;
    }

    /// <summary>The rows of an <c>[O, D]</c> map as one row, <c>[1, O·D]</c>.</summary>
    public static Matrix<double> SideBySide(Matrix<double> map) =>
        Matrix<double>.Build.Dense(1, map.RowCount * map.ColumnCount, map.ToRowMajorArray());
}
