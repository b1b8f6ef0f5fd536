using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/shape.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial TensorHandle lt_view(TensorHandle self, ReadOnlySpan<long> sizes, int rank);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_reshape(TensorHandle self, ReadOnlySpan<long> sizes, int rank);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_expand(TensorHandle self, ReadOnlySpan<long> sizes, int rank, Bool8 @implicit);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_permute(TensorHandle self, ReadOnlySpan<long> order, int rank);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_repeat(TensorHandle self, ReadOnlySpan<long> counts, int rank);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_flip(TensorHandle self, ReadOnlySpan<long> dims, int count);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_roll(
        TensorHandle self, ReadOnlySpan<long> shifts, int shiftCount, ReadOnlySpan<long> dims, int dimCount);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_movedim(
        TensorHandle self, ReadOnlySpan<long> source, int sourceCount, ReadOnlySpan<long> destination, int destinationCount);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_as_strided(
        TensorHandle self, ReadOnlySpan<long> sizes, int rank, ReadOnlySpan<long> strides, int strideCount, long offset);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_flatten(TensorHandle self, long start, long end);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_unflatten(TensorHandle self, long dim, ReadOnlySpan<long> sizes, int rank);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_unfold(TensorHandle self, long dim, long size, long step);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_transpose(TensorHandle self, long dim0, long dim1);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_t(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_squeeze(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_squeeze_dim(TensorHandle self, long dim);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_squeeze_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_squeeze_dim_(TensorHandle self, long dim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_unsqueeze(TensorHandle self, long dim);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_unsqueeze_(TensorHandle self, long dim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_narrow(TensorHandle self, long dim, long start, long length);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_select(TensorHandle self, long dim, long index);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_slice(TensorHandle self, long dim, long start, long finish, long step);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_diagonal(TensorHandle self, long offset, long dim1, long dim2);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_repeat_interleave(TensorHandle self, long repeats, long dim, Bool8 flat);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_repeat_interleave_tensor(TensorHandle self, TensorHandle repeats, long dim, Bool8 flat);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_cat(ReadOnlySpan<nint> tensors, int count, long dim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_stack(ReadOnlySpan<nint> tensors, int count, long dim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_hstack(ReadOnlySpan<nint> tensors, int count);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_vstack(ReadOnlySpan<nint> tensors, int count);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_chunk(TensorHandle self, long chunks, long dim, out nint results, out long count);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_split(TensorHandle self, long size, long dim, out nint results, out long count);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_split_sizes(
        TensorHandle self, ReadOnlySpan<long> sizes, int sizeCount, long dim, out nint results, out long count);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_unbind(TensorHandle self, long dim, out nint results, out long count);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Bool8 lt_meshgrid(
        ReadOnlySpan<nint> tensors, int tensorCount, string? indexing, out nint results, out long count);

    [LibraryImport(Library)]
    internal static partial void lt_free_list(nint list);
}
