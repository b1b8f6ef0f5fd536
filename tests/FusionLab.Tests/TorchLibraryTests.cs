using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FusionLab.Tests;

/// <summary>How torch's native library is loaded, and what the process settles before its first work.</summary>
public class TorchLibraryTests
{
    private const int Size = 16 << 20, Page = 4096;

    [Theory]
    [InlineData(
        "Unable to load shared library: /lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.30' not found (required by /app/libLibTorchSharp.so)",
        "libstdc++.so.6 lacks version GLIBCXX_3.4.30; install a newer libstdc++")]
    [InlineData(
        "/lib64/libc.so.6: version `GLIBC_2.34' not found (required by /app/libLibTorchSharp.so)",
        "libc.so.6 lacks version GLIBC_2.34; use a newer system")]
    [InlineData("libtorch_cpu.so: cannot open shared object file: No such file or directory", "libtorch_cpu.so is missing; install")]
    [InlineData(
        "Unable to load shared library '/app/a.so' or one of its dependencies.\n/app/a.so: undefined symbol: _ZN5torch.",
        "loaded: /app/a.so: undefined symbol: _ZN5torch: another version of libtorch is found before its own; check LD_LIBRARY_PATH")]
    [InlineData("failed to map segment from shared object", "cannot be loaded: failed to map segment from shared object.")]
    public void What_the_loader_lacks_becomes_a_sentence(string failure, string sentence) =>
        Assert.Contains(sentence, TorchLibrary.Explain(failure));

    [Theory]
    [InlineData("size mismatch\nException raised from a at b.cpp:1 (most recent call first):\nframe #0: c", "size mismatch")]
    [InlineData("size mismatch", "size mismatch")]
    public void The_call_stack_of_Cpp_is_cut_from_a_message(string message, string sentence) =>
        Assert.Equal(sentence, TorchLibrary.CutBacktrace(message));

    [Theory]
    [InlineData("1", 1)]
    [InlineData("3,2", 3)]
    [InlineData("many", 0)]
    [InlineData(null, 0)]
    public void OMP_NUM_THREADS_is_respected(string? value, int threads)
    {
        string? before = Environment.GetEnvironmentVariable("OMP_NUM_THREADS");
        try
        {
            Environment.SetEnvironmentVariable("OMP_NUM_THREADS", value);
            Assert.Equal(threads > 0 ? threads : Environment.ProcessorCount, TorchLibrary.DefaultThreads);
        }
        finally
        {
            Environment.SetEnvironmentVariable("OMP_NUM_THREADS", before);
        }
    }

    [Fact]
    public void What_a_process_does_with_freed_memory_holds_in_one_of_its_own()
    {
        // Beside other tests, which take and free memory on the same threads, it would be their doing.
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(TorchLibraryTests).Assembly.Location, "Category=OwnProcess"]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Contains("1 passed, 0 failed", output);
    }

    [Fact]
    [Trait("Category", "OwnProcess")]
    public void Freed_memory_is_used_again_without_asking_the_system()
    {
        TorchLibrary.KeepFreedMemory();
        TouchAndFree();

        long before = PagesTaken();
        TouchAndFree();
        long taken = PagesTaken() - before;

        Assert.True(!OperatingSystem.IsLinux() || taken < Size / Page / 10, $"{taken} pages of {Size / Page} were taken again");
    }

    /// <summary>Tests use tensors without asking for the library first.</summary>
    [ModuleInitializer]
    internal static void LoadTorch() => TorchLibrary.Load();

    private static void TouchAndFree()
    {
        nint block = Marshal.AllocHGlobal(Size);
        for (int offset = 0; offset < Size; offset += Page)
        {
            Marshal.WriteByte(block, offset, 1);
        }

        Marshal.FreeHGlobal(block);
    }

    /// <summary>Minor faults of this thread.</summary>
    private static long PagesTaken() => OperatingSystem.IsLinux()
        ? long.Parse(File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ')[7], CultureInfo.InvariantCulture)
        : 0;
}
