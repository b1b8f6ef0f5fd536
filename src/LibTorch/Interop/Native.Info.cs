using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/info.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial long lt_live();

    [LibraryImport(Library)]
    internal static partial void lt_dispose(nint self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_rank(TensorHandle self, out long result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_shape(TensorHandle self, Span<long> sizes, int rank);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_strides(TensorHandle self, Span<long> strides, int rank);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_numel(TensorHandle self, out long result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_element_size(TensorHandle self, out long result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_storage_offset(TensorHandle self, out long result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_dtype(TensorHandle self, out int result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_device(TensorHandle self, out int type, out int index);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_data_ptr(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_is_contiguous(TensorHandle self, out Bool8 result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_is_sparse(TensorHandle self, out Bool8 result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_item(TensorHandle self, out NativeScalar result);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_equal(TensorHandle self, TensorHandle other, out Bool8 result);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_alias(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_clone(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_contiguous(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_copy_(TensorHandle self, TensorHandle source, Bool8 nonBlocking);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_to(
        TensorHandle self, int dtype, int deviceType, int deviceIndex, Bool8 nonBlocking, Bool8 copy);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_fill_(TensorHandle self, NativeScalar value);
}
