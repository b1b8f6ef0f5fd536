using System.Globalization;
using FusionLab.Linear;
using MathNet.Numerics.LinearAlgebra;
using static TorchSharp.torch;

namespace FusionLab.Data;

/// <summary>A task whose samples are drawn from a known distribution, so that its correlations can be computed exactly.</summary>
public interface IToyTask
{
    /// <summary>The modalities in the order of the features.</summary>
    IReadOnlyList<ModalityBlock> Modalities { get; }

    /// <summary>The number of real targets O.</summary>
    int Outputs { get; }

    /// <summary>The number of training samples; null for the population, the limit of infinitely many.</summary>
    int? SampleCount { get; }

    /// <summary>Computes Σ, Σ_yx and ⟨y²⟩ of the training set: exact for the population, else averages over the samples.</summary>
    /// <param name="seed">Names the draw.</param>
    TaskStatistics ComputeStatistics(ulong seed);

    /// <summary>Draws samples.</summary>
    /// <param name="seed">Names the draw.</param>
    /// <param name="count">How many.</param>
    /// <param name="set"><c>"train"</c>, <c>"test"</c>, …: sets of different names are independent.</param>
    TaskSamples Draw(ulong seed, int count, string set = "train");
}

/// <summary>Makes toy tasks from the <c>data</c> block of a config.</summary>
public static class ToyTasks
{
    /// <summary>The value of <c>data.samples</c> that stands for the exact correlations.</summary>
    public const string Population = "population";

    /// <summary>Modalities at most; they are named by letters.</summary>
    private const int MostModalities = 26;

    /// <summary>Numbers of all samples at most: inputs and targets, 8 bytes each.</summary>
    private const long MostNumbers = 100_000_000;

    /// <summary>Features of all modalities at most; Σ of more takes minutes and gigabytes.</summary>
    private const int MostFeatures = 4096;

    /// <summary>The same of a random task, whose every attempt inverts a matrix.</summary>
    private const int MostRandomFeatures = 500;

    /// <summary>Makes the task that a replica learns.</summary>
    /// <param name="config">The <c>data</c> block, each key of it valid by itself.</param>
    /// <param name="seed">The replica's seed; it matters to <c>random</c>, where every seed has a task of its own.</param>
    /// <exception cref="ConfigException">The config contradicts itself; the message starts with the key.</exception>
    public static IToyTask Create(ToyConfig config, ulong seed)
    {
        int? samples = config.Samples == Population ? null : int.Parse(config.Samples, CultureInfo.InvariantCulture);
        IToyTask task = config switch
        {
            GaussianConfig gaussian => CreateGaussian(gaussian, samples),
            FissionTaskConfig fission => CreateFission(fission, samples),
            RandomConfig { Dimensions: [var a, var b] dimensions } random when a == b =>
                new RandomTask(SumFeatures(dimensions, MostRandomFeatures), random.MaximumRatio, samples).Draw(seed),
            RandomConfig random => throw new ConfigException(
                "data.dimensions",
                $"is [{string.Join(", ", random.Dimensions)}]; random tasks have two modalities of one size, such as [10, 10]."),
            XorConfig xor => new XorTask(xor.LinearVariance, samples ?? throw new ConfigException(
                "data.samples", "is \"population\"; the xor task needs a number of samples: "
                + "nonlinear networks have no correlations to learn from.")),
            _ => throw new NotSupportedException($"There is no toy task of a {config.GetType().Name}."),
        };
        long numbers = task.Modalities.Sum(modality => (long)modality.Dimension) + task.Outputs;
        return samples is null || samples * numbers <= MostNumbers ? task : throw new ConfigException(
            "data.samples",
            $"is {samples}, at {numbers} numbers a sample more than fit into memory; take {MostNumbers / numbers} or fewer.");
    }

