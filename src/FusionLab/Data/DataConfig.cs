using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using FusionLab.Config;

namespace FusionLab.Data;

/// <summary>The <c>data</c> block of a config.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = ConfigKinds.Key)]
[JsonDerivedType(typeof(NoisyMnistConfig), "noisyMnist")]
[JsonDerivedType(typeof(GaussianConfig), "gaussian")]
[JsonDerivedType(typeof(RandomConfig), "random")]
[JsonDerivedType(typeof(XorConfig), "xor")]
[JsonDerivedType(typeof(FissionTaskConfig), "fission")]
[JsonDerivedType(typeof(ArraysConfig), "arrays")]
public abstract record DataConfig
{
    /// <summary>
    /// The task: <c>noisyMnist</c>, or one of the toy tasks: <c>gaussian</c> (a linear target), <c>random</c> (another random
    /// Gaussian task for every seed), <c>xor</c> (a linear modality beside XOR) or <c>fission</c> (one input, two targets), or
    /// <c>arrays</c>: one's own, from a file.
    /// </summary>
    [JsonIgnore]
    public string Kind => ConfigKinds.FindName(typeof(DataConfig), GetType());

    /// <summary>Checks values, each valid by itself, against each other, and fills in what the data themselves decide.</summary>
    /// <exception cref="ConfigException">Two values contradict each other.</exception>
    /// <exception cref="DataException">
    /// The file of one's own arrays cannot be read; it is opened where modalities are not named.
    /// </exception>
    internal abstract DataConfig Complete();
}

/// <summary>Samples from files, for training and for tests.</summary>
public abstract record ClassificationConfig : DataConfig
{
    /// <summary>
    /// The names of the modalities. noisyMnist: each sees its own corrupted copy of the image; <c>a</c> and <c>b</c> by default.
    /// arrays: those of the file that are used, in this order; null: all of them.
    /// </summary>
    [RegularExpression("[^\\x00-\\x20,./\\\\\"]+", ErrorMessage = "a name without blanks, commas, dots, slashes and quotes")]
    public IReadOnlyList<string>? Modalities { get; init; }

    /// <summary>
    /// Train on the first so many samples only; null: on all. arrays: where the first ones lack classes, as in a file that is sorted by
    /// class, as many of every class as its share.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int? TrainSamples { get; init; }

    /// <summary>Evaluate on the first so many test samples only; null: on all. arrays: chosen as training samples are.</summary>
    [Range(1, int.MaxValue)]
    public int? TestSamples { get; init; }

    /// <summary>
    /// Training samples to keep for validation, of every class as many as its share: a fraction below 1, or their number. The same ones for
    /// every seed. Null: none, or those that a file of own arrays has (val_NAME, val_labels).
    /// </summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? Validation { get; init; }

    /// <summary>Checks that modalities are named and differ, and that validation samples can be counted.</summary>
    /// <exception cref="ConfigException">They cannot, there is no modality, or two are the same.</exception>
    private protected void RequireSamples()
    {
        if (Validation is >= 1 and var count && !double.IsInteger(count))
        {
            throw new ConfigException("data.validation", string.Create(
                CultureInfo.InvariantCulture, $"is {count}; it must be a fraction below 1, or a whole number of samples."));
        }

        if (Modalities is null or [])
        {
            throw new ConfigException("data.modalities", "is empty; name at least one.");
        }

        if (Modalities.Distinct().Count() < Modalities.Count)
        {
            throw new ConfigException("data.modalities", "needs distinct, non-empty names.");
        }
    }
}

/// <summary>Images of which each modality sees a copy, in some samples a corrupted one (appendix I).</summary>
public sealed record NoisyMnistConfig : ClassificationConfig
{
    /// <summary>Two modalities, as in the paper.</summary>
    public NoisyMnistConfig() => Modalities = ["a", "b"];

    /// <summary>
    /// The images: <c>auto</c> (MNIST, or synthetic digits where it can neither be found nor fetched), <c>mnist</c>,
    /// <c>fashionMnist</c> or <c>synthetic</c>. Only <c>auto</c> ever falls back.
    /// </summary>
    [AllowedValues("auto", "mnist", "fashionMnist", "synthetic")]
    public string Source { get; init; } = "auto";

