using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using FusionLab.Config;

namespace FusionLab.Networks;

/// <summary>
/// Describes a fusion network; the <c>network</c> block of a config. Layer numbers follow the paper: a network of depth
/// <c>L</c> fuses at layer <c>L_f</c>; each branch has layers 1..L_f−1 of its own, layer L_f takes all branches together,
/// layers L_f+1..L are shared, and the activation follows every layer but the last.
/// </summary>
/// <remarks>What a kind of network fixes, it overrides without a setter: it is then no key of that kind.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = ConfigKinds.Key)]
[JsonDerivedType(typeof(MlpConfig), "mlp")]
[JsonDerivedType(typeof(CnnConfig), "cnn")]
[JsonDerivedType(typeof(LinearConfig), "linear")]
[JsonDerivedType(typeof(ShallowConfig), "shallow")]
[JsonDerivedType(typeof(FissionConfig), "fission")]
public abstract record NetworkConfig
{
    // More than these are slips of the keyboard, and their products would leave the range of 64 bits.
    internal const int MostLayers = 10_000;
    internal const int MostUnits = 1_000_000;

    private const double DefaultSlope = 0.01;

    private readonly InitConfig? _init;

    /// <summary>
    /// "mlp" (fully connected), "cnn" (convolutional), "linear" (an MLP without activation), "shallow" (one linear layer) or
    /// "fission" (one shared hidden layer, one output branch for each output).
    /// </summary>
    [JsonIgnore]
    public string Kind => ConfigKinds.FindName(typeof(NetworkConfig), GetType());

    /// <summary>Layers from input to output, <c>L</c>. With <see cref="BranchDepths"/>, of the deepest branch.</summary>
    [Range(1, MostLayers)]
    public virtual int Depth { get; init; } = 5;

    /// <summary>
    /// The layer where the branches meet, <c>L_f</c>: 1 is early fusion, <see cref="Depth"/> late fusion; in a CNN, which convolution.
    /// </summary>
    [Range(1, MostLayers)]
    public virtual int FusionDepth { get => BranchDepths is { Count: > 0 } depths ? depths.Max() : field; init; } = 3;

    /// <summary>
    /// For branches of unequal depth (appendix E.4): the layers <c>L_m</c> of each modality up to and with its block of the fusion
    /// layer. The deepest takes the place of <see cref="FusionDepth"/>; the <c>L_c</c> = depth − deepest layers above are shared, so
    /// branch <c>m</c> has the total depth L_m + L_c.
    /// </summary>
    [Range(1, MostLayers)]
    public virtual IReadOnlyList<int>? BranchDepths { get; init; }

    /// <summary>Units in each hidden layer, and in each branch.</summary>
    [Range(1, MostUnits)]
    public virtual int Width { get; init; } = 500;

    /// <summary>"relu", "leakyRelu" or "linear".</summary>
    [AllowedValues(Networks.Activation.Relu, Networks.Activation.LeakyRelu, Networks.Activation.Linear)]
    public virtual string Activation { get; init; } = Networks.Activation.Linear;

    /// <summary>The slope of "leakyRelu" below zero.</summary>
    public virtual double Slope { get; init; } = DefaultSlope;

    /// <summary>Whether layers have biases.</summary>
    public bool Bias { get; init; }

    /// <summary>
    /// How the weights start; by default "pytorch" for "mlp" and "cnn"; for the others "normal" with s.d. 1e-9 up to two layers,
    /// "deep" with u0 = 0.1 above.
    /// </summary>
    [AllowNull]
    public InitConfig Init { get => (_init ?? new()).WithDefaults(OwnInit); init => _init = value; }

    /// <summary>The kind of initial weights that the network has where the config names none.</summary>
    private protected virtual string OwnInit => Depth <= 2 ? InitConfig.Normal : InitConfig.Deep;

    /// <summary>The last layer that can be the fusion layer, and the layers there are in words.</summary>
    private protected virtual (int Last, string Layers) FusionLimit => (Depth, $"{Depth} layers (network.depth)");

    /// <summary>Whether a modality's samples pass convolutions, so that they must be pictures.</summary>
    /// <param name="modality">The modality's name.</param>
    internal virtual bool SeesPictures(string modality) => false;

