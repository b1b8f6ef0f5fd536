using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// How times and plateaus of a linear network on the squared error carry over to its relatives. Time <em>ratios</em> carry over
/// unchanged, because only the early dynamics enters them.
/// </summary>
public static class RelatedNetworks
{
    /// <summary>
    /// Logistic loss: before the output grows its gradient is half that of the squared error (eq. 36, 37), so every time doubles.
    /// </summary>
    public const double LogisticTimeFactor = 2;

    /// <summary>Exponential loss: its gradient at 0 is that of the squared error, so times agree.</summary>
    public const double ExponentialTimeFactor = 1;

    /// <summary>
    /// Two-layer ReLU networks on a linear task with symmetric inputs are twice as slow: half the units see each input (appendix H.1).
    /// </summary>
    public const double ReluTimeFactor = 2;

    /// <summary>
    /// Their total weights converge to twice the linear ones, so "half the plateau" is measured against twice the plateau.
    /// </summary>
    public const double ReluWeightFactor = 2;
}

/// <summary>
/// A fission network has one input and a branch for every output. It learns as a late-fusion network does: its branches share nothing
/// but the input, so each output is learned by itself. The same times and weights belong to a task whose modalities are the outputs: each
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
        {
            throw new ConfigException($"The task has {task.Outputs} output; a fission network needs two or more (data.kind \"fission\").");
        }

        ModalityBlock[] outputs = [.. Enumerable.Range(1, task.Outputs).Select(o => new ModalityBlock($"y{o}", task.Features))];
        return TaskStatistics.FromAverages(outputs, Copies(task.Sigma, task.Outputs), SideBySide(task.SigmaYx), task.OutputPower);
    }

    /// <summary>The population that a fission network should generalize to, for the outputs as modalities.</summary>
    /// <param name="sigma">Σ_true of the input, <c>[D, D]</c>.</param>
    /// <param name="trueWeights">w*, <c>[O, D]</c>.</param>
    public static GeneralizationTruth CreateTruth(Matrix<double> sigma, Matrix<double> trueWeights) =>
        new(Copies(sigma, trueWeights.RowCount), SideBySide(trueWeights));

    // Σ of independent copies of the input, one an output.
    private static Matrix<double> Copies(Matrix<double> sigma, int outputs)
    {
        int d = sigma.RowCount;
        var copies = Matrix<double>.Build.Dense(outputs * d, outputs * d);
        for (int o = 0; o < outputs; o++)
        {
            copies.SetSubMatrix(o * d, o * d, sigma);
        }

        return copies;
    }

    // The rows of an [O, D] map as one row, [1, O·D].
    private static Matrix<double> SideBySide(Matrix<double> map) =>
        Matrix<double>.Build.Dense(1, map.RowCount * map.ColumnCount, map.ToRowMajorArray());
}
