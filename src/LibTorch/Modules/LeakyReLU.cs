using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Each element, times the slope where it is negative.</summary>
public sealed class LeakyReLU : nn.Module<Tensor, Tensor>
{
    internal LeakyReLU(double slope, bool inplace)
        : base(nameof(LeakyReLU)) => (negative_slope, this.inplace) = (slope, inplace);

    /// <summary>The slope for negative elements.</summary>
    public double negative_slope { get; set; }

    /// <summary>Overwrites the input.</summary>
    public bool inplace { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tensor) => nn.functional.leaky_relu(tensor, negative_slope, inplace);
}
