using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The sum of two tensors, element by element with broadcasting.</summary>
        public Tensor add(Tensor target) => add(target, 1);

        /// <summary>This plus <paramref name="alpha"/> times the other, element by element with broadcasting.</summary>
        public Tensor add(Tensor target, Scalar alpha) => Result(lt_add(Handle, target.Handle, alpha.Value));

        /// <summary>The same number added to every element.</summary>
        public Tensor add(Scalar scalar) => add(scalar, 1);

        /// <summary><paramref name="alpha"/> times a number added to every element.</summary>
        public Tensor add(Scalar scalar, Scalar alpha) => Result(lt_add_scalar(Handle, scalar.Value, alpha.Value));

        /// <summary>Adds another tensor, in place.</summary>
        public Tensor add_(Tensor target) => add_(target, 1);

        /// <summary>Adds <paramref name="alpha"/> times another tensor, in place.</summary>
        public Tensor add_(Tensor target, Scalar alpha) => InPlace(lt_add_(Handle, target.Handle, alpha.Value));

        /// <summary>Adds a number to every element, in place.</summary>
        public Tensor add_(Scalar scalar) => add_(scalar, 1);

        /// <summary>Adds <paramref name="alpha"/> times a number to every element, in place.</summary>
        public Tensor add_(Scalar scalar, Scalar alpha) => InPlace(lt_add_scalar_(Handle, scalar.Value, alpha.Value));

        /// <summary>The difference, element by element with broadcasting.</summary>
        public Tensor sub(Tensor target) => Result(lt_sub(Handle, target.Handle));

        /// <summary>The difference, the same number for every element.</summary>
        public Tensor sub(Scalar target) => Result(lt_sub_scalar(Handle, target.Value));

        /// <summary>The difference, in place.</summary>
        public Tensor sub_(Tensor target) => InPlace(lt_sub_(Handle, target.Handle));

        /// <summary>The difference, in place.</summary>
        public Tensor sub_(Scalar target) => InPlace(lt_sub_scalar_(Handle, target.Value));

        /// <summary>The product, element by element with broadcasting.</summary>
        public Tensor mul(Tensor target) => Result(lt_mul(Handle, target.Handle));

        /// <summary>The product, the same number for every element.</summary>
        public Tensor mul(Scalar target) => Result(lt_mul_scalar(Handle, target.Value));

        /// <summary>The product, in place.</summary>
        public Tensor mul_(Tensor target) => InPlace(lt_mul_(Handle, target.Handle));

        /// <summary>The product, in place.</summary>
        public Tensor mul_(Scalar target) => InPlace(lt_mul_scalar_(Handle, target.Value));

        /// <summary>The quotient, element by element with broadcasting; real unless rounded.</summary>
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Result(lt_div(Handle, target.Handle, Rounding(rounding_mode)));

        /// <summary>Every element divided by one number; real unless rounded.</summary>
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Result(lt_div_scalar(Handle, target.Value, Rounding(rounding_mode)));

        /// <summary>The quotient, element by element with broadcasting, in place; real unless rounded.</summary>
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            InPlace(lt_div_(Handle, target.Handle, Rounding(rounding_mode)));

        /// <summary>Every element divided by one number, in place; real unless rounded.</summary>
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            InPlace(lt_div_scalar_(Handle, target.Value, Rounding(rounding_mode)));

        /// <summary>The quotient rounded down, element by element with broadcasting.</summary>
        public Tensor floor_divide(Tensor other) => Result(lt_floor_divide(Handle, other.Handle));

        /// <summary>The quotient rounded down, the same number for every element.</summary>
        public Tensor floor_divide(Scalar other) => Result(lt_floor_divide_scalar(Handle, other.Value));

        /// <summary>The quotient rounded down, in place.</summary>
        public Tensor floor_divide_(Tensor other) => InPlace(lt_floor_divide_(Handle, other.Handle));

        /// <summary>The quotient rounded down, in place.</summary>
        public Tensor floor_divide_(Scalar other) => InPlace(lt_floor_divide_scalar_(Handle, other.Value));

        /// <summary>The remainder, with the sign of the divisor, element by element with broadcasting.</summary>
        public Tensor remainder(Tensor target) => Result(lt_remainder(Handle, target.Handle));

        /// <summary>The remainder, with the sign of the divisor, the same number for every element.</summary>
        public Tensor remainder(Scalar scalar) => Result(lt_remainder_scalar(Handle, scalar.Value));

        /// <summary>The remainder, with the sign of the divisor, in place.</summary>
        public Tensor remainder_(Tensor target) => InPlace(lt_remainder_(Handle, target.Handle));

        /// <summary>The remainder, with the sign of the divisor, in place.</summary>
        public Tensor remainder_(Scalar scalar) => InPlace(lt_remainder_scalar_(Handle, scalar.Value));

        /// <summary>The remainder, with the sign of the dividend, element by element with broadcasting.</summary>
        public Tensor fmod(Tensor target) => Result(lt_fmod(Handle, target.Handle));

        /// <summary>The remainder, with the sign of the dividend, the same number for every element.</summary>
        public Tensor fmod(Scalar scalar) => Result(lt_fmod_scalar(Handle, scalar.Value));

        /// <summary>This to a power, element by element with broadcasting.</summary>
        public Tensor pow(Tensor exponent) => Result(lt_pow(Handle, exponent.Handle));

        /// <summary>This to a power, the same number for every element.</summary>
        public Tensor pow(Scalar exponent) => Result(lt_pow_scalar(Handle, exponent.Value));

        /// <summary>This to a power, in place.</summary>
        public Tensor pow_(Tensor exponent) => InPlace(lt_pow_(Handle, exponent.Handle));

        /// <summary>This to a power, in place.</summary>
        public Tensor pow_(Scalar exponent) => InPlace(lt_pow_scalar_(Handle, exponent.Value));
    }
}
