using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Data;

/// <summary>Normally distributed inputs and a noisy linear target: x ~ N(0, Σ), y = w* x + ε (appendix J).</summary>
/// <param name="modalities">The modalities in the order of the features.</param>
/// <param name="covariance">Σ, <c>[D, D]</c>.</param>
/// <param name="trueWeights">w*, <c>[O, D]</c>.</param>
/// <param name="noise">The standard deviation of ε.</param>
/// <param name="sampleCount">The number of training samples; null for the population.</param>
/// <param name="signTargets">True for targets ±1: the sign of w* x + ε, as the logistic and exponential loss take them.</param>
/// <exception cref="ConfigException">Σ is not a covariance matrix, or the shapes disagree.</exception>
public sealed class GaussianTask(
    IReadOnlyList<ModalityBlock> modalities,
    double[,] covariance,
    double[,] trueWeights,
    double noise = 0,
    int? sampleCount = null,
    bool signTargets = false) : IToyTask
{
    private double[]? _root;

    /// <inheritdoc/>
    public IReadOnlyList<ModalityBlock> Modalities => modalities;

    /// <inheritdoc/>
    public int Outputs => TrueWeights.RowCount;

    /// <inheritdoc/>
    public int? SampleCount => sampleCount;

    /// <summary>Σ, <c>[D, D]</c>.</summary>
    public Matrix<double> Covariance { get; } = Matrix<double>.Build.DenseOfArray(covariance);

    /// <summary>w*, <c>[O, D]</c>.</summary>
    public Matrix<double> TrueWeights { get; } = Matrix<double>.Build.DenseOfArray(trueWeights);

    /// <summary>The standard deviation of ε.</summary>
    public double Noise => noise;

    /// <summary>True for targets ±1.</summary>
    public bool SignTargets => signTargets;

    /// <summary>The exact statistics.</summary>
    public TaskStatistics Population { get; } =
        Describe(TaskStatistics.FromCovariance(covariance, trueWeights, modalities, noise), signTargets);

    /// <inheritdoc/>
    public TaskStatistics ComputeStatistics(ulong seed) => SampleCount is int count ? Draw(seed, count).ComputeStatistics() : Population;

    /// <inheritdoc/>
    public TaskSamples Draw(ulong seed, int count, string set = "train")
    {
        int d = Covariance.RowCount;
        double[] root = _root ??= SquareRoot();
        var inputs = new RandomNumbers(new RandomStream(seed, $"task/{set}/inputs"));
        var errors = new RandomNumbers(new RandomStream(seed, $"task/{set}/noise"));
        var values = new double[count * d];
        var targets = new double[count * Outputs];
        var white = new double[d];
        for (int p = 0; p < count; p++)
        {
            inputs.FillNormal(white, 1);
            var x = values.AsSpan(p * d, d);
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                {
                    x[i] += root[(i * d) + j] * white[j];
                }
            }

            for (int o = 0; o < Outputs; o++)
            {
                double y = 0;
                for (int i = 0; i < d; i++)
                {
                    y += TrueWeights[o, i] * x[i];
                }

                y += noise > 0 ? noise * errors.NextNormal() : 0;
                targets[(p * Outputs) + o] = signTargets ? (y < 0 ? -1 : 1) : y;
            }
        }

        return new TaskSamples(Modalities, Outputs, values, targets);
    }

    /// <summary>⟨sign(y) x⟩ = √(2/π) ⟨y x⟩ / √⟨y²⟩ for jointly normal x and y (Bussgang, 1952); one output.</summary>
    private static TaskStatistics Describe(TaskStatistics real, bool signTargets) => !signTargets ? real
        : real.Outputs == 1
            ? new TaskStatistics(real.Modalities, real.Sigma, real.SigmaYx * Math.Sqrt(2 / Math.PI / real.OutputPower), 1)
            : throw new ConfigException($"Targets of ±1 need one output; the task has {real.Outputs}.");

    /// <summary>The symmetric square root of Σ: unique, and defined also where Σ is singular.</summary>
    private double[] SquareRoot()
    {
        var eigen = Covariance.Evd(Symmetricity.Symmetric);
        var scaled = eigen.EigenVectors.MapIndexed((_, mode, entry) => entry * Math.Sqrt(Math.Max(0, eigen.EigenValues[mode].Real)));
        return scaled.TransposeAndMultiply(eigen.EigenVectors).ToRowMajorArray();
    }
}

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
            throw new ConfigException("data.dimensions", $"adds up to {Dimensions}; a random task needs an even number of at least 2.");
        }

        for (int attempt = 0; attempt < 10_000; attempt++)
        {
            var numbers = new RandomNumbers(new RandomStream(seed, "task/random", attempt));
            var covariance = InverseWishart(numbers);
            var weights = Matrix<double>.Build.Dense(1, Dimensions, (_, _) => (2 * numbers.NextUniform()) - 1); // column by column
            var task = new GaussianTask(
                [new("a", Dimensions / 2), new("b", Dimensions / 2)], covariance.ToArray(), weights.ToArray(), sampleCount: SampleCount);
            double ratio = Formulas.LateFusionRatio(GrowthRates.FromTask(task.Population, first: 0, second: 1));
            if (ratio >= 1 && ratio <= MaximumRatio)
            {
                return task;
            }
        }

        throw new ConfigException("data.maximumRatio", $"is {MaximumRatio}; in 10,000 random tasks none has a time ratio that small.");
    }

    /// <summary>Σ = (A Aᵀ)⁻¹ with A Aᵀ Wishart by its Bartlett decomposition (Smith and Hocking, 1972).</summary>
    private Matrix<double> InverseWishart(RandomNumbers numbers)
    {
        int d = Dimensions, freedom = d + 2;
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