    /// <summary>
    /// Draws the training and test sets of a toy task as tensors, for networks that must be trained on samples (XOR, early-fusion
    /// ReLU); all replicas share them.
    /// </summary>
    /// <param name="config">The <c>data</c> block.</param>
    /// <param name="seed">Names the draw.</param>
    /// <param name="device">Where the tensors live.</param>
    /// <param name="dtype">Their type: that of the network.</param>
    /// <exception cref="ConfigException">The config contradicts itself, or asks for the population.</exception>
    public static TensorData DrawTensors(ToyConfig config, ulong seed, Device device, ScalarType dtype = ScalarType.Float32)
    {
        var task = Create(config, seed);
        int count = task.SampleCount ?? throw new ConfigException(
            "data.samples", "is \"population\"; this network is trained on samples: give their number, such as 8192.");
        var train = task.Draw(seed, count);
        var test = task.Draw(seed, count, "test");
        Modality[] modalities = [.. task.Modalities.Select(modality => new Modality(modality.Name, [modality.Dimension]))];
        return new TensorData(modalities, task.Outputs, Inputs(train), Targets(train), new EvaluationSet(Inputs(test), Targets(test)));

        Tensor[] Inputs(TaskSamples samples) =>
            [.. samples.Modalities.Select((modality, m) => Place(samples.SelectModality(m), modality.Dimension))]; // [P, D_m] each

        Tensor Targets(TaskSamples samples) => Place(samples.Targets, samples.Outputs); // [P, O]

        Tensor Place(double[] values, int columns)
        {
            using var scope = NewDisposeScope();
            return tensor(values, [count, columns], ScalarType.Float64).to(dtype).to(device).MoveToOuterDisposeScope();
        }
    }

    private static GaussianTask CreateGaussian(GaussianConfig config, int? samples)
    {
        bool isBimodal = config.Rho is not null || config.SigmaA is not null || config.SigmaB is not null;
        if ((isBimodal ? 1 : 0) + (config.Covariance is null ? 0 : 1) + (config.Variances is null ? 0 : 1) > 1)
        {
            throw new ConfigException("data.covariance, data.variances and rho/sigmaA/sigmaB all describe Σ; give one of the three.");
        }

        if (config is { Covariance: { } rows, Dimensions: null } && (rows.Count < 2 || rows.Count % 2 != 0))
        {
            throw new ConfigException(
                "data.covariance", $"has {rows.Count} rows; without data.dimensions it needs an even number of at least 2, "
                + "half of them for each of two modalities.");
        }

        int[] dimensions = Dimensions(config, config.Covariance is null ? 1 : config.Covariance.Count / 2);
        int features = SumFeatures(dimensions, MostFeatures);
        var covariance = Covariance(config, dimensions);
        var target = config.Target;
        if (target.Count != 1 && target.Count != features)
        {
            throw new ConfigException(
                "data.target", $"has {target.Count} weights for {features} features; give one weight a feature, or a single one for all.");
        }

        var modalities = dimensions.Select((d, m) => new ModalityBlock(((char)('a' + m)).ToString(), d)).ToArray();
        var weights = Matrix<double>.Build.Dense(1, features, (_, i) => target[target.Count == 1 ? 0 : i]);
        return new GaussianTask(modalities, covariance.ToArray(), weights.ToArray(), config.Noise, samples, config.Labels == "sign");
    }

    /// <summary>One scalar input, of standard deviation 2, and as many targets as there are weights, as in the authors' code.</summary>
    private static GaussianTask CreateFission(FissionTaskConfig config, int? samples)
    {
        if (config.Target.Count == 0)
        {
            throw new ConfigException("data.target", "is empty; give one weight an output.");
        }

        var weights = Matrix<double>.Build.Dense(config.Target.Count, 1, [.. config.Target]);
        return new GaussianTask([new("a", 1)], new[,] { { config.SigmaA * config.SigmaA } }, weights.ToArray(), config.Noise, samples);
    }

    /// <summary>The features of all modalities.</summary>
    /// <exception cref="ConfigException">There are none, or so many that their correlations would not fit into memory.</exception>
    private static int SumFeatures(IReadOnlyList<int> dimensions, int most)
    {
        if (dimensions.Count is 0 or > MostModalities)
        {
            throw new ConfigException("data.dimensions", $"names {dimensions.Count} modalities; a toy task has 1 to {MostModalities}.");
        }

        long features = dimensions.Sum(dimension => (long)dimension);
        return features <= most ? (int)features : throw new ConfigException(
            "data.dimensions", $"makes {features} features in all; such a task has {most} or fewer.");
    }

