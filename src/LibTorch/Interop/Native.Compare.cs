using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/compare.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial TensorHandle lt_eq(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_eq_scalar(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_ne(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_ne_scalar(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_gt(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_gt_scalar(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_ge(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_ge_scalar(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_lt(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_lt_scalar(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_le(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_le_scalar(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_logical_and(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_logical_or(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_logical_xor(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_logical_not(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_bitwise_and(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_bitwise_or(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_bitwise_xor(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_bitwise_not(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_isnan(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_isinf(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_isfinite(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_isclose(TensorHandle self, TensorHandle other, double rtol, double atol, Bool8 equalNan);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_allclose(
        TensorHandle self, TensorHandle other, double rtol, double atol, Bool8 equalNan, out Bool8 result);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_isin(TensorHandle self, TensorHandle testElements, Bool8 assumeUnique, Bool8 invert);
}