    /// <summary>The folder with the four IDX files; null: <c>FUSIONLAB_DATA</c>, then data/mnist, then a download.</summary>
    public string? Root { get; init; }

    /// <summary>Folders on the web to download from, in turn; null: the published mirrors.</summary>
    public IReadOnlyList<string>? Mirrors { get; init; }

    /// <summary>What corruption does and whom it strikes.</summary>
    public CorruptionConfig Corruption { get; init; } = new();

    /// <inheritdoc/>
    internal override DataConfig Complete()
    {
        RequireSamples();
        Corruption.RefuseContradictions(Modalities!);
        return this;
    }
}

/// <summary>
/// How samples are corrupted (appendix I): a corrupted image is <c>signal·x + n</c>, <c>n ~ N(0, noise²)</c> per normalized
/// pixel. Which modalities it strikes is drawn afresh for every sample each time the sample is seen.
/// </summary>
public sealed record CorruptionConfig
{
    /// <summary>How much of the image is left in a corrupted one.</summary>
    public double Signal { get; init; } = 0.1;

    /// <summary>The standard deviation of the noise, in units of normalized pixels.</summary>
    [Range(0.0, double.MaxValue)]
    public double Noise { get; init; } = 0.15;

    /// <summary>
    /// The ways a sample can be corrupted; by default the mixture that the authors' code draws, which is the one that gives the
    /// published numbers: B 0.8, A 0.16, neither 0.04. (The paper's text says 0.6, 0.2, 0.2.)
    /// </summary>
    public IReadOnlyList<CorruptionPattern> Patterns { get; init; } =
    [
        new() { Corrupt = ["b"], Probability = 0.8 },
        new() { Corrupt = ["a"], Probability = 0.16 },
        new() { Corrupt = [], Probability = 0.04 },
    ];

    /// <summary>Checks that the patterns are a distribution over the modalities.</summary>
    /// <param name="modalities">The modalities' names.</param>
    /// <exception cref="ConfigException">They are none; the message names the key and what it must be.</exception>
    internal void RefuseContradictions(IReadOnlyList<string> modalities)
    {
        if (Patterns.Count == 0)
        {
            throw new ConfigException(
                "data.corruption.patterns", "is empty; the clean pattern is { \"corrupt\": [], \"probability\": 1 }.");
        }

        foreach (var (p, pattern) in Patterns.Index())
        {
            if (pattern.Corrupt.FirstOrDefault(name => !modalities.Contains(name)) is { } unknown)
            {
                throw new ConfigException(
                    $"data.corruption.patterns.{p}.corrupt", $"is \"{unknown}\"; it must be {ConfigRules.Choice(modalities)}.");
            }
        }

        double sum = Patterns.Sum(pattern => pattern.Probability);
        if (Math.Abs(sum - 1) > 1e-6)
        {
            throw new ConfigException($"the probabilities in data.corruption.patterns add up to {sum:0.######}; they must add up to 1.");
        }
    }
}

/// <summary>One way a sample can be corrupted.</summary>
public sealed record CorruptionPattern
{
    /// <summary>The modalities that are corrupted together; empty: the sample stays clean.</summary>
    public IReadOnlyList<string> Corrupt { get; init; } = [];

    /// <summary>How often it happens, in 0..1; the patterns' probabilities add up to 1.</summary>
    [Range(0.0, 1.0)]
    public double Probability { get; init; }
}

/// <summary>One's own arrays.</summary>
public sealed record ArraysConfig : ClassificationConfig
{
    /// <summary>
    /// The .npz file with train_NAME and test_NAME for every modality, train_labels and test_labels (for regression train_targets and
    /// test_targets), as numpy.savez writes it, and, if there are validation samples, val_NAME and val_labels (val_targets); as seen from
    /// the working directory.
    /// </summary>
    public string? File { get; init; }

    /// <summary>
    /// <c>modality</c> gives all numbers of a modality together mean 0 and standard deviation 1, <c>feature</c> every feature,
    /// <c>none</c> leaves them; all measured on the training samples. A branch that is switched off sees their mean. Real targets get mean 0
    /// and standard deviation 1 each, unless it is none; R² is the same either way.
    /// </summary>
    [AllowedValues(Normalization.OfModality, Normalization.OfFeature, Normalization.None)]
    public string Normalize { get; init; } = Normalization.OfModality;

