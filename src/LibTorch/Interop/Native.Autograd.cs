using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/autograd.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial Bool8 lt_requires_grad(TensorHandle self, out Bool8 result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_set_requires_grad(TensorHandle self, Bool8 value);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_is_leaf(TensorHandle self, out Bool8 result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_grad(TensorHandle self, out TensorHandle result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_set_grad(TensorHandle self, TensorHandle value);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_detach(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_detach_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_backward(
        ReadOnlySpan<nint> outputs, int outputCount, ReadOnlySpan<nint> gradients, int gradientCount, Bool8 retainGraph,
        Bool8 createGraph, ReadOnlySpan<nint> inputs, int inputCount);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_autograd_grad(
        ReadOnlySpan<nint> outputs, int outputCount, ReadOnlySpan<nint> inputs, int inputCount, ReadOnlySpan<nint> gradients,
        int gradientCount, Bool8 retainGraph, Bool8 createGraph, Bool8 allowUnused, out nint results, out long count);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_grad_enabled();

    [LibraryImport(Library)]
    internal static partial void lt_set_grad_enabled(Bool8 value);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_inference_enabled();

    [LibraryImport(Library)]
    internal static partial nint lt_inference_enter(Bool8 value);

    [LibraryImport(Library)]
    internal static partial void lt_inference_leave(nint guard);
}
