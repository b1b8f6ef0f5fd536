using FusionLab.Data;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Linear;

/// <summary>
/// The correlations of the half-wave features x⁺ = max(x, 0) and x⁻ = max(−x, 0) of scalar modalities, in the order
/// x_A⁺, x_A⁻, x_B⁺, x_B⁻, …: all that a bias-free two-layer late-fusion ReLU network sees of a task.
/// </summary>
/// <param name="Modalities">The number of modalities M.</param>
/// <param name="Features">⟨φ φᵀ⟩, <c>[2M, 2M]</c>.</param>
/// <param name="TargetFeatures">⟨y φᵀ⟩, <c>[1, 2M]</c>.</param>
/// <param name="OutputPower">⟨y²⟩.</param>
public sealed record ReluStatistics(int Modalities, Matrix<double> Features, Matrix<double> TargetFeatures, double OutputPower)
{
    /// <summary>The averages over samples.</summary>
    /// <param name="samples">Scalar modalities and one target.</param>
    /// <exception cref="ConfigException">A modality has several features, or there are several targets.</exception>
    public static ReluStatistics Of(TaskSamples samples)
    {
        Check(samples.Modalities, samples.Outputs);
        int m = samples.Modalities.Count;
        var values = new double[samples.Count * 2 * m];
        for (int i = 0; i < samples.Values.Length; i++)
        {
            values[2 * i] = Math.Max(samples.Values[i], 0);
            values[(2 * i) + 1] = Math.Max(-samples.Values[i], 0);
        }

        var phi = Matrix<double>.Build.Dense(2 * m, samples.Count, values);
        var y = Matrix<double>.Build.Dense(1, samples.Count, samples.Targets);
        return new ReluStatistics(
            m,
            phi.TransposeAndMultiply(phi) / samples.Count,
            y.TransposeAndMultiply(phi) / samples.Count,
            samples.ComputeStatistics().OutputPower);
    }

    /// <summary>The exact values for normally distributed inputs and a linear target.</summary>
    /// <param name="task">Scalar modalities and one target.</param>
    /// <exception cref="ConfigException">A modality has several features, or there are several targets.</exception>
    public static ReluStatistics Of(GaussianTask task)
    {
        Check(task.Modalities, task.Outputs);
        int m = task.Modalities.Count;
        var features = Matrix<double>.Build.Dense(2 * m, 2 * m, (i, j) => HalfWaveProduct(task.Covariance, i, j));

        // y = Σ w_j x_j + ε with x_j = x_j⁺ − x_j⁻ and ε independent of everything.
        var target = Matrix<double>.Build.Dense(1, 2 * m, (_, i) =>
            Enumerable.Range(0, m).Sum(j => task.TrueWeights[0, j] * (features[2 * j, i] - features[(2 * j) + 1, i])));
        return new ReluStatistics(m, features, target, task.Population.OutputPower);
    }

    /// <summary>What a network of one modality alone would converge to in its two features, <c>[1, 2]</c>.</summary>
    internal Matrix<double> Unimodal(int modality) =>
        Solve(Features.SubMatrix(2 * modality, 2, 2 * modality, 2), TargetFeatures.SubMatrix(0, 1, 2 * modality, 2));

    /// <summary>What all modalities together converge to, <c>[1, 2M]</c>.</summary>
    internal Matrix<double> Global() => Solve(Features, TargetFeatures);

    private static Matrix<double> Solve(Matrix<double> features, Matrix<double> target) =>
        target * (features.Rank() == features.RowCount ? features.Inverse() : features.PseudoInverse());

    /// <summary>⟨(±x_i)⁺ (±x_j)⁺⟩ of two normal variables: σ_iσ_j (√(1−r²) + r (π − arccos r)) / 2π (Cho and Saul, 2009).</summary>
    private static double HalfWaveProduct(Matrix<double> covariance, int i, int j)
    {
        double sign = (i % 2 == 0 ? 1 : -1) * (j % 2 == 0 ? 1 : -1);
        if (i / 2 == j / 2)
        {
            return i == j ? covariance[i / 2, i / 2] / 2 : 0;
        }

        double scale = Math.Sqrt(covariance[i / 2, i / 2] * covariance[j / 2, j / 2]);
        double r = Math.Clamp(sign * covariance[i / 2, j / 2] / scale, -1, 1);
        return scale * (Math.Sqrt(1 - (r * r)) + (r * (Math.PI - Math.Acos(r)))) / (2 * Math.PI);
    }

    private static void Check(IReadOnlyList<ModalityBlock> modalities, int outputs)
    {
        if (outputs != 1 || modalities.Any(modality => modality.Dimension != 1))
        {
            throw new ConfigException(
                "The four-feature form of ReLU networks needs scalar modalities and one output; train other tasks on samples.");
        }
    }
}
