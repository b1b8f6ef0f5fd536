using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Data;

/// <summary>
/// Σ and Σ_yx of the noisy MNIST task with the corruption mixture in closed form: exact, without drawing a sample. The targets
/// are one-hot classes (see <see cref="TaskStatistics.ClassTarget"/>).
/// </summary>
public static class NoisyMnistStatistics
{
    /// <summary>The correlations that a network trained on this config sees on average.</summary>
    /// <param name="moments">The clean images' moments.</param>
    /// <param name="config">The config's <c>data</c> block.</param>
    /// <exception cref="ConfigException">The corruption makes no sense.</exception>
    public static TaskStatistics Of(ImageMoments moments, DataConfig config)
    {
        CorruptionMixture.Create(config);
        var resolved = config.Resolved();
        var names = resolved.Modalities!;
        var corruption = resolved.Corruption;
        double[] gains = new double[names.Count], noise = new double[names.Count];
        double[,] products = new double[names.Count, names.Count];
        foreach (var pattern in corruption.Patterns!)
        {
            double[] gain = [.. names.Select(name => pattern.Corrupt.Contains(name) ? corruption.Signal : 1)];
            for (int a = 0; a < gain.Length; a++)
            {
                gains[a] += pattern.Probability * gain[a];
                noise[a] += pattern.Corrupt.Contains(names[a]) ? pattern.Probability * corruption.Noise * corruption.Noise : 0;
                for (int b = 0; b < gain.Length; b++)
                {
                    products[a, b] += pattern.Probability * gain[a] * gain[b];
                }
            }
        }

        // ⟨(1[c] − 1/C) x⟩ = ⟨1[c] x⟩ − ⟨x⟩/C, and ⟨x⟩ is the sum over classes.
        int features = moments.Variances.Length, classes = moments.ClassShares.Length;
        var byClass = Matrix<double>.Build.Dense(classes, features, (c, d) => moments.ClassMeans[(c * features) + d]);
        var mean = byClass.ColumnSums() / classes;
        var sigmaYx = byClass.MapIndexed((_, d, value) => value - mean[d]);
        return TaskStatistics.FromSharedInputs(
            names, moments.Variances, sigmaYx, gains, products, noise, outputPower: 1 - (1.0 / classes));
    }
}
