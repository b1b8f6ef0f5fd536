using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using FusionLab.Config;

namespace FusionLab.Data;

/// <summary>The <c>data</c> block of a config. Which keys belong depends on the kind; those of other kinds are refused.</summary>
public sealed record DataConfig
{
    /// <summary>The kind of images that are corrupted for each modality.</summary>
    internal const string NoisyMnist = "noisyMnist";

    /// <summary>The kind of one's own arrays.</summary>
    internal const string Arrays = "arrays";

    private const string AnySource = "auto";

    /// <summary>
    /// The task: <c>noisyMnist</c>, or one of the toy tasks: <c>gaussian</c> (a linear target), <c>random</c> (another random
    /// Gaussian task for every seed), <c>xor</c> (a linear modality beside XOR) or <c>fission</c> (one input, two targets), or
    /// <c>arrays</c>: one's own, from a file.
    /// </summary>
    [AllowedValues(NoisyMnist, "gaussian", "random", "xor", "fission", Arrays)]
    public string Kind { get; init; } = NoisyMnist;

    /// <summary>
    /// The images: <c>auto</c> (MNIST, or synthetic digits where it can neither be found nor fetched), <c>mnist</c>,
    /// <c>fashionMnist</c> or <c>synthetic</c>. Only <c>auto</c> ever falls back.
    /// </summary>
    [AllowedValues(AnySource, "mnist", "fashionMnist", "synthetic")]
    [ForKinds(NoisyMnist)]
    public string Source { get; init; } = AnySource;

    /// <summary>The folder with the four IDX files; null: <c>FUSIONLAB_DATA</c>, then data/mnist, then a download.</summary>
    [ForKinds(NoisyMnist)]
    public string? Root { get; init; }

    /// <summary>Folders on the web to download from, in turn; null: the published mirrors.</summary>
    [ForKinds(NoisyMnist)]
    public IReadOnlyList<string>? Mirrors { get; init; }

    /// <summary>
    /// The names of the modalities. noisyMnist: each sees its own corrupted copy of the image; null: <c>a</c> and <c>b</c>. arrays:
    /// those of the file that are used, in this order; null: all of them.
    /// </summary>
    /// <remarks>Null and not a filled list, because configuration binders append to a list that is there already.</remarks>
    [RegularExpression("[^\\x00-\\x20,./\\\\\"]+", ErrorMessage = "a name without blanks, commas, dots, slashes and quotes")]
    [ForKinds(NoisyMnist, Arrays)]
    public IReadOnlyList<string>? Modalities { get; init; }

    /// <summary>
    /// arrays: the .npz file with train_NAME and test_NAME for every modality, train_labels and test_labels, as numpy.savez writes it; as
    /// seen from the working directory.
    /// </summary>
    [ForKinds(Arrays)]
    public string? File { get; init; }

    /// <summary>
    /// arrays: <c>modality</c> (by default) gives all numbers of a modality together mean 0 and standard deviation 1, <c>feature</c> every
    /// feature, <c>none</c> leaves them; both measured on the training samples. A modality that is switched off is 0 afterwards.
    /// </summary>
    [AllowedValues(Normalization.OfModality, Normalization.OfFeature, Normalization.None)]
    [ForKinds(Arrays)]
    public string? Normalize { get; init; }

    /// <summary>Train on the first so many samples only; null: on all.</summary>
    [Range(1, int.MaxValue)]
    [ForKinds(NoisyMnist, Arrays)]
    public int? TrainSamples { get; init; }

    /// <summary>Evaluate on the first so many test samples only; null: on all.</summary>
    [Range(1, int.MaxValue)]
    [ForKinds(NoisyMnist, Arrays)]
    public int? TestSamples { get; init; }

    /// <summary>What corruption does and whom it strikes.</summary>
    [ForKinds(NoisyMnist)]
    public CorruptionConfig Corruption { get; init; } = new();

    /// <summary>gaussian: the correlation ρ of two scalar modalities; 0 by default.</summary>
    [Range(-1.0, 1.0)]
    [ForKinds(ToyTasks.Gaussian)]
    public double? Rho { get; init; }

    /// <summary>gaussian: the standard deviation of the scalar modality a; 1 by default. fission: of the input; 2 by default.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    [ForKinds(ToyTasks.Gaussian, ToyTasks.Fission)]
    public double? SigmaA { get; init; }

    /// <summary>gaussian: the standard deviation of the scalar modality b; 1 by default.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    [ForKinds(ToyTasks.Gaussian)]
    public double? SigmaB { get; init; }

    /// <summary>
    /// gaussian: Σ as rows of a matrix, the modalities' features side by side; instead of rho, sigmaA, sigmaB and variances.
    /// </summary>
    [ForKinds(ToyTasks.Gaussian)]
    public IReadOnlyList<IReadOnlyList<double>>? Covariance { get; init; }

    /// <summary>gaussian, random: the features of every modality; [1, 1] by default, [10, 10] for random.</summary>
    [Range(1, 100_000)]
    [ForKinds(ToyTasks.Gaussian, ToyTasks.Random)]
    public IReadOnlyList<int>? Dimensions { get; init; }

