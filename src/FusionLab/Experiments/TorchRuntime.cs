using System.Runtime.InteropServices;
using FusionLab.Experiments.Configuration;
using FusionLab.Training;
using TorchSharp;

namespace FusionLab.Experiments;

/// <summary>
/// What has to be settled in the process before torch does its first work: threads, how idle ones wait, and freed memory.
/// </summary>
public static partial class TorchRuntime
{
    private const string WaitPolicy = "OMP_WAIT_POLICY", TrimThreshold = "MALLOC_TRIM_THRESHOLD_";

    /// <summary>Numbers of the C library's header malloc.h.</summary>
    private const int TrimThresholdParameter = -1, MapThresholdParameter = -3;

    /// <summary>Bytes. The C library takes no larger number for blocks that are mapped one by one.</summary>
    private const int LargestMapThreshold = 32 << 20, FreedMemoryKept = 256 << 20;

    /// <summary>
    /// The torch provider this build uses: <c>nuget</c> (TorchSharp's packages) or <c>system</c> (libtorch of this machine).
    /// </summary>
    public static string Backend => typeof(torch).Assembly.GetName().Name == "TorchSharp" ? "nuget" : "system";

    /// <summary>
    /// Makes idle OpenMP threads sleep rather than spin, before libtorch (and with it libgomp) is loaded. On few cores
    /// spinning is ruinous: the same training step took 230 ms by default and 88 ms with sleeping threads.
    /// A value the user has set stays. Call it first thing in the process; it does not load torch.
    /// </summary>
    public static void LetIdleThreadsSleep()
    {
        // .NET's Environment.SetEnvironmentVariable changes its own copy only; libgomp reads the C library's.
        if (!OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable(WaitPolicy) is null)
        {
            _ = SetEnvironmentVariable(WaitPolicy, "passive", 0);
            Environment.SetEnvironmentVariable(WaitPolicy, "passive");
        }
    }

    /// <summary>
    /// Lets the C library of Linux keep what a training step frees for the next step. By default it gives blocks of a few
    /// megabytes back to the system and takes them again, zeroed page by page, in every step.
    /// A value the user has set stays. Call it first thing in the process.
    /// </summary>
    public static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(TrimThreshold) is not null)
        {
            return;
        }

        try
        {
            _ = SetAllocation(MapThresholdParameter, LargestMapThreshold);
            _ = SetAllocation(TrimThresholdParameter, FreedMemoryKept);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, with habits of its own.
        }
    }

    /// <summary>Sets the number of threads one tensor operation may use.</summary>
    /// <param name="threads">The number; 0 takes all cores. Debian's libtorch would start with one.</param>
    /// <returns>The number in force.</returns>
    public static int SetThreads(int threads)
    {
        torch.set_num_threads(threads > 0 ? threads : Environment.ProcessorCount);
        return torch.get_num_threads();
    }

    /// <summary>Sets the threads of a config and finds its device.</summary>
    /// <exception cref="ConfigException">This machine has no such device, or it does not compute in the config's precision.</exception>
    internal static torch.Device Prepare(ExperimentConfig config)
    {
        SetThreads(config.Threads);
        var device = DeviceChoice.Parse(config.Device);
        config.Train.Precision.Require(device);
        return device;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocation(int parameter, int value);
}
