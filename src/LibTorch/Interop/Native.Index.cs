using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/index.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial TensorHandle lt_index(TensorHandle self, ReadOnlySpan<NativeIndex> items, int count);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_index_put_(TensorHandle self, ReadOnlySpan<NativeIndex> items, int count, TensorHandle value);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_index_put_scalar_(TensorHandle self, ReadOnlySpan<NativeIndex> items, int count, NativeScalar value);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_index_select(TensorHandle self, long dim, TensorHandle index);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_index_add(
        TensorHandle self, long dim, TensorHandle index, TensorHandle source, NativeScalar alpha);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_index_add_(TensorHandle self, long dim, TensorHandle index, TensorHandle source, NativeScalar alpha);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_index_copy(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_index_copy_(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_index_fill(TensorHandle self, long dim, TensorHandle index, NativeScalar value);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_index_fill_(TensorHandle self, long dim, TensorHandle index, NativeScalar value);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_gather(TensorHandle self, long dim, TensorHandle index);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_take(TensorHandle self, TensorHandle index);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_take_along_dim(TensorHandle self, TensorHandle index, long dim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_scatter(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_scatter_(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_scatter_add(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_scatter_add_(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_masked_fill(TensorHandle self, TensorHandle mask, NativeScalar value);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_masked_fill_(TensorHandle self, TensorHandle mask, NativeScalar value);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_masked_select(TensorHandle self, TensorHandle mask);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_nonzero(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_where(TensorHandle condition, TensorHandle x, TensorHandle y);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_tril(TensorHandle self, long diagonal);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_triu(TensorHandle self, long diagonal);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_diag(TensorHandle self, long diagonal);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_diag_embed(TensorHandle self, long offset, long dim1, long dim2);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_sort(
        TensorHandle self, long dim, Bool8 descending, Bool8 stable, out TensorHandle values, out TensorHandle indices);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_argsort(TensorHandle self, long dim, Bool8 descending);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_topk(
        TensorHandle self, long k, long dim, Bool8 largest, Bool8 sorted, out TensorHandle values, out TensorHandle indices);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_bincount(TensorHandle self, TensorHandle weights, long minimumLength);
}
