using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>Asks how much memory a device has. TorchSharp has no call for it, so CUDA's driver is asked.</summary>
public static partial class DeviceMemory
{
    // Present wherever a driver is, on Linux; on Windows the driver is not found and the size counts as unknown.
    private const string Driver = "libcuda.so.1";

    /// <summary>The memory of a device in bytes: of the GPU, or what this process may use on the CPU (container limits included).</summary>
    /// <param name="device">The device.</param>
    /// <returns>Null when it cannot be found out.</returns>
    public static long? Total(Device device) => device.type switch
    {
        DeviceType.CPU => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        DeviceType.CUDA => TotalOfCuda(device.index),
        _ => null,
    };

    private static long? TotalOfCuda(int index)
    {
        try
        {
            return Initialize(0) == 0 && GetDevice(out int device, Math.Max(0, index)) == 0 && TotalMemory(out nuint bytes, device) == 0
                ? (long)bytes
                : null;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport(Driver, EntryPoint = "cuInit")]
    private static partial int Initialize(uint flags);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGet")]
    private static partial int GetDevice(out int device, int ordinal);

    [LibraryImport(Driver, EntryPoint = "cuDeviceTotalMem_v2")]
    private static partial int TotalMemory(out nuint bytes, int device);
}
