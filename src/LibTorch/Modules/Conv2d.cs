using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Two-dimensional convolution, from <c>[N, in, H, W]</c> to <c>[N, out, H', W']</c>.</summary>
public sealed class Conv2d : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter? _bias;

    internal Conv2d(
        long inputs, long outputs, long[] kernel, long[] stride, long[] padding, long[] dilation, long groups, bool hasBias,
        Device? device, ScalarType? dtype)
        : base(nameof(Conv2d))
    {
        (in_channels, out_channels, this.groups) = (inputs, outputs, groups);
        (kernel_size, this.stride, this.padding, this.dilation) = (kernel, stride, padding, dilation);
        (_weight, _bias) = FirstValues.For([outputs, inputs / groups, .. kernel], hasBias, device, dtype);
        ConditionallyRegisterParameter(nameof(weight), _weight);
        ConditionallyRegisterParameter(nameof(bias), _bias);
    }

    /// <summary>Channels in.</summary>
    public long in_channels { get; }

    /// <summary>Channels out.</summary>
    public long out_channels { get; }

    /// <summary>Height and width of the kernel.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>Steps of the kernel.</summary>
    public long[] stride { get; set; }

    /// <summary>Zeros added at each edge.</summary>
    public long[]? padding { get; }

    /// <summary>Distance between the kernel's cells.</summary>
    public long[] dilation { get; set; }

    /// <summary>Groups of channels that do not see each other.</summary>
    public long groups { get; set; }

    /// <summary><c>[out, in / groups, kernel height, kernel width]</c></summary>
    public Parameter weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), _weight = value);
    }

    /// <summary><c>[out]</c>, or null.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), _bias = value);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        nn.functional.conv2d(input, _weight, _bias, stride, padding, dilation, groups);

    /// <summary>Does nothing: weight and bias are registered under the names they have in PyTorch.</summary>
    protected override void RegisterComponents()
    {
    }
}
