using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Another tensor on the same memory.</summary>
        public Tensor alias() => Result(lt_alias(Handle));

        /// <summary>A copy with memory of its own; gradients flow through it.</summary>
        public Tensor clone() => Result(lt_clone(Handle));

        /// <summary>The same values, one after the other in memory: a copy only where they are not so already.</summary>
        public Tensor contiguous() => Result(lt_contiguous(Handle));

        /// <summary>Overwrites the elements with those of another tensor, which may be smaller, of another type or elsewhere.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false) => InPlace(lt_copy_(Handle, source.Handle, nonBlocking));

        /// <summary>Sets every element to one value.</summary>
        public Tensor fill_(Scalar value) => InPlace(lt_fill_(Handle, value.Value));

        /// <summary>Sets every element to zero. As in TorchSharp, the result is a new tensor on the same memory.</summary>
        public Tensor zero_() => fill_(0).alias();

        /// <summary>The same values on the CPU; shares memory if they are there already.</summary>
        public Tensor cpu() => to(DeviceType.CPU);

        /// <summary>The same values on an NVIDIA GPU; shares memory if they are there already.</summary>
        /// <exception cref="ArgumentException"><paramref name="device"/> is not a CUDA device.</exception>
        public Tensor cuda(Device? device = null, bool non_blocking = false)
        {
            if (device is not null && device.type != DeviceType.CUDA)
            {
                throw new ArgumentException($"{device} is not a CUDA device.", nameof(device));
            }

            return to(device ?? CUDA, non_blocking: non_blocking);
        }

        /// <summary>The same values on another device; shares memory if nothing changes, unless <paramref name="copy"/>.</summary>
        public Tensor to(
            DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(dtype, deviceType, deviceIndex, copy, disposeAfter, non_blocking);

        /// <inheritdoc cref="to(DeviceType, int, bool, bool, bool)"/>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(dtype, device.type, device.index, copy, disposeAfter, non_blocking);

        /// <inheritdoc cref="to(DeviceType, int, bool, bool, bool)"/>
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        /// <summary>The same values as another type; shares memory if nothing changes, unless <paramref name="copy"/>.</summary>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        /// <summary>The same values as another type, elsewhere; shares memory if nothing changes, unless <paramref name="copy"/>.</summary>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(type, device.type, device.index, copy, disposeAfter, non_blocking);

        /// <summary>The same values with the type and device of another tensor.</summary>
        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking);

        /// <inheritdoc cref="to(ScalarType, bool, bool, bool)"/>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            var here = device;
            return Converted(type, here.type, here.index, copy, disposeAfter, non_blocking);
        }

        /// <summary>The same values with the type of another tensor.</summary>
        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        /// <summary>As single-precision numbers.</summary>
        public Tensor @float() => to_type(ScalarType.Float32);

        /// <summary>As double-precision numbers.</summary>
        public Tensor @double() => to_type(ScalarType.Float64);

        /// <summary>As half-precision numbers.</summary>
        public Tensor half() => to_type(ScalarType.Float16);

        /// <summary>As 64-bit integers.</summary>
        public Tensor @long() => to_type(ScalarType.Int64);

        /// <summary>As 32-bit integers.</summary>
        public Tensor @int() => to_type(ScalarType.Int32);

        /// <summary>As bytes.</summary>
        public Tensor @byte() => to_type(ScalarType.Byte);

        /// <summary>As truth values.</summary>
        public Tensor @bool() => to_type(ScalarType.Bool);

        private Tensor Converted(
            ScalarType type, DeviceType deviceType, int deviceIndex, bool copy, bool disposeAfter, bool nonBlocking)
        {
            if (deviceType == DeviceType.CUDA && !is_cuda)
            {
                InitializeDeviceType(deviceType);
            }

            var result = Result(lt_to(Handle, (int)type, (int)deviceType, deviceIndex, nonBlocking, copy));
            if (disposeAfter)
            {
                Dispose();
            }

            return result;
        }
    }
}