    /// <inheritdoc/>
    internal override ArraysConfig Complete()
    {
        string file = File
            ?? throw new ConfigException("data.kind", "is \"arrays\", which needs data.file, the .npz file that holds them.");
        var complete = this with { Modalities = Modalities ?? ArrayTask.ListModalities(file) };
        complete.RequireSamples();
        ConfigRules.Check(complete, "data"); // names may come from the file
        return complete;
    }
}

/// <summary>A task that is drawn from a known distribution.</summary>
public abstract record ToyConfig : DataConfig
{
    /// <summary>
    /// How many samples every replica draws, or <c>population</c>: the exact correlations, the limit of infinitely many (not for
    /// xor).
    /// </summary>
    [RegularExpression(@"population|[1-9]\d{0,8}", ErrorMessage = "\"population\" or a number of samples from 1 to 999999999")]
    public string Samples { get; init; } = "8192";

    /// <inheritdoc/>
    internal override DataConfig Complete()
    {
        _ = ToyTasks.Create(this, seed: 1);
        return this;
    }
}

/// <summary>
/// Normally distributed features and a linear target. Σ is given by rho, sigmaA and sigmaB, by covariance or by variances.
/// </summary>
public sealed record GaussianConfig : ToyConfig
{
    /// <summary>The correlation ρ of two scalar modalities; 0 by default.</summary>
    [Range(-1.0, 1.0)]
    public double? Rho { get; init; }

    /// <summary>The standard deviation of the scalar modality a; 1 by default.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double? SigmaA { get; init; }

    /// <summary>The standard deviation of the scalar modality b; 1 by default.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double? SigmaB { get; init; }

    /// <summary>Σ as rows of a matrix, the modalities' features side by side; instead of rho, sigmaA, sigmaB and variances.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? Covariance { get; init; }

    /// <summary>The features of every modality; [1, 1] by default.</summary>
    [Range(1, 100_000)]
    public IReadOnlyList<int>? Dimensions { get; init; }

    /// <summary>Uncorrelated features, with this variance in every modality; instead of rho, sigmaA, sigmaB and covariance.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public IReadOnlyList<double>? Variances { get; init; }

    /// <summary>The true weights w*, one a feature, or a single one for all; [1] by default.</summary>
    public IReadOnlyList<double> Target { get; init; } = [1];

    /// <summary>The standard deviation of the noise on the target.</summary>
    [Range(0.0, double.MaxValue)]
    public double Noise { get; init; }

    /// <summary><c>real</c> targets, or their <c>sign</c> (±1), which the logistic and exponential loss need.</summary>
    [AllowedValues("real", "sign")]
    public string Labels { get; init; } = "real";
}

/// <summary>Another random Gaussian task for every seed.</summary>
public sealed record RandomConfig : ToyConfig
{
    /// <summary>The features of every modality; [10, 10] by default.</summary>
    [Range(1, 100_000)]
    public IReadOnlyList<int> Dimensions { get; init; } = [10, 10];

    /// <summary>Tasks whose predicted time ratio is larger are drawn again.</summary>
    [Range(1.0, double.MaxValue, MinimumIsExclusive = true)]
    public double MaximumRatio { get; init; } = 20;
}

/// <summary>A linear modality beside XOR.</summary>
public sealed record XorConfig : ToyConfig
{
    /// <summary>The variance of the linear modality.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double LinearVariance { get; init; } = 1;
}

/// <summary>One scalar input and several targets, as in the authors' code.</summary>
public sealed record FissionTaskConfig : ToyConfig
{
    /// <summary>The standard deviation of the input.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double SigmaA { get; init; } = 2;

    /// <summary>The true weights w*, one an output; [0.5, 1] by default.</summary>
    public IReadOnlyList<double> Target { get; init; } = [0.5, 1];

    /// <summary>The standard deviation of the noise on the targets.</summary>
    [Range(0.0, double.MaxValue)]
    public double Noise { get; init; }
}
