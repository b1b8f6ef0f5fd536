using System.ComponentModel.DataAnnotations;

namespace FusionLab.Data;

/// <summary>The <c>data</c> block of a config.</summary>
public sealed partial record DataConfig
{
    /// <summary>
    /// The task: <c>noisyMnist</c>, or one of the toy tasks: <c>gaussian</c> (a linear target), <c>random</c> (another random
    /// Gaussian task for every seed), <c>xor</c> (a linear modality beside XOR) or <c>fission</c> (one input, two targets).
    /// </summary>
    [AllowedValues("noisyMnist", "gaussian", "random", "xor", "fission")]
    public string Kind { get; init; } = "noisyMnist";

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

    /// <summary>The names of the modalities, each of which sees its own corrupted copy of the image; null: <c>a</c> and <c>b</c>.</summary>
    /// <remarks>Null and not a filled list, because configuration binders append to a list that is there already.</remarks>
    public IReadOnlyList<string>? Modalities { get; init; }

    /// <summary>Train on the first so many samples only; null: on all.</summary>
    [Range(1, int.MaxValue)]
    public int? TrainSamples { get; init; }

    /// <summary>Evaluate on the first so many test samples only; null: on all.</summary>
    [Range(1, int.MaxValue)]
    public int? TestSamples { get; init; }

    /// <summary>What corruption does and whom it strikes.</summary>
    public CorruptionConfig Corruption { get; init; } = new();

    /// <summary>The same config with every list filled in, as it is recorded with a run.</summary>
    /// <exception cref="ConfigException">A toy task contradicts itself, or has keys of another task.</exception>
    public DataConfig Resolved() => IsToy ? ResolvedToy() : this with
    {
        Modalities = Modalities ?? ["a", "b"],
        Corruption = Corruption with { Patterns = Corruption.Patterns ?? CorruptionConfig.AuthorsPatterns },
    };
}
