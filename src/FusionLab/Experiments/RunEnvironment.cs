using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace FusionLab.Experiments;

/// <summary>Where and with what a run was made: environment.json.</summary>
/// <param name="FusionLab">The code's version, with the commit it was built from.</param>
/// <param name="Backend">The torch provider: <c>nuget</c> or <c>system</c>.</param>
/// <param name="LibTorch">The version that libtorch reports.</param>
/// <param name="Device">The training device.</param>
/// <param name="Threads">Threads a tensor operation may use.</param>
/// <param name="OmpWaitPolicy">How idle threads wait; null where nothing is set.</param>
/// <param name="DotNet">The .NET runtime.</param>
/// <param name="System">The operating system and processor architecture.</param>
/// <param name="Cores">Processor cores.</param>
/// <param name="Started">Local time at the start, with its offset.</param>
/// <param name="CommandLine">The command line; null where there is none.</param>
/// <param name="Dataset">The data's checksum and folder.</param>
public sealed record RunEnvironment(
    string FusionLab,
    string Backend,
    string LibTorch,
    string Device,
    int Threads,
    string? OmpWaitPolicy,
    string DotNet,
    string System,
    int Cores,
    DateTimeOffset Started,
    string? CommandLine,
    Data.DatasetInfo Dataset)
{
    /// <summary>Describes this process.</summary>
    /// <param name="device">The training device.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="options">Command line and clock.</param>
    public static RunEnvironment Current(torch.Device device, Data.DatasetInfo dataset, RunOptions options) => new(
        typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        TorchRuntime.Backend,
        torch.__version__,
        device.ToString(),
        torch.get_num_threads(),
        global::System.Environment.GetEnvironmentVariable("OMP_WAIT_POLICY"),
        RuntimeInformation.FrameworkDescription,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
        global::System.Environment.ProcessorCount,
        options.Clock.GetLocalNow(),
        options.CommandLine,
        dataset);
}
