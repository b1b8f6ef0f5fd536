using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/create.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial TensorHandle lt_empty(ReadOnlySpan<long> sizes, int rank, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_zeros(ReadOnlySpan<long> sizes, int rank, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_ones(ReadOnlySpan<long> sizes, int rank, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_full(
        ReadOnlySpan<long> sizes, int rank, NativeScalar value, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_eye(long rows, long columns, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_arange(
        NativeScalar start, NativeScalar stop, NativeScalar step, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_linspace(double start, double end, long steps, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_logspace(
        double start, double end, long steps, double @base, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_from_memory(nint data, ReadOnlySpan<long> sizes, int rank, int dtype);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_from_managed(
        nint data, ReadOnlySpan<long> sizes, int rank, int dtype, nint owner, nint release);
}
