using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/nn.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial TensorHandle lt_linear(TensorHandle input, TensorHandle weight, TensorHandle bias);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_conv2d(
        TensorHandle input, TensorHandle weight, TensorHandle bias, ReadOnlySpan<long> stride, int strideCount,
        ReadOnlySpan<long> padding, int paddingCount, ReadOnlySpan<long> dilation, int dilationCount, long groups);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_max_pool2d(
        TensorHandle input, ReadOnlySpan<long> kernel, int kernelCount, ReadOnlySpan<long> stride, int strideCount,
        ReadOnlySpan<long> padding, int paddingCount, ReadOnlySpan<long> dilation, int dilationCount, Bool8 ceilMode);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_max_pool2d_indices(
        TensorHandle input, ReadOnlySpan<long> kernel, int kernelCount, ReadOnlySpan<long> stride, int strideCount,
        ReadOnlySpan<long> padding, int paddingCount, ReadOnlySpan<long> dilation, int dilationCount, Bool8 ceilMode,
        out TensorHandle values, out TensorHandle indices);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_avg_pool2d(
        TensorHandle input, ReadOnlySpan<long> kernel, int kernelCount, ReadOnlySpan<long> stride, int strideCount,
        ReadOnlySpan<long> padding, int paddingCount, Bool8 ceilMode, Bool8 countPadding);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_softmax(TensorHandle self, long dim, int dtype);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_log_softmax(TensorHandle self, long dim, int dtype);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_cross_entropy(
        TensorHandle input, TensorHandle target, TensorHandle weight, long reduction, long ignoreIndex, double labelSmoothing);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_nll_loss(TensorHandle input, TensorHandle target, TensorHandle weight, long reduction);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_mse_loss(TensorHandle input, TensorHandle target, long reduction);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_l1_loss(TensorHandle input, TensorHandle target, long reduction);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_smooth_l1_loss(TensorHandle input, TensorHandle target, long reduction, double beta);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_binary_cross_entropy(
        TensorHandle input, TensorHandle target, TensorHandle weight, long reduction);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_binary_cross_entropy_with_logits(
        TensorHandle input, TensorHandle target, TensorHandle weight, TensorHandle positiveWeight, long reduction);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_dropout(TensorHandle input, double p, Bool8 training);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_one_hot(TensorHandle self, long classes);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial TensorHandle lt_pad(TensorHandle self, ReadOnlySpan<long> amounts, int count, string? mode, double value);
}
