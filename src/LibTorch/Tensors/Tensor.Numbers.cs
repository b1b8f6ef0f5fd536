using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>A tensor without dimensions that holds one number.</summary>
        public static implicit operator Tensor(int value) => tensor(value);

        /// <inheritdoc cref="op_Implicit(int)"/>
        public static implicit operator Tensor(long value) => tensor(value);

        /// <inheritdoc cref="op_Implicit(int)"/>
        public static implicit operator Tensor(float value) => tensor(value);

        /// <inheritdoc cref="op_Implicit(int)"/>
        public static implicit operator Tensor(double value) => tensor(value);

        /// <inheritdoc cref="op_Implicit(int)"/>
        public static implicit operator Tensor(bool value) => tensor(value);

        /// <inheritdoc cref="op_Implicit(int)"/>
        public static implicit operator Tensor(Scalar scalar) => full([], scalar, scalar.Type);

        /// <summary>The only element of a tensor, as a number.</summary>
        public static explicit operator int(Tensor value) => value.ToInt32();

        /// <summary>The only element of a tensor, as a number.</summary>
        public static explicit operator long(Tensor value) => value.ToInt64();

        /// <summary>The only element of a tensor, as a number.</summary>
        public static explicit operator float(Tensor value) => value.ToSingle();

        /// <summary>The only element of a tensor, as a number.</summary>
        public static explicit operator double(Tensor value) => value.ToDouble();

        /// <summary>The only element of a tensor, as a number.</summary>
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        /// <summary>The only element, which must be of type <typeparamref name="T"/>.</summary>
        /// <exception cref="ArgumentException">There is not exactly one element, or it is of another type.</exception>
        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
            {
                throw new ArgumentException($"item() needs a tensor of one element; this one has {NumberOfElements}.");
            }

            return data<T>()[0];
        }

        /// <summary>The only element, whatever its type.</summary>
        public Scalar ToScalar()
        {
            Check(lt_item(Handle, out var value));
            return new Scalar(value);
        }
    }
}
