using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;

namespace FusionLab.Data;

/// <summary>Normally distributed inputs and a noisy linear target: x ~ N(0, Σ), y = w* x + ε (appendix J).</summary>
public sealed class GaussianTask : IToyTask
{
    private readonly Lazy<double[]> root;

    /// <summary>Describes the distribution.</summary>
    /// <param name="modalities">The modalities in the order of the features.</param>
    /// <param name="covariance">Σ, <c>[D, D]</c>.</param>
    /// <param name="trueWeights">w*, <c>[O, D]</c>.</param>
    /// <param name="noise">The standard deviation of ε.</param>
    /// <param name="sampleCount">The number of training samples; null for the population.</param>
    /// <param name="signTargets">True for targets ±1: the sign of w* x + ε, as the logistic and exponential loss take them.</param>
    /// <exception cref="ConfigException">Σ is not a covariance matrix, shapes disagree, or there are no samples.</exception>
    public GaussianTask(
        IReadOnlyList<ModalityBlock> modalities,
        double[,] covariance,
        double[,] trueWeights,
        double noise = 0,
        int? sampleCount = null,
        bool signTargets = false)
    {
        if (sampleCount is < 1)
        {
            throw new ConfigException($"data.samples is {sampleCount}; it must be at least 1, or \"population\".");
        }

        var real = TaskStatistics.FromCovariance(covariance, trueWeights, modalities, noise);
        Population = signTargets ? Signs(real) : real;
        SignTargets = signTargets;
        Covariance = Matrix<double>.Build.DenseOfArray(covariance);
        TrueWeights = Matrix<double>.Build.DenseOfArray(trueWeights);
        Noise = noise;
        SampleCount = sampleCount;
        root = new Lazy<double[]>(SquareRoot);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModalityBlock> Modalities => Population.Modalities;

    /// <inheritdoc/>
    public int Outputs => TrueWeights.RowCount;

    /// <inheritdoc/>
    public int? SampleCount { get; }

    /// <summary>Σ, <c>[D, D]</c>.</summary>
    public Matrix<double> Covariance { get; }

    /// <summary>w*, <c>[O, D]</c>.</summary>
    public Matrix<double> TrueWeights { get; }

    /// <summary>The standard deviation of ε.</summary>
    public double Noise { get; }

    /// <summary>True for targets ±1.</summary>
    public bool SignTargets { get; }

    /// <summary>The exact statistics.</summary>
    public TaskStatistics Population { get; }

    /// <inheritdoc/>
    public TaskStatistics Statistics(ulong seed) => SampleCount is int count ? Samples(seed, count).Statistics() : Population;

    /// <inheritdoc/>
    public TaskSamples Samples(ulong seed, int count, string set = "train")
    {
        int d = Covariance.RowCount;
        var inputs = new RandomNumbers(new RandomStream(seed, $"task/{set}/inputs"));
        var noise = new RandomNumbers(new RandomStream(seed, $"task/{set}/noise"));
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
                    x[i] += root.Value[(i * d) + j] * white[j];
                }
            }

            for (int o = 0; o < Outputs; o++)
            {
                double y = 0;
                for (int i = 0; i < d; i++)
                {
                    y += TrueWeights[o, i] * x[i];
                }

                y += Noise > 0 ? Noise * noise.NextNormal() : 0;
                targets[(p * Outputs) + o] = SignTargets ? (y < 0 ? -1 : 1) : y;
            }
        }

        return new TaskSamples(Modalities, Outputs, values, targets);
    }

    /// <summary>⟨sign(y) x⟩ = √(2/π) ⟨y x⟩ / √⟨y²⟩ for jointly normal x and y (Bussgang, 1952); one output.</summary>
    private static TaskStatistics Signs(TaskStatistics real) => real.Outputs == 1
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
