using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// native/arithmetic.h
internal static partial class Native
{
    [LibraryImport(Library)]
    internal static partial TensorHandle lt_add(TensorHandle self, TensorHandle other, NativeScalar alpha);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_add_(TensorHandle self, TensorHandle other, NativeScalar alpha);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_add_scalar(TensorHandle self, NativeScalar other, NativeScalar alpha);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_add_scalar_(TensorHandle self, NativeScalar other, NativeScalar alpha);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_sub(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_sub_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_sub_scalar(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_sub_scalar_(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_rsub_scalar(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_mul(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_mul_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_mul_scalar(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_mul_scalar_(TensorHandle self, NativeScalar other);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial TensorHandle lt_div(TensorHandle self, TensorHandle other, string? rounding);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Bool8 lt_div_(TensorHandle self, TensorHandle other, string? rounding);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial TensorHandle lt_div_scalar(TensorHandle self, NativeScalar other, string? rounding);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Bool8 lt_div_scalar_(TensorHandle self, NativeScalar other, string? rounding);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_floor_divide(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_floor_divide_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_floor_divide_scalar(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_floor_divide_scalar_(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_remainder(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_remainder_scalar(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_remainder_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_remainder_scalar_(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_fmod(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_fmod_scalar(TensorHandle self, NativeScalar other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_pow(TensorHandle self, TensorHandle exponent);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_pow_(TensorHandle self, TensorHandle exponent);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_pow_scalar(TensorHandle self, NativeScalar exponent);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_pow_scalar_(TensorHandle self, NativeScalar exponent);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_addcmul(TensorHandle self, TensorHandle left, TensorHandle right, NativeScalar value);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_addcmul_(TensorHandle self, TensorHandle left, TensorHandle right, NativeScalar value);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_addcdiv(TensorHandle self, TensorHandle left, TensorHandle right, NativeScalar value);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_addcdiv_(TensorHandle self, TensorHandle left, TensorHandle right, NativeScalar value);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_lerp(TensorHandle self, TensorHandle end, TensorHandle weight);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_lerp_(TensorHandle self, TensorHandle end, TensorHandle weight);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_maximum(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_minimum(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_atan2(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_hypot(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_xlogy(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_clamp(TensorHandle self, NativeScalar minimum, NativeScalar maximum);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_clamp_(TensorHandle self, NativeScalar minimum, NativeScalar maximum);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_clamp_tensor(TensorHandle self, TensorHandle minimum, TensorHandle maximum);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_clamp_tensor_(TensorHandle self, TensorHandle minimum, TensorHandle maximum);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_leaky_relu(TensorHandle self, NativeScalar slope);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_leaky_relu_(TensorHandle self, NativeScalar slope);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_softplus(TensorHandle self, NativeScalar beta, NativeScalar threshold);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_elu(TensorHandle self, NativeScalar alpha, NativeScalar scale, NativeScalar inputScale);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial TensorHandle lt_gelu(TensorHandle self, string? approximate);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_round(TensorHandle self, long decimals);

    [LibraryImport(Library)]
    internal static partial Bool8 lt_round_(TensorHandle self, long decimals);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_cumsum(TensorHandle self, long dim, int dtype);

    [LibraryImport(Library)]
    internal static partial TensorHandle lt_cumprod(TensorHandle self, long dim, int dtype);
}
