using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>What a precision means for tensors and for the device.</summary>
public static class PrecisionRules
{
    /// <summary>The type of the network's parameters and of its inputs.</summary>
    public static ScalarType NetworkType(this Precision precision) => precision switch
    {
        Precision.Bf16 => ScalarType.BFloat16,
        Precision.Fp64 => ScalarType.Float64,
        _ => ScalarType.Float32,
    };

    /// <summary>Checks that a device can compute in a precision.</summary>
    /// <param name="precision">The precision.</param>
    /// <param name="device">The training device.</param>
    /// <exception cref="ConfigException">It cannot.</exception>
    /// <remarks>
    /// libtorch has bfloat16 kernels for the CPU, but without hardware support they are slower than 32-bit ones, and nothing
    /// is gained; TensorFloat-32 exists on NVIDIA's tensor cores only.
    /// </remarks>
    public static void Require(this Precision precision, Device device)
    {
        if (device.type == DeviceType.CPU && precision is Precision.Tf32 or Precision.Bf16)
        {
            throw new ConfigException(
                $"train.precision is {precision.ToString().ToLowerInvariant()}, which the CPU does not compute in; use fp32 or fp64, or --device cuda.");
        }
    }

    /// <summary>
    /// Switches TensorFloat-32 on or off for CUDA. The switch belongs to the process, as torch has it; PyTorch leaves it on for
    /// convolutions, FusionLab only where the config says tf32.
    /// </summary>
    /// <param name="precision">The precision.</param>
    /// <param name="device">The training device; nothing happens for the CPU.</param>
    public static void Apply(this Precision precision, Device device)
    {
        if (device.type == DeviceType.CUDA)
        {
            backends.cuda.matmul.allow_tf32 = precision == Precision.Tf32;
            backends.cudnn.allow_tf32 = precision == Precision.Tf32;
        }
    }
}
