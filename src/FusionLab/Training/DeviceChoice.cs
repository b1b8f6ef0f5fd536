using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>Reads <c>--device</c>: auto, cpu, cuda, or cuda:N.</summary>
public static class DeviceChoice
{
    /// <summary>Finds the device that a name means on this machine.</summary>
    /// <param name="name"><c>auto</c> (the first CUDA device, else the CPU), <c>cpu</c>, <c>cuda</c>, or <c>cuda:N</c>.</param>
    /// <returns>The device.</returns>
    /// <exception cref="ConfigException">The name is none of these.</exception>
    /// <exception cref="MachineException">This machine has no such device.</exception>
    public static Device Parse(string name) => Parse(name, cuda.is_available() ? cuda.device_count() : 0);

    /// <summary>Finds the device that a name means on a machine with some CUDA devices.</summary>
    internal static Device Parse(string name, int cudaDevices)
    {
        string lower = name.Trim().ToLowerInvariant();
        if (lower == "cpu" || (lower == "auto" && cudaDevices == 0))
        {
            return CPU;
        }

        if (Index(lower) is not { } index)
        {
            throw new ConfigException($"The device is '{name}'; it must be auto, cpu, cuda, or cuda:N with N from 0.");
        }

        if (cudaDevices == 0)
        {
            throw new MachineException(
                $"The device is '{name}', but torch finds no CUDA device here; "
                + "use --device cpu, or see 'info' for the torch package and its devices.");
        }

        return index < cudaDevices
            ? new Device(DeviceType.CUDA, index)
            : throw new MachineException(
                $"The device is '{name}', but there are only {cudaDevices} CUDA devices; N goes from 0 to {cudaDevices - 1}.");
    }

    private static int? Index(string lower) => lower switch
    {
        "auto" or "cuda" => 0,
        _ when lower.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(lower.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int index) => index,
        _ => null,
    };
}
