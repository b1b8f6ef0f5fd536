namespace FusionLab.Networks;

/// <summary>One layer of one network, as PyTorch would hold it.</summary>
/// <param name="Name">The layer's name in the equivalent PyTorch module, such as <c>branches.a.0</c>.</param>
/// <param name="Outputs">Output features or channels.</param>
/// <param name="Inputs">
/// Input features or channels, one number a block: the fusion layer has a block for each modality, other layers have one.
/// </param>
/// <param name="Kernel">Height and width of the kernel of a convolution; null for a fully connected layer.</param>
/// <param name="HasBias">Whether the layer adds a bias.</param>
/// <param name="Gain">How much larger than a pre-fusion layer the "deep" initialization makes it: 1 or √M.</param>
internal sealed record LayerSpec(string Name, long Outputs, IReadOnlyList<long> Inputs, int? Kernel, bool HasBias, double Gain)
{
    /// <summary>The weight of one replica over all blocks: <c>[out, in]</c> or <c>[out, in, k, k]</c>.</summary>
    public long[] WeightShape => BlockShape(Inputs.Sum());

    /// <summary>Numbers that each output sums over, all blocks together.</summary>
    public long FanIn => Inputs.Sum() * (Kernel ?? 1) * (Kernel ?? 1);

    /// <summary>Weights and biases of one replica.</summary>
    public long ParameterCount => Outputs * (FanIn + (HasBias ? 1 : 0));

    /// <summary>The weight of one replica for a block of so many inputs.</summary>
    public long[] BlockShape(long inputs) => Kernel is int k ? [Outputs, inputs, k, k] : [Outputs, inputs];

    /// <summary>
    /// Places where the layer computes its outputs: the area of a convolution's feature map, 1 for a fully connected layer.
    /// </summary>
    public long MapArea { get; init; } = 1;

    /// <summary>The layer's parameters as PyTorch names and shapes them.</summary>
    public IEnumerable<(string Name, long[] Shape)> Parameters =>
        HasBias ? [(WeightName, WeightShape), (BiasName, [Outputs])] : [(WeightName, WeightShape)];

    /// <summary>The weight's name in the equivalent PyTorch module.</summary>
    public string WeightName => $"{Name}.weight";

    /// <summary>The bias's name there.</summary>
    public string BiasName => $"{Name}.bias";
}
