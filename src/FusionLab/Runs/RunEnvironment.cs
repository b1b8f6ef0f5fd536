using System.Reflection;
using System.Runtime.InteropServices;
using FusionLab.Data;
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
    DatasetInfo Dataset)
{
    /// <summary>The version of this code, with the commit it was built from.</summary>
    internal static string CodeVersion { get; } =
        typeof(RunEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Describes this process.</summary>
    /// <param name="device">The training device.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="options">Command line and clock.</param>
    public static RunEnvironment Current(torch.Device device, DatasetInfo dataset, RunOptions options) =>
        Describe(torch.__version__, device.ToString(), torch.get_num_threads(), dataset, options);

    /// <summary>Describes this process where everything is computed without torch, which is then not even loaded.</summary>
    /// <param name="threads">Networks simulated at a time.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="options">Command line and clock.</param>
    public static RunEnvironment WithoutTorch(int threads, DatasetInfo dataset, RunOptions options) =>
        Describe(libTorch: null, "cpu", threads, dataset, options);

    /// <summary>Reads which data a run was begun with.</summary>
    /// <param name="path">Its environment.json.</param>
    /// <returns>Null where there is no such file.</returns>
    /// <exception cref="DataException">The file is damaged.</exception>
    internal static DatasetInfo? ReadDataset(string path) => !File.Exists(path) ? null
        : RunJson.Read<RunEnvironment>(path)?.Dataset
            ?? throw new DataException($"{path} is damaged, and with it the checksum of the data that the run was begun with.")
            {
                Advice = "restore it, or delete it if the data are the same",
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
