using System.Globalization;
using FusionLab.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace FusionLab.Training;

/// <summary>The numbers that training computes with.</summary>
public enum Precision
{
    /// <summary>32-bit floating point throughout; TensorFloat-32 is switched off. The default.</summary>
    Fp32,

    /// <summary>32-bit storage, matrix products and convolutions in TensorFloat-32; CUDA (Ampere or newer) only.</summary>
    Tf32,

    /// <summary>Forward and backward in bfloat16, loss and weight updates in 32-bit.</summary>
    Bf16,

    /// <summary>64-bit floating point throughout.</summary>
    Fp64,
}

/// <summary>What multiplies the matrices of fully connected layers.</summary>
public enum ProductKind
{
    /// <summary>FusionLab's own product where it is faster than torch's: large products in 32 bits on AMD's processors from Zen 5 on.</summary>
    Auto,

    /// <summary>torch's product.</summary>
    Torch,

    /// <summary>FusionLab's own product, of every size; 32 bits on a CPU with AVX-512 only.</summary>
    Own,
}

/// <summary>The devices that training runs on, and what a <see cref="Precision"/> or a <see cref="ProductKind"/> means there.</summary>
public static class Devices
{
    /// <summary>Prepares torch for a run: sets the number of threads and finds the device.</summary>
    /// <param name="name">The device, as <see cref="Parse(string)"/> reads it.</param>
    /// <param name="threads">Threads that one tensor operation may use; 0 takes <see cref="TorchLibrary.DefaultThreads"/>.</param>
    /// <param name="precision">The precision to compute in.</param>
    /// <exception cref="ConfigException">The name is not valid, or the device does not compute in the precision.</exception>
    /// <exception cref="MachineException">This machine has no such device, or torch cannot be loaded.</exception>
    public static Device Prepare(string name, int threads, Precision precision)
    {
        TorchLibrary.SetThreads(threads);
        var device = Parse(name);
        precision.Require(device);
        return device;
    }

    /// <summary>Finds the device that a name means on this machine.</summary>
    /// <param name="name"><c>auto</c> (the first CUDA device, else the CPU), <c>cpu</c>, <c>cuda</c>, or <c>cuda:N</c>.</param>
    /// <exception cref="ConfigException">The name is none of these.</exception>
    /// <exception cref="MachineException">This machine has no such device.</exception>
    public static Device Parse(string name) => Parse(name, cuda.is_available() ? cuda.device_count() : 0, DescribeUnseenGpus);

    /// <summary>Says that a run computes on the CPU although the driver offers GPUs; see <see cref="DescribeUnseenGpus"/>.</summary>
    /// <param name="name">The device that was asked for.</param>
    /// <returns>One sentence; null where another device was asked for, torch sees a GPU, or there is none.</returns>
    public static string? ExplainCpu(string name) => name.Trim().Equals("auto", StringComparison.OrdinalIgnoreCase)
        && DescribeUnseenGpus() is { } unseen ? $"The CPU computes: {unseen}" : null;

    /// <summary>The type of the device that a name means on this machine, as outputs write it: <c>cpu</c> or <c>cuda</c>.</summary>
    /// <inheritdoc cref="Parse(string)"/>
    public static string NameType(string name) => Parse(name).ToString().Split(':')[0];

    /// <summary>Finds the device that a name means on a machine.</summary>
    /// <param name="name">See <see cref="Parse(string)"/>.</param>
    /// <param name="cudaDevices">The CUDA devices that torch sees.</param>
    /// <param name="describeUnseen">Says why torch sees none, where it should.</param>
    internal static Device Parse(string name, int cudaDevices, Func<string?> describeUnseen)
    {
        string lower = name.Trim().ToLowerInvariant();
        if (lower == "cpu" || (lower == "auto" && cudaDevices == 0))
        {
            return CPU;
        }

        int index = 0;
        if (lower is not ("auto" or "cuda")
            && !(lower.StartsWith("cuda:", StringComparison.Ordinal)
                && int.TryParse(lower.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out index)))
        {
            throw new ConfigException($"The device is '{name}'; it must be auto, cpu, cuda, or cuda:N with N from 0.");
        }

        if (cudaDevices == 0)
        {
            string reason = describeUnseen() ?? "torch finds no CUDA device here.";
            throw new MachineException($"The device is '{name}', but {reason}") { Remedy = Remedy.Cpu };
        }

        return index < cudaDevices
            ? new Device(DeviceType.CUDA, index)
            : throw new MachineException(
                $"The device is '{name}', but there are only {cudaDevices} CUDA devices; N goes from 0 to {cudaDevices - 1}.");
    }

    /// <summary>The GPUs that NVIDIA's driver offers to this process, whether or not torch sees them.</summary>
    public static IReadOnlyList<GpuInfo> ListGpus() =>
        [.. Enumerable.Range(0, CudaDriver.CountDevices()).Select(CudaDriver.Describe).OfType<GpuInfo>()];

    /// <summary>
    /// Says that the driver offers GPUs which torch does not see, as where the program was built on a machine without one, and what to do.
    /// </summary>
    /// <returns>One sentence; null where torch sees a GPU, or there is none.</returns>
    public static string? DescribeUnseenGpus() => !cuda.is_available() && CudaDriver.CountDevices() is > 0 and var gpus
        ? $"NVIDIA's driver offers {(gpus == 1 ? "a GPU" : $"{gpus} GPUs")}, but torch sees none; {WhyUnseen}."
        : null;

