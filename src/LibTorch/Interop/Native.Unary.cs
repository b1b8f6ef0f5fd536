using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/unary.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial TensorHandle lt_abs(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_abs_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_neg(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_neg_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_exp(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_exp_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_expm1(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_expm1_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_log(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_log_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_log1p(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_log1p_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_log2(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_log2_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_log10(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_log10_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_sqrt(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_sqrt_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_rsqrt(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_rsqrt_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_square(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_reciprocal(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_reciprocal_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_sign(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_sign_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_sigmoid(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_sigmoid_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_tanh(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_tanh_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_sin(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_sin_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_cos(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_cos_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_tan(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_tan_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_sinh(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_sinh_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_cosh(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_cosh_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_asin(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_asin_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_acos(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_acos_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_atan(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_atan_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_floor(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_floor_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_ceil(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_ceil_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_trunc(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_trunc_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_frac(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_frac_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_erf(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_erf_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_erfc(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_erfc_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_erfinv(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_erfinv_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_lgamma(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_lgamma_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_digamma(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_digamma_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_relu(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_relu_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_silu(TensorHandle self);
}
