using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Moves modules; the result is the module itself, under its own type.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Moves parameters and buffers to a device.</summary>
    public static T to<T>(this T module, Device device, bool non_blocking = false)
        where T : nn.Module => Moved(module, device, null);

    /// <summary>Moves parameters and buffers to a device.</summary>
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
        where T : nn.Module => Moved(module, new Device(deviceType, deviceIndex), null);

    /// <summary>Moves parameters and buffers to a device.</summary>
    public static T to<T>(this T module, string device, bool non_blocking = false)
        where T : nn.Module => Moved(module, new Device(device), null);

    /// <summary>Converts parameters and real-valued buffers to a type.</summary>
    public static T to<T>(this T module, ScalarType type, bool non_blocking = false)
        where T : nn.Module => Moved(module, null, type);

    /// <summary>Moves parameters and buffers to a device and converts them to a type.</summary>
    public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false)
        where T : nn.Module => Moved(module, device, type);

    /// <summary>Moves parameters and buffers to the CPU.</summary>
    public static T cpu<T>(this T module, bool non_blocking = false)
        where T : nn.Module => Moved(module, CPU, null);

    /// <summary>Moves parameters and buffers to an NVIDIA GPU.</summary>
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false)
        where T : nn.Module => Moved(module, new Device(DeviceType.CUDA, deviceIndex), null);

    /// <summary>Converts parameters and real-valued buffers to single precision.</summary>
    public static T @float<T>(this T module, bool non_blocking = false)
        where T : nn.Module => Moved(module, null, ScalarType.Float32);

    /// <summary>Converts parameters and real-valued buffers to double precision.</summary>
    public static T @double<T>(this T module, bool non_blocking = false)
        where T : nn.Module => Moved(module, null, ScalarType.Float64);

    private static T Moved<T>(T module, Device? device, ScalarType? dtype)
        where T : nn.Module
    {
        module.Move(device, dtype);
        return module;
    }
}