    private static int[] Dimensions(GaussianConfig config, int size) => config switch
    {
        { Dimensions: { Count: > 0 } dimensions } => [.. dimensions],
        { Variances: { Count: > 0 } variances } => [.. variances.Select(_ => size)],
        _ => [size, size],
    };

    /// <summary>Σ, <c>[D, D]</c>, in the one way of three that the config uses; a mistake is reported under the name of its key.</summary>
    private static Matrix<double> Covariance(GaussianConfig config, int[] dimensions)
    {
        int d = dimensions.Sum();
        if (config.Covariance is { } rows)
        {
            if (rows.Count != d)
            {
                throw new ConfigException(
                    "data.covariance", $"has {rows.Count} rows for {d} features (data.dimensions); give one a feature.");
            }

            if (rows.ToList().FindIndex(row => row.Count != d) is >= 0 and int wrong)
            {
                throw new ConfigException("data.covariance", $"has {rows[wrong].Count} entries in row {wrong + 1}; each row needs {d}.");
            }

            var given = Matrix<double>.Build.Dense(d, d, (i, j) => rows[i][j]);
            TaskStatistics.CheckCorrelationMatrix(given, "data.covariance");
            return given;
        }

        if (config.Variances is { } variances)
        {
            return variances.Count == dimensions.Length
                ? Matrix<double>.Build.DenseOfDiagonalArray([.. dimensions.SelectMany((size, m) => Enumerable.Repeat(variances[m], size))])
                : throw new ConfigException(
                    "data.variances", $"has {variances.Count} entries for {dimensions.Length} modalities; give one a modality.");
        }

        if (dimensions is not [1, 1])
        {
            throw new ConfigException(
                "data.dimensions", $"is [{string.Join(", ", dimensions)}]; rho, sigmaA and sigmaB describe two scalar modalities only: "
                + "give data.variances or data.covariance.");
        }

        // Two scalars: [σ_A², ρσ_Aσ_B; ρσ_Aσ_B, σ_B²].
        var (rho, sigmaA, sigmaB) = (config.Rho ?? 0, config.SigmaA ?? 1, config.SigmaB ?? 1);
        double shared = rho * sigmaA * sigmaB;
        return Matrix<double>.Build.DenseOfArray(new[,] { { sigmaA * sigmaA, shared }, { shared, sigmaB * sigmaB } });
    }
}

/// <summary>
/// A linear modality beside one that only a nonlinear network can read: y = x_A + XOR(x_B) with x_A ~ N(0, Var), XOR = +1 where
/// the signs of x_B differ and −1 where they agree (figure 12). The four corners of {±1}² take turns, as in the authors'
/// data: drawn at random, their imbalance would be a faint linear signal, enough to free networks that the paper finds stuck.
/// </summary>
/// <param name="linearVariance">The variance of x_A, above 0.</param>
/// <param name="sampleCount">The number of training samples, 1 or more.</param>
public sealed class XorTask(double linearVariance, int sampleCount = 8192) : IToyTask
{
    private readonly double _deviation = Math.Sqrt(linearVariance);

    /// <inheritdoc/>
    public IReadOnlyList<ModalityBlock> Modalities { get; } = [new("a", 1), new("b", 2)];

    /// <inheritdoc/>
    public int Outputs => 1;

    /// <inheritdoc/>
    public int? SampleCount => sampleCount;

    /// <inheritdoc/>
    public TaskStatistics ComputeStatistics(ulong seed) => Draw(seed, sampleCount).ComputeStatistics();

    /// <inheritdoc/>
    public TaskSamples Draw(ulong seed, int count, string set = "train")
    {
        var linear = new RandomNumbers(new RandomStream(seed, $"task/{set}/inputs"));
        var values = new double[count * 3];
        var targets = new double[count];
        for (int p = 0; p < count; p++)
        {
            double first = (p & 1) == 0 ? -1 : 1;
            double second = (p & 2) == 0 ? -1 : 1;
            double x = _deviation * linear.NextNormal();
            (values[3 * p], values[(3 * p) + 1], values[(3 * p) + 2]) = (x, first, second);
            targets[p] = x - (first * second);
        }

        return new TaskSamples(Modalities, Outputs, values, targets);
    }
}
