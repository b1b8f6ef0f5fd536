using System.ComponentModel.DataAnnotations;

namespace FusionLab.Data;

/// <summary>The <c>data</c> block of a config.</summary>
public sealed partial record DataConfig
{
    /// <summary>The kind of images that are corrupted for each modality.</summary>
    internal const string NoisyMnist = "noisyMnist";

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
    public string Source { get; init; } = AnySource;

    /// <summary>The folder with the four IDX files; null: <c>FUSIONLAB_DATA</c>, then data/mnist, then a download.</summary>
    public string? Root { get; init; }

    /// <summary>Folders on the web to download from, in turn; null: the published mirrors.</summary>
    public IReadOnlyList<string>? Mirrors { get; init; }

    /// <summary>
    /// The names of the modalities. noisyMnist: each sees its own corrupted copy of the image; null: <c>a</c> and <c>b</c>. arrays:
    /// those of the file that are used, in this order; null: all of them.
    /// </summary>
    /// <remarks>Null and not a filled list, because configuration binders append to a list that is there already.</remarks>
    [RegularExpression("[^\\x00-\\x20,./\\\\\"]+", ErrorMessage = "a name without blanks, commas, dots, slashes and quotes")]
    public IReadOnlyList<string>? Modalities { get; init; }

    /// <summary>
    /// arrays: the .npz file with train_NAME and test_NAME for every modality, train_labels and test_labels, as numpy.savez writes it; as
    /// seen from the working directory.
    /// </summary>
    public string? File { get; init; }

    /// <summary>
    /// arrays: <c>modality</c> (by default) gives all numbers of a modality together mean 0 and standard deviation 1, <c>feature</c> every
    /// feature, <c>none</c> leaves them; both measured on the training samples. A modality that is switched off is 0 afterwards.
    /// </summary>
    [AllowedValues(Normalization.OfModality, Normalization.OfFeature, Normalization.None)]
    public string? Normalize { get; init; }

    /// <summary>Train on the first so many samples only; null: on all.</summary>
    [Range(1, int.MaxValue)]
    public int? TrainSamples { get; init; }

    /// <summary>Evaluate on the first so many test samples only; null: on all.</summary>
    [Range(1, int.MaxValue)]
    public int? TestSamples { get; init; }

    /// <summary>What corruption does and whom it strikes.</summary>
    public CorruptionConfig Corruption { get; init; } = new();

    /// <summary>The same config with every list filled in, as it is recorded with a run.</summary>
    /// <exception cref="ConfigException">The keys contradict each other, or belong to another kind of data.</exception>
    /// <exception cref="DataException">
    /// The file of one's own arrays cannot be read; it is opened where modalities are not named.
    /// </exception>
    public DataConfig Resolved()
    {
        RefuseForeignKeys();
        return IsToy ? ResolvedToy() : IsArrays ? ResolvedArrays() : this with
        {
            Modalities = WithDistinctNames(Modalities ?? ["a", "b"]),
            Corruption = Corruption with { Patterns = Corruption.Patterns ?? CorruptionConfig.AuthorsPatterns },
        };
    }

    private static IReadOnlyList<string> WithDistinctNames(IReadOnlyList<string> names) =>
        names.Count == 0 ? throw new ConfigException("data.modalities", "is empty; name at least one.")
        : names.Any(name => name.Length == 0) || names.Distinct().Count() < names.Count
            ? throw new ConfigException("data.modalities", "needs distinct, non-empty names.")
        : names;
}
