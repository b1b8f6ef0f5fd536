using System.ComponentModel.DataAnnotations;

namespace FusionLab.Networks;

/// <summary>
/// Describes a fusion network; the <c>network</c> block of a config. Layer numbers follow the paper: a network of depth
/// <c>L</c> fuses at layer <c>L_f</c>; each branch has layers 1..L_f−1 of its own, layer L_f takes all branches together,
/// layers L_f+1..L are shared, and the activation follows every layer but the last.
/// </summary>
public sealed partial record NetworkConfig
{
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
    public int Channels { get; init; } = 32;

    /// <summary>Convolutions from input to pooling, the fusion one included (CNN).</summary>
    [Range(1, MostLayers)]
    public int Convolutions { get; init; } = 5;

    /// <summary>Height and width of each convolution's kernel; stride 1, no padding (CNN).</summary>
    [Range(1, int.MaxValue)]
    public int Kernel { get; init; } = 3;

    /// <summary>Height, width and stride of the max-pooling after the last convolution; 1 is none (CNN).</summary>
    [Range(1, int.MaxValue)]
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
}
