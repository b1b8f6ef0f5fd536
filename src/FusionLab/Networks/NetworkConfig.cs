using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FusionLab.Config;

namespace FusionLab.Networks;

/// <summary>
/// Describes a fusion network; the <c>network</c> block of a config. Layer numbers follow the paper: a network of depth
/// <c>L</c> fuses at layer <c>L_f</c>; each branch has layers 1..L_f−1 of its own, layer L_f takes all branches together,
/// layers L_f+1..L are shared, and the activation follows every layer but the last.
/// </summary>
public sealed record NetworkConfig
{
    internal const string Mlp = "mlp";
    internal const string Cnn = "cnn";
    internal const string Linear = "linear";
    internal const string Shallow = "shallow";
    internal const string Fission = "fission";

    // More than these are slips of the keyboard, and their products would leave the range of 64 bits.
    private const int MostLayers = 10_000;
    private const int MostUnits = 1_000_000;

    /// <summary>
    /// "mlp" (fully connected), "cnn" (convolutional), "linear" (an MLP without activation), "shallow" (one linear layer) or
    /// "fission" (one shared hidden layer, one output branch for each output).
    /// </summary>
    [AllowedValues(Mlp, Cnn, Linear, Shallow, Fission)]
    public string Kind { get; init; } = "mlp";

    /// <summary>
    /// Layers from input to output, <c>L</c>. With <see cref="BranchDepths"/>, of the deepest branch. A CNN has
    /// <see cref="Convolutions"/> + 1, a shallow network 1, a fission network 2, whatever stands here.
    /// </summary>
    [Range(1, MostLayers)]
    public int Depth { get; init; } = 5;

    /// <summary>
    /// The layer where the branches meet, <c>L_f</c>: 1 is early fusion, <see cref="Depth"/> late fusion; in a CNN, which convolution.
    /// </summary>
    [Range(1, MostLayers)]
    public int FusionDepth { get; init; } = 3;

    /// <summary>
    /// For branches of unequal depth (appendix E.4, "mlp" and "linear"): the layers <c>L_m</c> of each modality up to and with
    /// its block of the fusion layer. The deepest takes the place of <see cref="FusionDepth"/>; the <c>L_c</c> = depth −
    /// deepest layers above are shared, so branch <c>m</c> has the total depth L_m + L_c.
    /// </summary>
    [Range(1, MostLayers)]
    public IReadOnlyList<int>? BranchDepths { get; init; }

    /// <summary>Units in each hidden layer, and in each branch.</summary>
    [Range(1, MostUnits)]
    public int Width { get; init; } = 500;

    /// <summary>Channels of each convolution (CNN).</summary>
    [Range(1, MostUnits)]
    [ForKinds(Cnn)]
    public int Channels { get; init; } = 32;

    /// <summary>Convolutions from input to pooling, the fusion one included (CNN).</summary>
    [Range(1, MostLayers)]
    [ForKinds(Cnn)]
    public int Convolutions { get; init; } = 5;

    /// <summary>Height and width of each convolution's kernel; stride 1, no padding (CNN).</summary>
    [Range(1, int.MaxValue)]
    [ForKinds(Cnn)]
    public int Kernel { get; init; } = 3;

    /// <summary>Height, width and stride of the max-pooling after the last convolution; 1 is none (CNN).</summary>
    [Range(1, int.MaxValue)]
    [ForKinds(Cnn)]
    public int Pooling { get; init; } = 2;

    /// <summary>"relu", "leakyRelu" or "linear"; null is the kind's own: ReLU for "mlp" and "cnn", linear for the others.</summary>
    [AllowedValues(Networks.Activation.Relu, Networks.Activation.LeakyRelu, Networks.Activation.Linear)]
    public string? Activation { get; init; }

    /// <summary>The slope of "leakyRelu" below zero.</summary>
    public double Slope { get; init; } = 0.01;

    /// <summary>Whether layers have biases; null is the kind's own: yes for "mlp" and "cnn", no for the others.</summary>
    public bool? Bias { get; init; }

    /// <summary>
    /// How the weights start; null is the kind's own: "pytorch" for "mlp" and "cnn"; for the others "normal" with s.d. 1e-9 up
    /// to two layers, "deep" with u0 = 0.1 above.
    /// </summary>
    public InitConfig? Init { get; init; }

    /// <summary>
    /// The same network with every default filled in (nothing null but <see cref="BranchDepths"/>) and with the depths its kind
    /// fixes. Everything that can be checked without knowing the modalities is checked here.
    /// </summary>
    /// <exception cref="ConfigException">The description makes no network; the message names the setting and what clashes.</exception>
    public NetworkConfig Resolve()
    {
        ConfigRules.Check(this, "network");
        ConfigRules.RefuseForeignKeys(this, "network");
        bool isLinear = Kind is Linear or Shallow or Fission;
        string activation = Activation ?? (isLinear ? Networks.Activation.Linear : Networks.Activation.Relu);
        if (Kind is Linear or Shallow && activation != Networks.Activation.Linear)
        {
            throw new ConfigException(
                "network.activation", $"is \"{activation}\", but a {Kind} network has none; choose network.kind \"mlp\".");
        }

        var sized = Kind switch
        {
            Cnn => this with { Depth = Convolutions + 1 },
            Shallow => this with { Depth = 1, FusionDepth = 1 },
            Fission => this with { Depth = 2, FusionDepth = 1 },
            _ => this with { FusionDepth = BranchDepths is { Count: > 0 } ? BranchDepths.Max() : FusionDepth },
        };
        sized.RequireDepths();
        string init = !isLinear ? InitConfig.PyTorch : sized.Depth <= 2 ? InitConfig.Normal : InitConfig.Deep;
        return sized with { Activation = activation, Bias = Bias ?? !isLinear, Init = (Init ?? new InitConfig()).Resolve(init) };
    }

    private void RequireDepths()
    {
        if (BranchDepths is { } depths)
        {
            if (Kind is not (Mlp or Linear))
            {
                throw new ConfigException("network.branchDepths", $"is for the kinds mlp and linear; leave it out of a {Kind} network.");
            }

            for (int m = 0; m < depths.Count; m++)
            {
                if (depths[m] > Depth)
                {
                    throw new ConfigException(
                        $"network.branchDepths.{m}",
                        $"is {depths[m]}, but network.depth is {Depth}; "
                        + $"a branch has 1 to {Depth} layers up to the fusion layer.");
                }
            }

            return;
        }

        int last = Kind == Cnn ? Convolutions : Depth;
        string limit = Kind == Cnn ? $"{Convolutions} convolutions (network.convolutions)" : $"{Depth} layers (network.depth)";
        if (FusionDepth > last)
        {
            throw new ConfigException(
                "network.fusionDepth", $"is {FusionDepth}, but the network has {limit}; choose 1 (early fusion) to {last} (late fusion).");
        }
    }
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
    /// <exception cref="ConfigException">
    /// A scale stands alone, but the network's own kind has none and would ignore it in silence.
    /// </exception>
    internal InitConfig Resolve(string own) => Kind is null && own == PyTorch && Scale is { } scale
        ? throw new ConfigException("network.init.scale", string.Create(
            CultureInfo.InvariantCulture,
            $"is {scale}, but this network starts from \"{PyTorch}\", which has no scale; "
            + $"set network.init.kind to \"{Normal}\" or \"{Deep}\"."))
        : this with { Kind = Kind ?? own, Scale = Scale ?? (Kind ?? own) switch { Normal => 1e-9, Deep => 0.1, _ => 1 } };
}
