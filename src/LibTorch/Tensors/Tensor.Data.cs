using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The memory of a contiguous tensor on the CPU. The span is valid as long as the tensor is.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous, or not on the CPU.</exception>
        public unsafe Span<byte> bytes
        {
            get => new(Memory(), checked((int)(NumberOfElements * ElementSize)));

            set
            {
                var memory = bytes;
                if (memory.Length != value.Length)
                {
                    throw new ArgumentException($"The tensor has {memory.Length} bytes, not {value.Length}.", nameof(value));
                }

                value.CopyTo(memory);
            }
        }

        /// <summary>
        /// Access to the elements from C#. A tensor on the CPU is read and written in place; from elsewhere a copy is made.
        /// </summary>
        /// <exception cref="ArgumentException">The elements are not of type <typeparamref name="T"/>.</exception>
        public Utils.TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            if (ElementTypes.Of(typeof(T)) != dtype)
            {
                throw new ArgumentException($"The elements are {dtype}, which C# cannot read as {typeof(T).Name}.");
            }

            return new Utils.TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        internal unsafe void* Pointer()
        {
            if (device_type != DeviceType.CPU)
            {
                throw new InvalidOperationException($"The tensor is on {device}; only tensors on the CPU can be read from C#.");
            }

            Check(lt_data_ptr(Handle, out nint pointer));
            return (void*)pointer;
        }

        private unsafe void* Memory() =>
            is_contiguous() ? Pointer() : throw new InvalidOperationException("The tensor is not contiguous in memory.");
    }
}
