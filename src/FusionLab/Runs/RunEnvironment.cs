using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using FusionLab.Data;
using FusionLab.Training;
using TorchSharp;

namespace FusionLab.Runs;

/// <summary>Where and with what a run was made: environment.json.</summary>
/// <param name="FusionLab">The code's version, with the commit it was built from.</param>
/// <param name="LibTorch">The version that libtorch reports; null where it was not used.</param>
/// <param name="Device">The training device.</param>
/// <param name="Threads">Threads a tensor operation may use, or networks simulated at a time.</param>
/// <param name="OmpWaitPolicy">How idle threads wait; null where nothing is set.</param>
/// <param name="DotNet">The .NET runtime.</param>
/// <param name="System">The operating system and processor architecture.</param>
/// <param name="Cores">Processor cores.</param>
/// <param name="Started">Local time at the start, with its offset.</param>
/// <param name="Command">What to type for the same run; null where it was no command line.</param>
/// <param name="Dataset">The data's checksum and folder.</param>
/// <param name="Earlier">How the run was made before it was resumed, from its beginning on; null for a run that was not.</param>
public sealed record RunEnvironment(
    string FusionLab,
    string? LibTorch,
    string Device,
    int Threads,
    string? OmpWaitPolicy,
    string DotNet,
    string System,
    int Cores,
    DateTimeOffset Started,
    string? Command,
    DatasetInfo Dataset,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RunLeg>? Earlier = null)
{
    /// <summary>The GPU that trained; null for the CPU.</summary>
    public GpuInfo? Gpu { get; init; }

    /// <summary>What multiplies the matrices of fully connected layers; null where torch is not used.</summary>
    public string? Product { get; init; }

    /// <summary>The training device's type, without its number: <c>cpu</c> or <c>cuda</c>. Both give other noise and rounding.</summary>
    [JsonIgnore]
    public string DeviceType => Device.Split(':')[0];

    /// <summary>The version of this code, with the commit it was built from.</summary>
    internal static string CodeVersion { get; } =
        typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Describes this process.</summary>
    /// <param name="device">The training device.</param>
    /// <param name="train">How it trains.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="options">Command line and clock.</param>
    public static RunEnvironment Current(torch.Device device, TrainConfig train, DatasetInfo dataset, RunOptions options) =>
        Describe(TorchContext.Version, device.ToString(), torch.get_num_threads(), dataset, options) with
        {
            Gpu = Devices.DescribeGpu(device),
            Product = train.Product.Describe(device, train.Precision),
        };

    /// <summary>Describes this process where everything is computed without torch, which is then not even loaded.</summary>
    /// <param name="threads">Networks simulated at a time.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="options">Command line and clock.</param>
    public static RunEnvironment WithoutTorch(int threads, DatasetInfo dataset, RunOptions options) =>
        Describe(libTorch: null, "cpu", threads, dataset, options);

    /// <summary>
    /// Says that a run continues on another GPU, driver or libtorch than it was begun with, which may change its noise and rounding.
    /// </summary>
    /// <param name="now">Where it continues.</param>
    /// <returns>Null where they are the same, or no GPUs.</returns>
    internal string? DescribeOtherGpu(RunEnvironment now) =>
        Gpu is null || now.Gpu is null || (Gpu == now.Gpu && LibTorch == now.LibTorch) ? null
            : $"The run was begun on {Gpu} (libtorch {LibTorch}) and continues on {now.Gpu} (libtorch {now.LibTorch}): "
                + "its numbers may differ from those of a run never stopped.";

    /// <summary>Reads what a run was begun with.</summary>
    /// <param name="path">Its environment.json.</param>
    /// <returns>Null where there is no such file.</returns>
    /// <exception cref="DataException">The file is damaged.</exception>
    internal static RunEnvironment? Read(string path) => !File.Exists(path) ? null
        : RunJson.Read<RunEnvironment>(path) is { Dataset: not null, Device: not null } environment ? environment
        : throw new DataException($"{path} is damaged, and with it the device and the checksum of the data that the run was begun with.")
        {
            Advice = "restore it, or delete it if both are the same",
        };

    /// <summary>What to type for the same run from its beginning; null where it was no command line.</summary>
    [JsonIgnore]
    public string? FirstCommand => Earlier is [var first, ..] ? first.Command : Command;

    /// <summary>Describes this process as one that goes on with a run.</summary>
    /// <param name="before">How the run was made so far; null for a new one.</param>
    internal RunEnvironment After(RunEnvironment? before) => before is null ? this : this with
    {
        Earlier = [.. before.Earlier ?? [], new(before.Started, before.Command, before.Device, before.Threads, before.FusionLab)],
    };

    private static RunEnvironment Describe(string? libTorch, string device, int threads, DatasetInfo dataset, RunOptions options) => new(
        CodeVersion,
        libTorch,
        device,
        threads,
        global::System.Environment.GetEnvironmentVariable("OMP_WAIT_POLICY"),
        RuntimeInformation.FrameworkDescription,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
        global::System.Environment.ProcessorCount,
        options.Clock.GetLocalNow(),
        options.CommandLine is { } arguments ? $"dotnet run -- {arguments}" : null,
        dataset);
}

/// <summary>One of the processes that made a run which was resumed.</summary>
/// <param name="Started">Local time at its start, with its offset.</param>
/// <param name="Command">Its command line; null where it had none.</param>
/// <param name="Device">The training device.</param>
/// <param name="Threads">Threads a tensor operation may use, or networks simulated at a time.</param>
/// <param name="FusionLab">The code's version.</param>
public sealed record RunLeg(DateTimeOffset Started, string? Command, string Device, int Threads, string FusionLab);
