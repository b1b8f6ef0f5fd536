using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace FusionLab.Training;

/// <summary>A GPU as NVIDIA's driver describes it. Noise drawn on it depends on the number of multiprocessors.</summary>
/// <param name="Name">The model.</param>
/// <param name="Driver">The driver's version; where it does not say, the newest CUDA version it supports.</param>
/// <param name="Multiprocessors">Its streaming multiprocessors.</param>
public sealed record GpuInfo(string Name, string Driver, int Multiprocessors)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}, driver {Driver}, {Multiprocessors} multiprocessors";
}

/// <summary>
/// Questions to NVIDIA's driver that TorchSharp has no calls for. The driver is there wherever one is installed, whichever torch package
/// the program was built with; without one there are no GPUs.
/// </summary>
internal static partial class CudaDriver
{
    private const string Library = "nvidia-driver", Management = "nvidia-management";
    private const int MultiprocessorCount = 16; // CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT

    private static readonly ConcurrentDictionary<int, long?> s_free = new();

    static CudaDriver() => NativeLibrary.SetDllImportResolver(typeof(CudaDriver).Assembly, Resolve);

    /// <summary>The number of GPUs that this process may use (<c>CUDA_VISIBLE_DEVICES</c> counts).</summary>
    public static int CountDevices() => Ask(() => GetDeviceCount(out int count) == 0 ? count : 0);

    /// <summary>Describes a GPU; null where the driver does not.</summary>
    /// <param name="index">Counted from 0.</param>
    public static GpuInfo? Describe(int index) => Ask(() =>
    {
        byte[] name = new byte[256];
        return GetDevice(out int device, index) == 0 && GetName(name, name.Length, device) == 0
            && GetAttribute(out int multiprocessors, MultiprocessorCount, device) == 0
                ? new GpuInfo(Text(name), FindVersion() ?? "unknown", multiprocessors)
                : null;
    });

    /// <summary>
    /// The bytes of a GPU's memory that nothing used when this process first asked; null where the driver does not say. What torch has
    /// reserved since then counts as used for the driver, but torch gives it to the next network: a later answer would be too small.
    /// </summary>
    /// <param name="index">Counted from 0.</param>
    public static long? FindFreeMemory(int index) => s_free.GetOrAdd(index, device => MeasureMemory(device)?.Free);

    /// <summary>The bytes of a GPU's memory that nothing uses now, and all of them; null where the driver does not say.</summary>
    /// <param name="index">Counted from 0.</param>
    public static (long Free, long Total)? MeasureMemory(int index) => Ask(() => AskMemory(index));

    private static (long Free, long Total)? AskMemory(int index)
    {
        if (GetDevice(out int device, index) != 0 || RetainContext(out nint context, device) != 0)
        {
            return null;
        }

        try
        {
            if (PushContext(context) != 0)
            {
                return null;
            }

            bool isKnown = GetMemory(out nuint free, out nuint total) == 0;
            _ = PopContext(out _);
            return isKnown ? ((long)free, (long)total) : null;
        }
        finally
        {
            _ = ReleaseContext(device);
        }
    }

    private static string? FindVersion() =>
        Ask(() =>
        {
            byte[] version = new byte[80];
            return InitializeManagement() == 0 && GetDriverVersion(version, (uint)version.Length) == 0 ? Text(version) : null;
        })
        ?? Ask(() => GetVersion(out int version) == 0 ? $"for CUDA {version / 1000}.{version % 1000 / 10}" : null);

    private static string Text(byte[] ended) => Encoding.UTF8.GetString(ended, 0, Math.Max(0, Array.IndexOf(ended, (byte)0)));

    /// <summary>Asks the driver, once it is initialized; the default where there is none, or no GPU.</summary>
    private static T? Ask<T>(Func<T> question)
    {
        try
        {
            return Initialize(0) == 0 ? question() : default;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return default;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        // Below Windows (WSL2) the driver lies in a folder that not every distribution searches.
        string? file = (name, OperatingSystem.IsWindows()) switch
        {
            (Library, true) => "nvcuda.dll",
            (Library, false) => "libcuda.so.1",
            (Management, true) => "nvml.dll",
            (Management, false) => "libnvidia-ml.so.1",
            _ => null,
        };
        string[] files = file is null ? [] : [file, $"/usr/lib/wsl/lib/{file}"];
        return files.Select(file => NativeLibrary.TryLoad(file, out nint handle) ? handle : 0).FirstOrDefault(handle => handle != 0);
    }

    [LibraryImport(Library, EntryPoint = "cuInit")]
    private static partial int Initialize(uint flags);

    [LibraryImport(Library, EntryPoint = "cuDriverGetVersion")]
    private static partial int GetVersion(out int version);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetCount")]
    private static partial int GetDeviceCount(out int count);

    [LibraryImport(Library, EntryPoint = "cuDeviceGet")]
    private static partial int GetDevice(out int device, int ordinal);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetName")]
    private static partial int GetName([Out] byte[] name, int length, int device);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
    private static partial int GetAttribute(out int value, int attribute, int device);

    [LibraryImport(Library, EntryPoint = "cuDevicePrimaryCtxRetain")]
    private static partial int RetainContext(out nint context, int device);

    [LibraryImport(Library, EntryPoint = "cuDevicePrimaryCtxRelease_v2")]
    private static partial int ReleaseContext(int device);

    [LibraryImport(Library, EntryPoint = "cuCtxPushCurrent_v2")]
    private static partial int PushContext(nint context);

    [LibraryImport(Library, EntryPoint = "cuCtxPopCurrent_v2")]
    private static partial int PopContext(out nint context);

    [LibraryImport(Library, EntryPoint = "cuMemGetInfo_v2")]
    private static partial int GetMemory(out nuint free, out nuint total);

    [LibraryImport(Management, EntryPoint = "nvmlInit_v2")]
    private static partial int InitializeManagement();

    [LibraryImport(Management, EntryPoint = "nvmlSystemGetDriverVersion")]
    private static partial int GetDriverVersion([Out] byte[] version, uint length);
}
