using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/linalg.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial TensorHandle lt_linalg_cholesky(TensorHandle self, Bool8 upper);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Bool8 lt_linalg_eigh(TensorHandle self, string? triangle, out TensorHandle values, out TensorHandle vectors);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial TensorHandle lt_linalg_eigvalsh(TensorHandle self, string? triangle);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_linalg_solve(TensorHandle self, TensorHandle other, Bool8 left);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_linalg_inv(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_linalg_det(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_linalg_slogdet(TensorHandle self, out TensorHandle sign, out TensorHandle logarithm);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Bool8 lt_linalg_qr(TensorHandle self, string? mode, out TensorHandle q, out TensorHandle r);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_linalg_svd(TensorHandle self, Bool8 full, out TensorHandle u, out TensorHandle s, out TensorHandle vh);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_linalg_svdvals(TensorHandle self);
}
