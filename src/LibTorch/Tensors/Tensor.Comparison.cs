using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>True where this equals the other, element by element with broadcasting.</summary>
        public Tensor eq(Tensor target) => Result(lt_eq(Handle, target.Handle));

        /// <summary>True where this equals the other.</summary>
        public Tensor eq(Scalar target) => Result(lt_eq_scalar(Handle, target.Value));

        /// <summary>True where this differs from the other, element by element with broadcasting.</summary>
        public Tensor ne(Tensor target) => Result(lt_ne(Handle, target.Handle));

        /// <summary>True where this differs from the other.</summary>
        public Tensor ne(Scalar target) => Result(lt_ne_scalar(Handle, target.Value));

        /// <summary>True where this is above the other, element by element with broadcasting.</summary>
        public Tensor gt(Tensor target) => Result(lt_gt(Handle, target.Handle));

        /// <summary>True where this is above the other.</summary>
        public Tensor gt(Scalar target) => Result(lt_gt_scalar(Handle, target.Value));

        /// <summary>True where this is not below the other, element by element with broadcasting.</summary>
        public Tensor ge(Tensor target) => Result(lt_ge(Handle, target.Handle));

        /// <summary>True where this is not below the other.</summary>
        public Tensor ge(Scalar target) => Result(lt_ge_scalar(Handle, target.Value));

        /// <summary>True where this is below the other, element by element with broadcasting.</summary>
        public Tensor lt(Tensor target) => Result(lt_lt(Handle, target.Handle));

        /// <summary>True where this is below the other.</summary>
        public Tensor lt(Scalar target) => Result(lt_lt_scalar(Handle, target.Value));

        /// <summary>True where this is not above the other, element by element with broadcasting.</summary>
        public Tensor le(Tensor target) => Result(lt_le(Handle, target.Handle));

        /// <summary>True where this is not above the other.</summary>
        public Tensor le(Scalar target) => Result(lt_le_scalar(Handle, target.Value));

        /// <summary>True where both are true; a number is true if it is not zero.</summary>
        public Tensor logical_and(Tensor other) => Result(lt_logical_and(Handle, other.Handle));

        /// <summary>True where at least one is true; a number is true if it is not zero.</summary>
        public Tensor logical_or(Tensor other) => Result(lt_logical_or(Handle, other.Handle));

        /// <summary>True where exactly one is true; a number is true if it is not zero.</summary>
        public Tensor logical_xor(Tensor other) => Result(lt_logical_xor(Handle, other.Handle));

        /// <summary>True where this is false; a number is false if it is zero.</summary>
        public Tensor logical_not() => Result(lt_logical_not(Handle));

        /// <summary>The bits of both joined by and; logic on truth values.</summary>
        public Tensor bitwise_and(Tensor other) => Result(lt_bitwise_and(Handle, other.Handle));

        /// <summary>The bits of both joined by or; logic on truth values.</summary>
        public Tensor bitwise_or(Tensor other) => Result(lt_bitwise_or(Handle, other.Handle));

        /// <summary>The bits of both joined by exclusive or; logic on truth values.</summary>
        public Tensor bitwise_xor(Tensor other) => Result(lt_bitwise_xor(Handle, other.Handle));

        /// <summary>The bits turned over; logic on truth values.</summary>
        public Tensor bitwise_not() => Result(lt_bitwise_not(Handle));

        /// <summary>True where the element is not a number.</summary>
        public Tensor isnan() => Result(lt_isnan(Handle));

        /// <summary>True where the element is infinite.</summary>
        public Tensor isinf() => Result(lt_isinf(Handle));

        /// <summary>True where the element is neither infinite nor NaN.</summary>
        public Tensor isfinite() => Result(lt_isfinite(Handle));

        /// <summary>True where |this − other| ≤ atol + rtol · |other|.</summary>
        public Tensor isclose(Tensor other, double rtol = 1e-5, double atol = 1e-8, bool nanEqual = false) =>
            Result(lt_isclose(Handle, other.Handle, rtol, atol, nanEqual));

        /// <summary>True where the element is one of those given.</summary>
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            Result(lt_isin(Handle, test_elements.Handle, assumeUnique, invert));
    }
}
