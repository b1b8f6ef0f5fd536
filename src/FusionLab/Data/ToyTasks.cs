using System.Globalization;
using FusionLab.Linear;

namespace FusionLab.Data;

/// <summary>Makes toy tasks from the <c>data</c> block of a config.</summary>
public static class ToyTasks
{
    internal const string Gaussian = "gaussian";
    internal const string Random = "random";
    internal const string Xor = "xor";
    internal const string Fission = "fission";

    /// <summary>The value of <c>data.samples</c> that stands for the exact correlations.</summary>
    public const string Population = "population";

    internal const string DefaultSamples = "8192";

    /// <summary>The task that a replica learns.</summary>
    /// <param name="config">The <c>data</c> block.</param>
    /// <param name="seed">The replica's seed; it matters to <c>random</c>, where every seed has a task of its own.</param>
    /// <exception cref="ConfigException">The config contradicts itself; the message starts with the key.</exception>
    public static IToyTask Create(DataConfig config, ulong seed)
    {
        config.RefuseForeignKeys();
        RefuseTwoCovariances(config);
        return config.Kind switch
        {
            Gaussian => GaussianOf(config),
            Fission => FissionOf(config),
            Random => new RandomTask(Dimensions(config, 10).Sum(), config.MaximumRatio ?? 20, SampleCount(config)).Draw(seed),
            Xor => new XorTask(config.LinearVariance ?? 1, SampleCount(config) ?? throw new ConfigException(
                "data.samples is \"population\"; the xor task needs a number of samples: "
                + "nonlinear networks have no correlations to learn from.")),
            _ => throw new ConfigException(
                $"data.kind is \"{config.Kind}\"; a toy task is \"{Gaussian}\", \"{Random}\", \"{Xor}\" or \"{Fission}\"."),
        };
    }

    private static GaussianTask GaussianOf(DataConfig config)
    {
        if (config is { Covariance: { } rows, Dimensions: null } && (rows.Count < 2 || rows.Count % 2 != 0))
        {
            throw new ConfigException(
                $"data.covariance has {rows.Count} rows; without data.dimensions it needs an even number of at least 2, "
                + "half of them for each of two modalities.");
        }

        int[] dimensions = Dimensions(config, config.Covariance is null ? 1 : config.Covariance.Count / 2);
        var modalities = dimensions.Select((d, m) => new ModalityBlock(((char)('a' + m)).ToString(), d)).ToArray();
        var covariance = CovarianceOf(config, dimensions);
        var target = Target(config, covariance.GetLength(0));
        return new GaussianTask(modalities, covariance, target, config.Noise ?? 0, SampleCount(config), config.Labels == "sign");
    }

    /// <summary>One scalar input, of standard deviation 2, and as many targets as there are weights, as in the authors' code.</summary>
    private static GaussianTask FissionOf(DataConfig config)
    {
        var target = config.Target is { Count: > 0 } given ? given : [0.5, 1];
        var weights = new double[target.Count, 1];
        for (int o = 0; o < target.Count; o++)
        {
            weights[o, 0] = target[o];
        }

        double sigma = config.SigmaA ?? 2;
        return new GaussianTask([new("a", 1)], new[,] { { sigma * sigma } }, weights, config.Noise ?? 0, SampleCount(config));
    }

    private static int[] Dimensions(DataConfig config, int size) => config switch
    {
        { Dimensions: { Count: > 0 } dimensions } => [.. dimensions],
        { Variances: { Count: > 0 } variances } => [.. variances.Select(_ => size)],
        _ => [size, size],
    };

    private static double[,] CovarianceOf(DataConfig config, int[] dimensions)
    {
        int d = dimensions.Sum();
        if (config.Covariance is { } rows)
        {
            return CovarianceMatrix.FromRows(rows, d);
        }

        if (config.Variances is { } variances)
        {
            return CovarianceMatrix.Uncorrelated(variances, dimensions);
        }

        if (d != 2 || dimensions.Length != 2)
        {
            throw new ConfigException(
                $"data.dimensions is [{string.Join(", ", dimensions)}]; rho, sigmaA and sigmaB describe two scalar modalities only: "
                + "give data.variances or data.covariance.");
        }

        return CovarianceMatrix.Bimodal(config.Rho ?? 0, config.SigmaA ?? 1, config.SigmaB ?? 1);
    }

    private static double[,] Target(DataConfig config, int features)
    {
        var given = config.Target is { Count: > 0 } target ? target : [1.0];
        if (given.Count != 1 && given.Count != features)
        {
            throw new ConfigException(
                $"data.target has {given.Count} weights for {features} features; give one weight a feature, or a single one for all.");
        }

        var weights = new double[1, features];
        for (int i = 0; i < features; i++)
        {
            weights[0, i] = given[given.Count == 1 ? 0 : i];
        }

        return weights;
    }

    private static int? SampleCount(DataConfig config)
    {
        string samples = config.Samples ?? DefaultSamples;
        return samples == Population ? null
            : int.TryParse(samples, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count
            : throw new ConfigException($"data.samples is \"{samples}\"; it must be \"population\" or a number of samples, 1 or more.");
    }

    private static void RefuseTwoCovariances(DataConfig config)
    {
        bool isBimodal = config.Rho is not null || config.SigmaA is not null || config.SigmaB is not null;
        if ((isBimodal ? 1 : 0) + (config.Covariance is null ? 0 : 1) + (config.Variances is null ? 0 : 1) > 1)
        {
            throw new ConfigException("data.covariance, data.variances and rho/sigmaA/sigmaB all describe Σ; give one of the three.");
        }
    }
}
