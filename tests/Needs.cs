using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace FusionLab.Tests;

/// <summary>What some tests need and a machine may lack.</summary>
public enum Need
{
    /// <summary>Linux on x64.</summary>
    Linux,

    /// <summary>Signals: not Windows.</summary>
    Signals,

    /// <summary>An NVIDIA GPU that torch can use.</summary>
    Cuda,

    /// <summary>
    /// An NVIDIA GPU, or in its place the device that <c>FUSIONLAB_TEST_DEVICE</c> names: <c>cpu</c> tries the tests themselves out.
    /// </summary>
    CudaOrStandIn,

    /// <summary>MNIST in the folder that <c>FUSIONLAB_DATA</c> names.</summary>
    Mnist,

    /// <summary>Debian's python3.</summary>
    Python,

    /// <summary>Debian's python3-numpy.</summary>
    NumPy,

    /// <summary>Debian's python3-torch.</summary>
    PyTorch,

    /// <summary>A C compiler.</summary>
    Compiler,

    /// <summary>Linux, and the right to mount a file system.</summary>
    Mount,

    /// <summary>Debian's chromium, or the executable that <c>FUSIONLAB_CHROMIUM</c> names.</summary>
    Chromium,

    /// <summary>Debian's slurm-wlm and munge.</summary>
    Slurm,

    /// <summary>Debian's tmux.</summary>
    Tmux,

    /// <summary>Debian's espeak-ng.</summary>
    Speech,

    /// <summary>A processor with AVX-512.</summary>
    Avx512,
}

/// <summary>A test that is skipped, with the reason, where something is missing.</summary>
public sealed class NeedsFactAttribute : FactAttribute
{
    public NeedsFactAttribute(Need need) => Skip = Machine.Lacks(need);
}

/// <summary>A test with cases that is skipped, with the reason, where something is missing.</summary>
public sealed class NeedsTheoryAttribute : TheoryAttribute
{
    public NeedsTheoryAttribute(Need need) => Skip = Machine.Lacks(need);
}

/// <summary>What the machine has.</summary>
internal static class Machine
{
    private static readonly string? s_standIn = Environment.GetEnvironmentVariable("FUSIONLAB_TEST_DEVICE");

    public const string PythonPath = "/usr/bin/python3";

    public static string ChromiumPath => Environment.GetEnvironmentVariable("FUSIONLAB_CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>The device that tests of a GPU run on.</summary>
    public static string GpuName => s_standIn ?? "cuda";

    /// <summary>Why a test cannot run here; null where it can.</summary>
    public static string? Lacks(Need need) => need switch
    {
        Need.Linux when !OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64 => "This is about Linux on x64.",
        Need.Signals when OperatingSystem.IsWindows() => "Windows has no such signals.",
        Need.Mount when !CanMount() => "A tmpfs cannot be mounted here (root may on Linux).",
        Need.Cuda when !torch.cuda.is_available() => "There is no NVIDIA GPU that torch can use.",
        Need.CudaOrStandIn => s_standIn is null ? Lacks(Need.Cuda) : null,
        Need.Mnist when !Directory.Exists(Environment.GetEnvironmentVariable("FUSIONLAB_DATA")) => "FUSIONLAB_DATA names no folder with MNIST.",
        Need.Python when !File.Exists(PythonPath) => $"{PythonPath} is missing (apt-get install python3).",
        Need.NumPy when !Imports("numpy") => "NumPy is missing (apt-get install python3-numpy).",
        Need.PyTorch when !Imports("torch") => "PyTorch is missing (apt-get install python3-torch).",
        Need.Compiler when !OperatingSystem.IsLinux() || !File.Exists("/usr/bin/gcc") => "There is no C compiler (apt-get install gcc).",
        Need.Chromium when !File.Exists(ChromiumPath) => $"{ChromiumPath} is missing (apt-get install chromium, or set FUSIONLAB_CHROMIUM).",
        Need.Slurm when !File.Exists("/usr/sbin/slurmctld") || !File.Exists("/usr/sbin/slurmd") || !File.Exists("/usr/sbin/munged") =>
            "Slurm is missing (tests/slurm/slurm.sh install, as root).",
        Need.Tmux when !File.Exists("/usr/bin/tmux") => "tmux is missing (apt-get install tmux).",
        Need.Speech when !File.Exists("/usr/bin/espeak-ng") => "eSpeak NG is missing (apt-get install espeak-ng).",
        Need.Avx512 when !Avx512F.IsSupported => "The processor has no AVX-512.",
        _ => null,
    };

    private static bool CanMount()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/bin/mount"))
        {
            return false;
        }

        var folder = Directory.CreateTempSubdirectory("fusionlab-mount-");
        bool can = Succeeds("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", folder.FullName) && Succeeds("umount", folder.FullName);
        folder.Delete();
        return can;
    }

    private static bool Succeeds(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static bool Imports(string module) => Lacks(Need.Python) is null && Succeeds(PythonPath, "-c", $"import {module}");
}
