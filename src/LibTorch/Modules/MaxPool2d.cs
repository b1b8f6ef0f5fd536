using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The largest value in each window of <c>[N, C, H, W]</c>.</summary>
public sealed class MaxPool2d : nn.Module<Tensor, Tensor>
{
    internal MaxPool2d(long[] kernel, long[] stride, long[] padding, long[] dilation, bool ceilMode)
        : base(nameof(MaxPool2d))
    {
        (kernel_size, this.stride, this.padding, this.dilation, ceil_mode) = (kernel, stride, padding, dilation, ceilMode);
    }

    /// <summary>The window.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>Steps of the window.</summary>
    public long[] stride { get; set; }

    /// <summary>Added at each edge.</summary>
    public long[] padding { get; set; }

    /// <summary>Distance between the window's cells.</summary>
    public long[] dilation { get; set; }

    /// <summary>Counts windows that reach over the edge.</summary>
    public bool ceil_mode { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        nn.functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);
}
