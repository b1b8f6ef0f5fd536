using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.Interop.Native;
using static TorchSharp.Interop.NativeError;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of the shape of an array, on the array's own memory: a change in one is a change in the other, unless a device or
    /// type makes a copy necessary.
    /// </summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <inheritdoc cref="from_array(Array, Device)"/>
    public static unsafe Tensor from_array(
        Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var place = Place(device, names);
        var type = ElementTypes.Of(rawArray.GetType().GetElementType()!);
        var sizes = new long[rawArray.Rank];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = rawArray.GetLongLength(i);
        }

        // The array stays pinned until libtorch lets go of its memory, which may be long after the managed tensor has gone.
        var pin = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        delegate* unmanaged<nint, void> release = &Unpin;
        var handle = lt_from_managed(
            pin.AddrOfPinnedObject(), sizes, sizes.Length, (int)type, GCHandle.ToIntPtr(pin), (nint)release);
        if (handle.IsInvalid)
        {
            pin.Free();
            Throw();
        }

        return Placed(Result(handle), dtype ?? type, place, requires_grad);
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();

    private static ReadOnlySpan<T> Flat<T>(Array array)
        where T : unmanaged => MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static unsafe Tensor Copied<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<long> sizes, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
        where T : unmanaged
    {
        var place = Place(device, names);
        long count = 1;
        foreach (long size in sizes)
        {
            count *= size;
        }

        if (count > values.Length)
        {
            throw new ArgumentException($"The dimensions ask for {count} elements; the array has {values.Length}.");
        }

        var type = ElementTypes.Of(typeof(T));
        fixed (T* first = values)
        {
            return Placed(Result(lt_from_memory((nint)first, sizes, sizes.Length, (int)type)), dtype ?? type, place, requiresGrad);
        }
    }

    private static Tensor Placed(Tensor tensor, ScalarType type, Device place, bool requiresGrad)
    {
        if (tensor.dtype != type || place.type != DeviceType.CPU)
        {
            tensor = tensor.to(type, place, disposeAfter: true);
        }

        return requiresGrad ? tensor.requires_grad_() : tensor;
    }
}