    /// <summary>Checks values, each valid by itself, against each other: all that can be checked without knowing the modalities.</summary>
    /// <exception cref="ConfigException">Two contradict each other.</exception>
    internal virtual void RefuseContradictions()
    {
        if (_init is { Kind: null, Scale: { } scale } && OwnInit == InitConfig.PyTorch)
        {
            throw new ConfigException("network.init.scale", string.Create(
                CultureInfo.InvariantCulture,
                $"is {scale}, but this network starts from \"{InitConfig.PyTorch}\", which has no scale; "
                + $"set network.init.kind to \"{InitConfig.Normal}\" or \"{InitConfig.Deep}\"."));
        }

        // A config as resolved says the slope 0.01 of every activation.
        if (Slope != DefaultSlope && Activation != Networks.Activation.LeakyRelu)
        {
            throw new ConfigException("network.slope", string.Create(
                CultureInfo.InvariantCulture,
                $"is {Slope}, but network.activation is \"{Activation}\", which has no slope; "
                + $"remove it, or choose \"{Networks.Activation.LeakyRelu}\"."));
        }

        if (BranchDepths is { } depths)
        {
            if (depths.Count == 0)
            {
                throw new ConfigException("network.branchDepths", "is empty; give one depth for each modality.");
            }

            foreach (var (m, depth) in depths.Index().Where(branch => branch.Item > Depth))
            {
                throw new ConfigException(
                    $"network.branchDepths.{m}",
                    $"is {depth}, but network.depth is {Depth}; a branch has 1 to {Depth} layers up to the fusion layer.");
            }
        }
        else if (FusionDepth > FusionLimit.Last)
        {
            throw new ConfigException(
                "network.fusionDepth",
                $"is {FusionDepth}, but the network has {FusionLimit.Layers}; "
                + $"choose 1 (early fusion) to {FusionLimit.Last} (late fusion).");
        }
    }
}

/// <summary>A fully connected network.</summary>
public sealed record MlpConfig : NetworkConfig
{
    /// <summary>Creates the description of the paper's MLP.</summary>
    public MlpConfig() => (Activation, Bias) = (Networks.Activation.Relu, true);

    /// <summary>
    /// Branches of their own kind, by modality: <c>mlp</c> for vectors, <c>cnn</c> for pictures, <c>identity</c> for embeddings that are
    /// computed already. A modality that is not named has an <c>mlp</c> of L_f − 1 layers. Null: none.
    /// </summary>
    public IReadOnlyDictionary<string, BranchConfig>? Branches { get; init; }

    private protected override string OwnInit => InitConfig.PyTorch;

    /// <inheritdoc/>
    internal override bool SeesPictures(string modality) => Branches?.GetValueOrDefault(modality) is CnnBranchConfig;

    /// <inheritdoc/>
    internal override void RefuseContradictions()
    {
        base.RefuseContradictions();
        if (Branches is not null && BranchDepths is not null)
        {
            throw new ConfigException(
                "network.branchDepths", "is set beside network.branches; leave it out, and give the branches their layers or convolutions.");
        }
    }
}

/// <summary>A branch of an <c>mlp</c>: what one modality passes before the fusion layer, which is fully connected.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = ConfigKinds.Key)]
[JsonDerivedType(typeof(MlpBranchConfig), "mlp")]
[JsonDerivedType(typeof(CnnBranchConfig), "cnn")]
[JsonDerivedType(typeof(IdentityBranchConfig), "identity")]
public abstract record BranchConfig
{
    /// <summary>
    /// <c>mlp</c> (fully connected layers), <c>cnn</c> (convolutions and a max-pooling) or <c>identity</c> (none: the fusion layer sees the
    /// modality itself).
    /// </summary>
    [JsonIgnore]
    public string Kind => ConfigKinds.FindName(typeof(BranchConfig), GetType());
}

/// <summary>Fully connected layers, with the network's activation after each.</summary>
public sealed record MlpBranchConfig : BranchConfig
{
    /// <summary>Layers before the fusion layer; null: L_f − 1.</summary>
    [Range(1, NetworkConfig.MostLayers)]
    public int? Layers { get; init; }

    /// <summary>Units in each; null: the network's width.</summary>
    [Range(1, NetworkConfig.MostUnits)]
    public int? Width { get; init; }
}

/// <summary>Convolutions, with the network's activation after each, then a max-pooling whose fields are the fusion layer's inputs.</summary>
public sealed record CnnBranchConfig : BranchConfig
{
    /// <summary>Channels of each convolution.</summary>
    [Range(1, NetworkConfig.MostUnits)]
    public int Channels { get; init; } = 32;

    /// <summary>Convolutions before the fusion layer; null: L_f − 1.</summary>
    [Range(1, NetworkConfig.MostLayers)]
    public int? Convolutions { get; init; }

    /// <summary>Height and width of each convolution's kernel; stride 1, no padding.</summary>
    [Range(1, int.MaxValue)]
    public int Kernel { get; init; } = 3;

