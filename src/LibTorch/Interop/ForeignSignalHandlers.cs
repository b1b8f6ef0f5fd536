using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// Keeps the libraries that libtorch brings with it from taking over the process's signals. Distributions build libtorch with
/// MPI, hence with UCX, which catches SIGSEGV as it is loaded and ends the process; .NET needs that signal for
/// NullReferenceException.
/// </summary>
internal static partial class ForeignSignalHandlers
{
    /// <summary>Call it before libtorch is loaded. A value the user has set stays.</summary>
    public static void KeepOut()
    {
        if (OperatingSystem.IsLinux())
        {
            // .NET's Environment.SetEnvironmentVariable changes its own copy only; UCX reads the C library's.
            _ = SetEnvironmentVariable("UCX_ERROR_SIGNALS", "", 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
