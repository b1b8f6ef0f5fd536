using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Data;

/// <summary>
/// Random bimodal tasks (the authors' rand_sweep): Σ from an inverse Wishart distribution with D + 2 degrees of freedom and scale
/// matrix diag(2, …, 2, 1, …, 1), w* uniform on (−1, 1). Every seed is another task. As in the authors' code, modality a is the one
/// that is to be learned first.
/// </summary>
/// <param name="Dimensions">D, half of it for each modality; even.</param>
/// <param name="MaximumRatio">Tasks whose predicted time ratio <c>t_b/t_a</c> (9) is not in [1, MaximumRatio] are drawn again.</param>
/// <param name="SampleCount">The number of training samples; null for the population.</param>
public sealed record RandomTask(int Dimensions = 20, double MaximumRatio = 20, int? SampleCount = null)
{
    /// <summary>Draws the task of a seed.</summary>
    /// <param name="seed">Names it.</param>
    /// <exception cref="ConfigException">D is not even and at least 2, or no task has so small a ratio.</exception>
    public GaussianTask Draw(ulong seed)
    {
        if (Dimensions < 2 || Dimensions % 2 != 0)
        {
            throw new ConfigException($"data.dimensions adds up to {Dimensions}; a random task needs an even number of at least 2.");
        }

        for (int attempt = 0; attempt < 10_000; attempt++)
        {
            var numbers = new RandomNumbers(new RandomStream(seed, "task/random", attempt));
            var covariance = InverseWishart(numbers);
            var weights = new double[1, Dimensions];
            for (int i = 0; i < Dimensions; i++)
            {
                weights[0, i] = (2 * numbers.NextUniform()) - 1;
            }

            var task = new GaussianTask(
                [new("a", Dimensions / 2), new("b", Dimensions / 2)], covariance.ToArray(), weights, sampleCount: SampleCount);
            double ratio = TwoLayerLateFusion.TimeRatio(GrowthRates.Of(task.Population, first: 0, second: 1));
            if (ratio >= 1 && ratio <= MaximumRatio)
            {
                return task;
            }
        }

        throw new ConfigException($"data.maximumRatio is {MaximumRatio}; in 10,000 random tasks none has a time ratio that small.");
    }

    /// <summary>Σ = (A Aᵀ)⁻¹ with A Aᵀ Wishart by its Bartlett decomposition (Smith and Hocking, 1972).</summary>
    private Matrix<double> InverseWishart(RandomNumbers numbers)
    {
        int d = Dimensions;
        int freedom = d + 2;
        var bartlett = Matrix<double>.Build.Dense(d, d);
        for (int i = 0; i < d; i++)
        {
            double chiSquared = 0;
            for (int n = 0; n < freedom - i; n++)
            {
                chiSquared += Math.Pow(numbers.NextNormal(), 2);
            }

            bartlett[i, i] = Math.Sqrt(chiSquared);
            for (int j = 0; j < i; j++)
            {
                bartlett[i, j] = numbers.NextNormal();
            }
        }

        // Wishart(Ψ⁻¹) = Ψ^{-1/2} B Bᵀ Ψ^{-1/2}; its inverse is S Sᵀ with S = Ψ^{1/2} B^{-ᵀ}.
        var root = bartlett.Inverse().Transpose();
        var scaled = root.MapIndexed((row, _, entry) => entry * Math.Sqrt(row < d / 2 ? 2 : 1));
        return scaled.TransposeAndMultiply(scaled);
    }
}