    /// <summary>
    /// gaussian: uncorrelated features, with this variance in every modality; instead of rho, sigmaA, sigmaB and covariance.
    /// </summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    [ForKinds(ToyTasks.Gaussian)]
    public IReadOnlyList<double>? Variances { get; init; }

    /// <summary>
    /// gaussian: the true weights w*, one a feature, or a single one for all; [1] by default. fission: one an output; [0.5, 1] by
    /// default.
    /// </summary>
    [ForKinds(ToyTasks.Gaussian, ToyTasks.Fission)]
    public IReadOnlyList<double>? Target { get; init; }

    /// <summary>gaussian, fission: the standard deviation of the noise on the target; 0 by default.</summary>
    [Range(0.0, double.MaxValue)]
    [ForKinds(ToyTasks.Gaussian, ToyTasks.Fission)]
    public double? Noise { get; init; }

    /// <summary>
    /// gaussian: <c>real</c> targets, or their <c>sign</c> (±1), which the logistic and exponential loss need; real by default.
    /// </summary>
    [AllowedValues("real", "sign")]
    [ForKinds(ToyTasks.Gaussian)]
    public string? Labels { get; init; }

    /// <summary>
    /// gaussian, random, xor, fission: how many samples every replica draws, or <c>population</c>: the exact correlations, the limit of
    /// infinitely many (not for xor); 8192 by default.
    /// </summary>
    [RegularExpression(@"population|[1-9]\d{0,8}", ErrorMessage = "\"population\" or a number of samples, 1 or more")]
    [ForKinds(ToyTasks.Gaussian, ToyTasks.Random, ToyTasks.Xor, ToyTasks.Fission)]
    public string? Samples { get; init; }

    /// <summary>xor: the variance of the linear modality; 1 by default.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    [ForKinds(ToyTasks.Xor)]
    public double? LinearVariance { get; init; }

    /// <summary>random: tasks whose predicted time ratio is larger are drawn again; 20 by default.</summary>
    [Range(1.0, double.MaxValue, MinimumIsExclusive = true)]
    [ForKinds(ToyTasks.Random)]
    public double? MaximumRatio { get; init; }

    /// <summary>True for images that are corrupted for each modality.</summary>
    [JsonIgnore]
    public bool IsImages => Kind == NoisyMnist;

    /// <summary>True for one's own arrays.</summary>
    [JsonIgnore]
    public bool IsArrays => Kind == Arrays;

    /// <summary>True for the tasks that are drawn from a known distribution.</summary>
    [JsonIgnore]
    public bool IsToy => Kind is ToyTasks.Gaussian or ToyTasks.Random or ToyTasks.Xor or ToyTasks.Fission;

    /// <summary>The same config with every list filled in, as it is recorded with a run.</summary>
    /// <exception cref="ConfigException">The keys contradict each other, or belong to another kind of data.</exception>
    /// <exception cref="DataException">
    /// The file of one's own arrays cannot be read; it is opened where modalities are not named.
    /// </exception>
    public DataConfig Resolved()
    {
        ConfigRules.RefuseForeignKeys(this, "data");
        return IsToy ? ResolvedToy() : IsArrays ? ResolvedArrays() : this with
        {
            Modalities = WithDistinctNames(Modalities ?? ["a", "b"]),
            Corruption = Corruption with { Patterns = Corruption.Patterns ?? CorruptionConfig.AuthorsPatterns },
        };
    }

    private DataConfig ResolvedToy()
    {
        _ = ToyTasks.Create(this, seed: 1);
        return this with { Samples = Samples ?? ToyTasks.DefaultSamples };
    }

    private DataConfig ResolvedArrays()
    {
        string file = File
            ?? throw new ConfigException("data.kind", "is \"arrays\", which needs data.file, the .npz file that holds them.");
        var names = Modalities ?? ArrayTask.ListModalities(file);
        var resolved = this with { Modalities = WithDistinctNames(names), Normalize = Normalize ?? Normalization.OfModality };
        ConfigRules.Check(resolved, "data"); // names may come from the file
        return resolved;
    }

    private static IReadOnlyList<string> WithDistinctNames(IReadOnlyList<string> names) =>
        names.Count == 0 ? throw new ConfigException("data.modalities", "is empty; name at least one.")
        : names.Any(name => name.Length == 0) || names.Distinct().Count() < names.Count
            ? throw new ConfigException("data.modalities", "needs distinct, non-empty names.")
        : names;
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

    /// <summary>The ways a sample can be corrupted; null: the mixture of the authors' code (B 0.8, A 0.16, neither 0.04).</summary>
    public IReadOnlyList<CorruptionPattern>? Patterns { get; init; }

    /// <summary>
    /// The mixture the authors' code draws, which is the one that gives the published numbers: B 0.8, A 0.16, neither 0.04.
    /// (The paper's text says 0.6, 0.2, 0.2.)
    /// </summary>
    public static IReadOnlyList<CorruptionPattern> AuthorsPatterns { get; } =
    [
        new() { Corrupt = ["b"], Probability = 0.8 },
        new() { Corrupt = ["a"], Probability = 0.16 },
        new() { Corrupt = [], Probability = 0.04 },
    ];
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
