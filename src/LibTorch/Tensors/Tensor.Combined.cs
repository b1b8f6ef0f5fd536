using TorchSharp.Interop;
using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>This plus <paramref name="value"/> times the product of two tensors.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Result(lt_addcmul(Handle, tensor1.Handle, tensor2.Handle, value.Value));

        /// <summary>Adds <paramref name="value"/> times the product of two tensors, in place.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            InPlace(lt_addcmul_(Handle, tensor1.Handle, tensor2.Handle, value.Value));

        /// <summary>This plus <paramref name="value"/> times the quotient of two tensors.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Result(lt_addcdiv(Handle, tensor1.Handle, tensor2.Handle, value.Value));

        /// <summary>Adds <paramref name="value"/> times the quotient of two tensors, in place.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            InPlace(lt_addcdiv_(Handle, tensor1.Handle, tensor2.Handle, value.Value));

        /// <summary>This, moved towards <paramref name="end"/> by the fraction <paramref name="weight"/>.</summary>
        public Tensor lerp(Tensor end, Tensor weight) => Result(lt_lerp(Handle, end.Handle, weight.Handle));

        /// <summary>Moves this towards <paramref name="end"/> by the fraction <paramref name="weight"/>, in place.</summary>
        public Tensor lerp_(Tensor end, Tensor weight) => InPlace(lt_lerp_(Handle, end.Handle, weight.Handle));

        /// <summary>The larger of two tensors, element by element; NaN wins.</summary>
        public Tensor maximum(Tensor other) => Result(lt_maximum(Handle, other.Handle));

        /// <summary>The smaller of two tensors, element by element; NaN wins.</summary>
        public Tensor minimum(Tensor other) => Result(lt_minimum(Handle, other.Handle));

        /// <summary>The angle of the point (other, this), in radians.</summary>
        public Tensor atan2(Tensor other) => Result(lt_atan2(Handle, other.Handle));

        /// <summary>The length of the hypotenuse over two sides.</summary>
        public Tensor hypot(Tensor other) => Result(lt_hypot(Handle, other.Handle));

        /// <summary>This times the logarithm of <paramref name="y"/>; zero where this is zero.</summary>
        public Tensor xlogy(Tensor y) => Result(lt_xlogy(Handle, y.Handle));

        /// <summary>Each element, brought within bounds; a bound that is null does not bind.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Result(lt_clamp(Handle, Bound(min), Bound(max)));

        /// <summary>Each element, brought within bounds of its own; a bound that is null does not bind.</summary>
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Result(lt_clamp_tensor(Handle, Optional(min), Optional(max)));

        /// <summary>Brings each element within bounds, in place.</summary>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => InPlace(lt_clamp_(Handle, Bound(min), Bound(max)));

        /// <summary>Brings each element within bounds of its own, in place.</summary>
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => InPlace(lt_clamp_tensor_(Handle, Optional(min), Optional(max)));

        /// <summary>Each element, or the bound where it is below that.</summary>
        public Tensor clamp_min(Scalar min) => clamp(min, null);

        /// <summary>Each element, or the bound where it is above that.</summary>
        public Tensor clamp_max(Scalar max) => clamp(null, max);

        /// <summary>Raises each element to the bound where it is below that, in place.</summary>
        public Tensor clamp_min_(Scalar min) => clamp_(min, null);

        /// <summary>Lowers each element to the bound where it is above that, in place.</summary>
        public Tensor clamp_max_(Scalar max) => clamp_(null, max);

        /// <summary>Each element, times the slope where it is negative.</summary>
        public Tensor leaky_relu(Scalar negative_slope) => Result(lt_leaky_relu(Handle, negative_slope.Value));

        /// <summary>Multiplies the negative elements by the slope, in place.</summary>
        public Tensor leaky_relu_(Scalar negative_slope) => InPlace(lt_leaky_relu_(Handle, negative_slope.Value));

        /// <summary>log(1 + e^(βx)) / β for each element x; x itself where βx is above the threshold.</summary>
        public Tensor softplus(double beta = 1, double threshold = 20) =>
            Result(lt_softplus(Handle, NativeScalar.Of(beta), NativeScalar.Of(threshold)));

        /// <summary>Each element, or α(e^x − 1) where it is negative.</summary>
        public Tensor elu(double alpha = 1) => Result(lt_elu(Handle, NativeScalar.Of(alpha), NativeScalar.Of(1.0), NativeScalar.Of(1.0)));

        /// <summary>x times the normal distribution function at x, for each element x.</summary>
        public Tensor gelu() => Result(lt_gelu(Handle, "none"));

        /// <summary>Each element rounded; a half goes to the even neighbour.</summary>
        public Tensor round(long decimals = 0) => Result(lt_round(Handle, decimals));

        /// <summary>Rounds each element in place; a half goes to the even neighbour.</summary>
        public Tensor round_(long decimals = 0) => InPlace(lt_round_(Handle, decimals));

        /// <summary>Running sums along a dimension.</summary>
        public Tensor cumsum(long dim, ScalarType? type = null) => Result(lt_cumsum(Handle, dim, Code(type)));

        /// <summary>Running products along a dimension.</summary>
        public Tensor cumprod(long dim, ScalarType? type = null) => Result(lt_cumprod(Handle, dim, Code(type)));
    }
}
