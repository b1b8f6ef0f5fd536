using System.Globalization;
using System.Runtime.InteropServices;
using FusionLab.Experiments;

namespace FusionLab.Tests.Experiments;

/// <summary>What the process settles before torch's first work.</summary>
public class TorchRuntimeTests
{
    private const int Size = 16 << 20, Page = 4096;

    [Fact]
    public void Freed_memory_is_used_again_without_asking_the_system()
    {
        TorchRuntime.KeepFreedMemory();
        TouchAndFree();

        long before = PagesTaken();
        TouchAndFree();
        long taken = PagesTaken() - before;

        Assert.True(!OperatingSystem.IsLinux() || taken < Size / Page / 10, $"{taken} pages of {Size / Page} were taken again");
    }

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
