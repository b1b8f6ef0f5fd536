// Shapes: N samples, C classes, D_m features of modality m, K_m of them that vary.
using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>
/// Σ and Σ_yx of the training samples of one's own arrays. The targets are one-hot classes (see
/// <see cref="TaskStatistics.ClassTarget"/>). Every modality is given in its principal axes, and directions that never vary are left
/// out: networks that start from independent weights notice neither, and the theory need not divide by variances of 0.
/// </summary>
internal static class ArrayStatistics
{
    /// <summary>Features of all modalities at most; Σ of more takes minutes and gigabytes.</summary>
    private const int MostFeatures = 4096;

    /// <summary>Measures.</summary>
    /// <param name="data">The task, on the CPU.</param>
    /// <exception cref="ConfigException">The modalities have too many features.</exception>
    public static TaskStatistics Of(TensorData data)
    {
        long features = data.Modalities.Sum(modality => modality.Features);
        if (features > MostFeatures)
        {
            throw new ConfigException(
                $"The modalities have {features} features together; the theory takes at most {MostFeatures}: "
                + "save fewer, such as smaller pictures or principal components.");
        }

        using var scope = NewDisposeScope();
        var all = data.Batch([0], epoch: 0, index: 0, batchSize: (int)data.TrainSamples);
        using Scalar perSample = 1.0 / data.TrainSamples, perClass = 1.0 / data.Outputs;
        Tensor[] inputs = [.. all.Inputs.Select(input =>                                               // [N, K_m] each
            InPrincipalAxes(input.select(0, 0).flatten(1).to(ScalarType.Float64), perSample))];
        var targets = nn.functional.one_hot(all.Targets.select(0, 0), data.Outputs).to(ScalarType.Float64).sub_(perClass);  // [N, C]
        var x = cat(inputs, 1);                                                                        // [N, D]
        return TaskStatistics.FromAverages(
            [.. data.Modalities.Select((modality, m) => new ModalityBlock(modality.Name, (int)inputs[m].shape[1]))],
            ToMatrix(x.t().mm(x).mul_(perSample)),
            ToMatrix(targets.t().mm(x).mul_(perSample)),
            outputPower: 1 - (1.0 / data.Outputs));
    }

    private static Tensor InPrincipalAxes(Tensor samples, Scalar perSample)
    {
        var (variances, axes) = linalg.eigh(samples.t().mm(samples).mul_(perSample));                  // ascending
        double[] sizes = variances.data<double>().ToArray();
        int absent = sizes.Count(variance => variance <= SymmetricSolve.RelativeTolerance * sizes[^1]);
        return samples.mm(axes.narrow(1, Math.Min(absent, sizes.Length - 1), Math.Max(1, sizes.Length - absent)));
    }

    private static Matrix<double> ToMatrix(Tensor values) =>
        Matrix<double>.Build.DenseOfRowMajor((int)values.shape[0], (int)values.shape[1], values.contiguous().data<double>());
}