    /// <summary>Height, width and stride of the max-pooling after the last convolution; 1 is none.</summary>
    [Range(1, int.MaxValue)]
    public int Pooling { get; init; } = 2;
}

/// <summary>No layers.</summary>
public sealed record IdentityBranchConfig : BranchConfig;

/// <summary>A convolutional network: the branches meet in one of the convolutions, one linear layer follows the pooling.</summary>
public sealed record CnnConfig : NetworkConfig
{
    /// <summary>Creates the description of the paper's CNN.</summary>
    public CnnConfig() => (Activation, Bias) = (Networks.Activation.Relu, true);

    /// <summary>Channels of each convolution.</summary>
    [Range(1, MostUnits)]
    public int Channels { get; init; } = 32;

    /// <summary>Convolutions from input to pooling, the fusion one included.</summary>
    [Range(1, MostLayers)]
    public int Convolutions { get; init; } = 5;

    /// <summary>Height and width of each convolution's kernel; stride 1, no padding.</summary>
    [Range(1, int.MaxValue)]
    public int Kernel { get; init; } = 3;

    /// <summary>Height, width and stride of the max-pooling after the last convolution; 1 is none.</summary>
    [Range(1, int.MaxValue)]
    public int Pooling { get; init; } = 2;

    /// <inheritdoc/>
    public override int Depth => Convolutions + 1;

    /// <inheritdoc/>
    internal override bool SeesPictures(string modality) => true;

    /// <inheritdoc/>
    public override IReadOnlyList<int>? BranchDepths => null;

    /// <summary>The channels, which the theory takes for units.</summary>
    public override int Width => Channels;

    private protected override string OwnInit => InitConfig.PyTorch;

    private protected override (int Last, string Layers) FusionLimit =>
        (Convolutions, $"{Convolutions} convolutions (network.convolutions)");
}

/// <summary>A fully connected network without activation.</summary>
public sealed record LinearConfig : NetworkConfig
{
    /// <inheritdoc/>
    public override string Activation => Networks.Activation.Linear;

    /// <inheritdoc/>
    public override double Slope => base.Slope;
}

/// <summary>One linear layer over all modalities.</summary>
public sealed record ShallowConfig : NetworkConfig
{
    /// <inheritdoc/>
    public override int Depth => 1;

    /// <inheritdoc/>
    public override int FusionDepth => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<int>? BranchDepths => null;

    /// <summary>There is no hidden layer; the theory of one layer takes any width.</summary>
    public override int Width => base.Width;

    /// <inheritdoc/>
    public override string Activation => Networks.Activation.Linear;

    /// <inheritdoc/>
    public override double Slope => base.Slope;
}

/// <summary>The mirror image of late fusion: one hidden layer over the whole input, one output branch for each output.</summary>
public sealed record FissionConfig : NetworkConfig
{
    /// <inheritdoc/>
    public override int Depth => 2;

    /// <inheritdoc/>
    public override int FusionDepth => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<int>? BranchDepths => null;
}

/// <summary>How the weights of a network start.</summary>
public sealed record InitConfig
{
    /// <summary>PyTorch's default for linear and convolutional layers: weights and biases uniform in ±1/√(fan in).</summary>
    public const string PyTorch = "pytorch";

    /// <summary>Every weight and bias from N(0, <see cref="Scale"/>²), as in the paper's two-layer networks.</summary>
    public const string Normal = "normal";

    /// <summary>
    /// The paper's deep linear networks (appendix J): each pre-fusion matrix has the expected Frobenius norm u0 =
    /// <see cref="Scale"/>; the fusion layer and later ones √M·u0, where M is the number of modalities. Biases start at 0.
    /// </summary>
    public const string Deep = "deep";

    /// <summary>
    /// "pytorch" (uniform in ±1/√(fan in)), "normal" (N(0, scale²)) or "deep" (matrices of norm u0 = scale); null is the network's own.
    /// </summary>
    [AllowedValues(PyTorch, Normal, Deep)]
    public string? Kind { get; init; }

    /// <summary>The standard deviation of "normal" (default 1e-9), or u0 of "deep" (default 0.1); "pytorch" has none.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? Scale { get; init; }

    /// <summary>The same, with every default filled in.</summary>
    /// <param name="own">The kind that the network has of its own.</param>
    internal InitConfig WithDefaults(string own)
    {
        string kind = Kind ?? own;
        return new InitConfig { Kind = kind, Scale = Scale ?? kind switch { Normal => 1e-9, Deep => 0.1, _ => 1 } };
    }
}
