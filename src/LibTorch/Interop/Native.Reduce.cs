using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/reduce.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial TensorHandle lt_sum(TensorHandle self, int dtype);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_sum_dims(TensorHandle self, ReadOnlySpan<long> dims, int count, Bool8 keepdim, int dtype);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_mean(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_mean_dims(TensorHandle self, ReadOnlySpan<long> dims, int count, Bool8 keepdim, int dtype);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_prod(TensorHandle self, int dtype);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_prod_dim(TensorHandle self, long dim, Bool8 keepdim, int dtype);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_max(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_min(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_max_dim(TensorHandle self, long dim, Bool8 keepdim, out TensorHandle values, out TensorHandle indices);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_min_dim(TensorHandle self, long dim, Bool8 keepdim, out TensorHandle values, out TensorHandle indices);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_amax(TensorHandle self, ReadOnlySpan<long> dims, int count, Bool8 keepdim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_amin(TensorHandle self, ReadOnlySpan<long> dims, int count, Bool8 keepdim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_argmax(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_argmax_dim(TensorHandle self, long dim, Bool8 keepdim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_argmin(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_argmin_dim(TensorHandle self, long dim, Bool8 keepdim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_std(TensorHandle self, Bool8 unbiased);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_std_dims(TensorHandle self, ReadOnlySpan<long> dims, int count, Bool8 unbiased, Bool8 keepdim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_var(TensorHandle self, Bool8 unbiased);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_var_dims(TensorHandle self, ReadOnlySpan<long> dims, int count, Bool8 unbiased, Bool8 keepdim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_norm(TensorHandle self, double p);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_norm_dim(TensorHandle self, double p, long dim, Bool8 keepdim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_median(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_quantile(TensorHandle self, TensorHandle q, long dim, Bool8 keepdim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_logsumexp(TensorHandle self, long dim, Bool8 keepdim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_all(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_all_dim(TensorHandle self, long dim, Bool8 keepdim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_any(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_any_dim(TensorHandle self, long dim, Bool8 keepdim);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_trace(TensorHandle self);
}
