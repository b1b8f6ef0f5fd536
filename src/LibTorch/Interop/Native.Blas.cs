using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/blas.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial TensorHandle lt_matmul(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_mm(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_mv(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_bmm(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_dot(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_outer(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_inner(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_kron(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_addmm(TensorHandle self, TensorHandle left, TensorHandle right, double beta, double alpha);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_addmm_(TensorHandle self, TensorHandle left, TensorHandle right, double beta, double alpha);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_addmv(TensorHandle self, TensorHandle matrix, TensorHandle vector, double beta, double alpha);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial TensorHandle lt_einsum(string? equation, ReadOnlySpan<nint> tensors, int count);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_tensordot(
        TensorHandle self, TensorHandle other, ReadOnlySpan<long> dimsSelf, int countSelf, ReadOnlySpan<long> dimsOther,
        int countOther);
}
