using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The absolute value of each element.</summary>
        public Tensor abs() => Result(lt_abs(Handle));

        /// <summary>The absolute value of each element, in place.</summary>
        public Tensor abs_() => InPlace(lt_abs_(Handle));

        /// <summary>Each element with its sign changed.</summary>
        public Tensor neg() => Result(lt_neg(Handle));

        /// <summary>Each element with its sign changed, in place.</summary>
        public Tensor neg_() => InPlace(lt_neg_(Handle));

        /// <summary>e to the power of each element.</summary>
        public Tensor exp() => Result(lt_exp(Handle));

        /// <summary>e to the power of each element, in place.</summary>
        public Tensor exp_() => InPlace(lt_exp_(Handle));

        /// <summary>e to the power of each element, minus one; exact also near zero.</summary>
        public Tensor expm1() => Result(lt_expm1(Handle));

        /// <summary>e to the power of each element, minus one; exact also near zero, in place.</summary>
        public Tensor expm1_() => InPlace(lt_expm1_(Handle));

        /// <summary>The natural logarithm of each element.</summary>
        public Tensor log() => Result(lt_log(Handle));

        /// <summary>The natural logarithm of each element, in place.</summary>
        public Tensor log_() => InPlace(lt_log_(Handle));

        /// <summary>The natural logarithm of one plus each element; exact also near zero.</summary>
        public Tensor log1p() => Result(lt_log1p(Handle));

        /// <summary>The natural logarithm of one plus each element; exact also near zero, in place.</summary>
        public Tensor log1p_() => InPlace(lt_log1p_(Handle));

        /// <summary>The logarithm to base 2 of each element.</summary>
        public Tensor log2() => Result(lt_log2(Handle));

        /// <summary>The logarithm to base 2 of each element, in place.</summary>
        public Tensor log2_() => InPlace(lt_log2_(Handle));

        /// <summary>The logarithm to base 10 of each element.</summary>
        public Tensor log10() => Result(lt_log10(Handle));

        /// <summary>The logarithm to base 10 of each element, in place.</summary>
        public Tensor log10_() => InPlace(lt_log10_(Handle));

        /// <summary>The square root of each element.</summary>
        public Tensor sqrt() => Result(lt_sqrt(Handle));

        /// <summary>The square root of each element, in place.</summary>
        public Tensor sqrt_() => InPlace(lt_sqrt_(Handle));

        /// <summary>One over the square root of each element.</summary>
        public Tensor rsqrt() => Result(lt_rsqrt(Handle));

        /// <summary>One over the square root of each element, in place.</summary>
        public Tensor rsqrt_() => InPlace(lt_rsqrt_(Handle));

        /// <summary>The square of each element.</summary>
        public Tensor square() => Result(lt_square(Handle));

        /// <summary>One over each element.</summary>
        public Tensor reciprocal() => Result(lt_reciprocal(Handle));

        /// <summary>One over each element, in place.</summary>
        public Tensor reciprocal_() => InPlace(lt_reciprocal_(Handle));

        /// <summary>−1, 0 or 1, as each element is below, at or above zero.</summary>
        public Tensor sign() => Result(lt_sign(Handle));

        /// <summary>−1, 0 or 1, as each element is below, at or above zero, in place.</summary>
        public Tensor sign_() => InPlace(lt_sign_(Handle));

        /// <summary>1 / (1 + e^−x) for each element x.</summary>
        public Tensor sigmoid() => Result(lt_sigmoid(Handle));

        /// <summary>1 / (1 + e^−x) for each element x, in place.</summary>
        public Tensor sigmoid_() => InPlace(lt_sigmoid_(Handle));

        /// <summary>The hyperbolic tangent of each element.</summary>
        public Tensor tanh() => Result(lt_tanh(Handle));

        /// <summary>The hyperbolic tangent of each element, in place.</summary>
        public Tensor tanh_() => InPlace(lt_tanh_(Handle));

        /// <summary>The sine of each element, in radians.</summary>
        public Tensor sin() => Result(lt_sin(Handle));

        /// <summary>The sine of each element, in radians, in place.</summary>
        public Tensor sin_() => InPlace(lt_sin_(Handle));

        /// <summary>The cosine of each element, in radians.</summary>
        public Tensor cos() => Result(lt_cos(Handle));

        /// <summary>The cosine of each element, in radians, in place.</summary>
        public Tensor cos_() => InPlace(lt_cos_(Handle));

        /// <summary>The tangent of each element, in radians.</summary>
        public Tensor tan() => Result(lt_tan(Handle));

        /// <summary>The tangent of each element, in radians, in place.</summary>
        public Tensor tan_() => InPlace(lt_tan_(Handle));

        /// <summary>The hyperbolic sine of each element.</summary>
        public Tensor sinh() => Result(lt_sinh(Handle));

        /// <summary>The hyperbolic sine of each element, in place.</summary>
        public Tensor sinh_() => InPlace(lt_sinh_(Handle));

        /// <summary>The hyperbolic cosine of each element.</summary>
        public Tensor cosh() => Result(lt_cosh(Handle));

        /// <summary>The hyperbolic cosine of each element, in place.</summary>
        public Tensor cosh_() => InPlace(lt_cosh_(Handle));

        /// <summary>The inverse sine of each element, in radians.</summary>
        public Tensor asin() => Result(lt_asin(Handle));

        /// <summary>The inverse sine of each element, in radians, in place.</summary>
        public Tensor asin_() => InPlace(lt_asin_(Handle));

        /// <summary>The inverse cosine of each element, in radians.</summary>
        public Tensor acos() => Result(lt_acos(Handle));

        /// <summary>The inverse cosine of each element, in radians, in place.</summary>
        public Tensor acos_() => InPlace(lt_acos_(Handle));

        /// <summary>The inverse tangent of each element, in radians.</summary>
        public Tensor atan() => Result(lt_atan(Handle));

        /// <summary>The inverse tangent of each element, in radians, in place.</summary>
        public Tensor atan_() => InPlace(lt_atan_(Handle));

        /// <summary>The largest whole number not above each element.</summary>
        public Tensor floor() => Result(lt_floor(Handle));

        /// <summary>The largest whole number not above each element, in place.</summary>
        public Tensor floor_() => InPlace(lt_floor_(Handle));

        /// <summary>The smallest whole number not below each element.</summary>
        public Tensor ceil() => Result(lt_ceil(Handle));

        /// <summary>The smallest whole number not below each element, in place.</summary>
        public Tensor ceil_() => InPlace(lt_ceil_(Handle));

        /// <summary>Each element without its fraction.</summary>
        public Tensor trunc() => Result(lt_trunc(Handle));

        /// <summary>Each element without its fraction, in place.</summary>
        public Tensor trunc_() => InPlace(lt_trunc_(Handle));

        /// <summary>The fraction of each element, with its sign.</summary>
        public Tensor frac() => Result(lt_frac(Handle));

        /// <summary>The fraction of each element, with its sign, in place.</summary>
        public Tensor frac_() => InPlace(lt_frac_(Handle));

        /// <summary>The error function of each element.</summary>
        public Tensor erf() => Result(lt_erf(Handle));

        /// <summary>The error function of each element, in place.</summary>
        public Tensor erf_() => InPlace(lt_erf_(Handle));

        /// <summary>One minus the error function of each element.</summary>
        public Tensor erfc() => Result(lt_erfc(Handle));

        /// <summary>One minus the error function of each element, in place.</summary>
        public Tensor erfc_() => InPlace(lt_erfc_(Handle));

        /// <summary>The inverse of the error function at each element.</summary>
        public Tensor erfinv() => Result(lt_erfinv(Handle));

        /// <summary>The inverse of the error function at each element, in place.</summary>
        public Tensor erfinv_() => InPlace(lt_erfinv_(Handle));

        /// <summary>The logarithm of |Γ| at each element.</summary>
        public Tensor lgamma() => Result(lt_lgamma(Handle));

        /// <summary>The logarithm of |Γ| at each element, in place.</summary>
        public Tensor lgamma_() => InPlace(lt_lgamma_(Handle));

        /// <summary>The derivative of the logarithm of Γ at each element.</summary>
        public Tensor digamma() => Result(lt_digamma(Handle));

        /// <summary>The derivative of the logarithm of Γ at each element, in place.</summary>
        public Tensor digamma_() => InPlace(lt_digamma_(Handle));

        /// <summary>Each element, or zero where it is negative.</summary>
        public Tensor relu() => Result(lt_relu(Handle));

        /// <summary>Each element, or zero where it is negative, in place.</summary>
        public Tensor relu_() => InPlace(lt_relu_(Handle));

        /// <summary>x · sigmoid(x) for each element x.</summary>
        public Tensor silu() => Result(lt_silu(Handle));
    }
}