    /// <summary>Describes the GPU that a device is; null for the CPU, and where the driver does not say.</summary>
    public static GpuInfo? DescribeGpu(Device device) =>
        device.type == DeviceType.CUDA ? CudaDriver.Describe(Math.Max(0, device.index)) : null;

    /// <summary>Describes a device in a few words: a GPU by its name, the CPU by the threads in use.</summary>
    public static string Describe(Device device) =>
        device.type == DeviceType.CPU ? DescribeCpu(get_num_threads())
            : DescribeGpu(device) is { } gpu ? $"{device} ({gpu.Name})"
            : device.ToString();

    /// <summary>Describes the CPU with some threads.</summary>
    internal static string DescribeCpu(int threads) => $"cpu with {threads} thread{(threads == 1 ? "" : "s")}";

    /// <summary>
    /// Finds out how much memory a run may fill: what is free on the GPU, or what this process may use on the CPU (container limits
    /// included).
    /// </summary>
    /// <param name="device">The device.</param>
    /// <returns>Bytes; null when it cannot be found out.</returns>
    public static long? FindMemory(Device device) => device.type switch
    {
        DeviceType.CPU => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        DeviceType.CUDA => CudaDriver.FindFreeMemory(Math.Max(0, device.index)),
        _ => null,
    };

    /// <summary>Finds the share of a GPU's memory that is taken, from 0 to 1; null when it cannot be found out.</summary>
    /// <param name="gpu">Its number, as torch counts.</param>
    public static double? FindTakenShare(int gpu) =>
        CudaDriver.MeasureMemory(gpu) is var (free, total) ? 1 - ((double)free / total) : null;

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
            throw new ConfigException("train.precision", "is tf32, which the CPU does not compute in.")
            {
                Advice = "use fp32, bf16 or fp64",
                Remedy = Remedy.Gpu,
            };
        }
    }

    /// <summary>Checks that a product can be computed.</summary>
    /// <param name="product">The product.</param>
    /// <param name="device">The training device.</param>
    /// <param name="precision">The precision.</param>
    /// <exception cref="ConfigException">Device or precision do not allow it.</exception>
    /// <exception cref="MachineException">This processor lacks AVX-512.</exception>
    public static void Require(this ProductKind product, Device device, Precision precision)
    {
        if (product != ProductKind.Own)
        {
            return;
        }

        if (device.type != DeviceType.CPU)
        {
            throw new ConfigException("train.product", "is own, which the CPU alone computes.") { Advice = "use auto", Remedy = Remedy.Cpu };
        }

        if (precision != Precision.Fp32)
        {
            throw new ConfigException(
                "train.product",
                $"is own, which computes in fp32, but train.precision is {precision.ToString().ToLowerInvariant()}; use auto.");
        }

        if (!MatrixProduct.IsSupported)
        {
            throw new MachineException("train.product is own, which takes AVX-512, and this processor lacks it; use auto.");
        }
    }

    /// <summary>Says what multiplies the matrices of fully connected layers.</summary>
    /// <inheritdoc cref="CreateProduct"/>
    public static string Describe(this ProductKind product, Device device, Precision precision) =>
        !IsOwn(product, device, precision) ? "torch" : product == ProductKind.Own ? "own, AVX-512" : "own, AVX-512, where large; else torch";

    /// <summary>Creates FusionLab's own product where it is to be used; null where torch multiplies everything.</summary>
    /// <param name="product">What the config asks for.</param>
    /// <param name="device">The training device.</param>
    /// <param name="precision">The precision.</param>
    internal static MatrixProduct? CreateProduct(this ProductKind product, Device device, Precision precision) =>
        IsOwn(product, device, precision) ? new MatrixProduct(get_num_threads(), takesAll: product == ProductKind.Own) : null;

    private static bool IsOwn(ProductKind product, Device device, Precision precision) =>
        product == ProductKind.Own
        || (product == ProductKind.Auto && device.type == DeviceType.CPU && precision == Precision.Fp32 && MatrixProduct.IsFaster);

    /// <summary>
    /// Whether convolutions take maps without a copy whose channels lie last in memory, as a GPU's tensor cores and the bf16 units of a CPU do.
    /// </summary>
    /// <param name="precision">The precision.</param>
    /// <param name="device">The training device.</param>
    public static bool WantsChannelsLast(this Precision precision, Device device) =>
        precision == Precision.Bf16 || (device.type == DeviceType.CUDA && precision == Precision.Tf32);

    /// <summary>
    /// Switches TensorFloat-32 on or off for CUDA, and lets cuDNN take only algorithms that give the same bytes each time. Both switches
    /// belong to the process, as torch has them; PyTorch leaves TensorFloat-32 on for convolutions, FusionLab only where the config says
    /// tf32. cuDNN's trials of algorithms (<c>benchmark</c>) stay off, as torch has them: their choice depends on clocks.
    /// </summary>
    /// <param name="precision">The precision.</param>
    /// <param name="device">The training device; nothing happens for the CPU.</param>
    public static void Apply(this Precision precision, Device device)
    {
        if (device.type == DeviceType.CUDA)
        {
            backends.cuda.matmul.allow_tf32 = precision == Precision.Tf32;
            backends.cudnn.allow_tf32 = precision == Precision.Tf32;
            TorchContext.TrySetDeterministicCudnn(true);
        }
    }

    private static string WhyUnseen => TorchLibrary.HasCuda
        ? "the driver is too old for this version of torch; update it"
        : "the program was built with torch's CPU package; build it here, or with -p:Torch=cuda";
}
