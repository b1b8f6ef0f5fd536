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

    /// <summary>
    /// The type in which samples rest on the device: bfloat16 would round targets, and inputs are converted batch by batch.
    /// </summary>
    public static ScalarType DataType(this Precision precision) => precision == Precision.Fp64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>Checks that a device can compute in a precision.</summary>
    /// <param name="precision">The precision.</param>
    /// <param name="device">The training device.</param>
    /// <exception cref="ConfigException">It cannot.</exception>
    /// <remarks>
    /// TensorFloat-32 exists on NVIDIA's tensor cores only. libtorch computes in bfloat16 on any CPU, though fast only on those
    /// with instructions for it.
    /// </remarks>
    public static void Require(this Precision precision, Device device)
    {
        if (device.type == DeviceType.CPU && precision == Precision.Tf32)
        {
            throw new ConfigException(
                "train.precision is tf32, which the CPU does not compute in; use fp32, bf16 or fp64, or --device cuda.");
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
