using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using TorchSharp;

namespace FusionLab;

/// <summary>Loads torch's native library, and sets what must be set in the process before that.</summary>
public static partial class TorchLibrary
{
    private const string WaitPolicy = "OMP_WAIT_POLICY", ThreadCount = "OMP_NUM_THREADS", TorchSharpName = "LibTorchSharp";
    private const string TrimThreshold = "MALLOC_TRIM_THRESHOLD_";

    /// <summary>Numbers of the C library's header malloc.h.</summary>
    private const int TrimThresholdParameter = -1, MapThresholdParameter = -3;

    /// <summary>Bytes. The C library takes no larger number for blocks that are mapped one by one.</summary>
    private const int LargestMapThreshold = 32 << 20, FreedMemoryKept = 256 << 20;

    private static readonly string[] s_backtraces = ["Exception raised from ", "\nframe #", "\nC++ CapturedTraceback:"];
    private static readonly Lock s_lock = new();
    private static bool s_loaded;
    private static nint s_handle;

    /// <summary>The threads that a computation uses unless the config says otherwise: <c>OMP_NUM_THREADS</c>, else all cores.</summary>
    /// <remarks>The cores are those that this process may run on (its affinity and its container's limit).</remarks>
    public static int DefaultThreads =>
        int.TryParse(Environment.GetEnvironmentVariable(ThreadCount)?.Split(',')[0], out int threads) && threads > 0
            ? threads
            : Environment.ProcessorCount;

    /// <summary>The version of the libtorch that is loaded, such as 2.10.0.</summary>
    public static string Version => TorchContext.Version;

    /// <summary>True where the program was built with torch's CUDA package.</summary>
    public static bool HasCuda => NativeLibrary.TryLoad("torch_cuda", typeof(TorchLibrary).Assembly, null, out _);

    /// <summary>
    /// Makes idle OpenMP threads sleep rather than spin. On few cores spinning is slow: a training step took 230 ms by default and 88 ms
    /// with sleeping threads. A value that the user has set stays. Call it before anything loads libtorch, and with it libgomp.
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
    /// Lets the C library of Linux keep the memory that a training step frees for the next step. By default it returns blocks of a few
    /// megabytes to the system and requests them again, zeroed page by page, in every step. A value that the user has set stays. Call it
    /// at the start of the process.
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
            // Another C library, which has no such setting.
        }
    }

    /// <summary>Sets the number of threads that one tensor operation may use.</summary>
    /// <param name="threads">The number; 0 takes <see cref="DefaultThreads"/>.</param>
    /// <returns>The number in force.</returns>
    /// <exception cref="MachineException">The library cannot be loaded here.</exception>
    public static int SetThreads(int threads)
    {
        Load();
        torch.set_num_threads(threads > 0 ? threads : DefaultThreads);
        return torch.get_num_threads();
    }

    /// <summary>
    /// Ends the process at once, even while another thread computes: by the usual way torch's library frees what that thread uses, and
    /// the process crashes. Files are closed beforehand.
    /// </summary>
    /// <param name="exitCode">The exit code.</param>
    public static void EndProcess(int exitCode)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(exitCode); // stops other threads first
        }

        ExitNow(exitCode);
    }

    /// <summary>
    /// Makes the first tensor load torch's native library as <see cref="Load"/> does, so that no command has to think of it; one that
    /// needs no tensor starts faster. Call it at the start of the process.
    /// </summary>
    public static void LoadWhenNeeded() => AssemblyLoadContext.Default.ResolvingUnmanagedDll +=
        (_, name) => name == TorchSharpName && ExplainFailure() is null ? s_handle : 0; // the runtime would swallow an exception

    /// <summary>Why the library cannot be loaded here, in a sentence; null where it is loaded.</summary>
    public static string? ExplainFailure()
    {
        try
        {
            Load();
            return null;
        }
        catch (MachineException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Loads torch's native library. Call it before the first tensor; calling it again costs nothing.</summary>
    /// <remarks>
    /// On Linux systems whose libstdc++ is older than GCC 13 the library is repaired first (<see cref="VersionNeeds"/>): in its folder, or
    /// in a temporary copy if the folder cannot be written.
    /// </remarks>
    /// <exception cref="MachineException">The library cannot be loaded here; the message names what is missing.</exception>
    public static void Load()
    {
        lock (s_lock)
        {
            if (!s_loaded && OperatingSystem.IsLinux())
            {
                const string file = $"lib{TorchSharpName}.so";
                string folders = (string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "";
                string library = folders.Split(':', StringSplitOptions.RemoveEmptyEntries).Append(AppContext.BaseDirectory)
                    .Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
                    ?? throw new MachineException($"The torch library {file} is not beside the program; build or publish it again.");
                s_handle = LoadFile(library);
                SetResolver(s_handle);
            }

            s_loaded = true;
        }
    }

    /// <summary>Loads a file, after repairing it if all that is missing is a version of libstdc++ that nothing in it uses.</summary>
    /// <exception cref="MachineException">It cannot be loaded.</exception>
    internal static nint LoadFile(string library)
    {
        if (TryLoad(library, out nint handle) is not { } failure)
        {
            return handle;
        }

        const string marker = "GLIBCXX_3.4.32";
        byte[] bytes = failure.Contains($"`{marker}' not found", StringComparison.Ordinal) ? File.ReadAllBytes(library) : [];
        if (!VersionNeeds.MarkWeak(bytes, marker))
        {
            throw new MachineException(Explain(failure));
        }

        try
        {
            Replace(library, bytes);
            failure = TryLoad(library, out handle);
        }
        catch (Exception unwritable) when (OutputException.IsCausedBy(unwritable))
        {
            failure = LoadCopy(library, bytes, out handle);
        }

        return failure is null ? handle : throw new MachineException(Explain(failure));
    }

    /// <summary>Explains the dynamic loader's message in a sentence.</summary>
    internal static string Explain(string failure)
    {
        const string sentence = "The torch library cannot be loaded: ";
        if (MissingVersion().Match(failure) is { Success: true } version)
        {
            string name = version.Groups["name"].Value;
            string cure = name.StartsWith("GLIBCXX", StringComparison.Ordinal) || name.StartsWith("CXXABI", StringComparison.Ordinal)
                ? "install a newer libstdc++ (GCC 12 or later; conda's libstdcxx-ng has one, with its folder in LD_LIBRARY_PATH)"
                : "use a newer system (Debian 12, Ubuntu 22.04 or later)";
            return $"{sentence}{version.Groups["file"].Value} lacks version {name}; {cure}.";
        }

        if (MissingFile().Match(failure) is { Success: true } file)
        {
            return $"{sentence}{file.Groups["file"].Value} is missing; install the package that has it, or build again.";
        }

        string last = failure.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1].TrimEnd('.');
        return last.Contains("undefined symbol", StringComparison.Ordinal)
            ? $"{sentence}{last}: another version of libtorch is found before its own; check LD_LIBRARY_PATH, or build again."
            : $"{sentence}{last}.";
    }

    /// <summary>A message of torch without the C++ call stack that follows, which says nothing to a person.</summary>
    public static string CutBacktrace(string message)
    {
        int[] ends = [.. s_backtraces.Select(sign => message.IndexOf(sign, StringComparison.Ordinal)).Where(at => at >= 0)];
        return ends.Length == 0 ? message : message[..ends.Min()].TrimEnd();
    }

    private static string? TryLoad(string library, out nint handle)
    {
        try
        {
            handle = NativeLibrary.Load(library);
            return null;
        }
        catch (DllNotFoundException failure)
        {
            handle = 0;
            return failure.Message;
        }
    }

    /// <summary>Replaces a file in one step, so that a process that loads it meanwhile finds the old or the new one, whole.</summary>
    /// <remarks>
    /// The old file may be a link into the package cache, which must not change. The time stays: it tells the build not to copy again.
    /// </remarks>
    private static void Replace(string library, byte[] bytes)
    {
        var time = File.GetLastWriteTimeUtc(library);
        AtomicFile.Write(library, stream => stream.Write(bytes));
        File.SetLastWriteTimeUtc(library, time);
    }

    /// <summary>Loads a copy from a temporary folder, which is deleted once the library is loaded.</summary>
    private static string? LoadCopy(string library, byte[] bytes, out nint handle)
    {
        // The copy cannot look beside itself for the library it needs.
        if (TryLoad(Path.Combine(Path.GetDirectoryName(library)!, "libtorch.so"), out handle) is { } failure)
        {
            return failure;
        }

        var folder = Directory.CreateTempSubdirectory("fusionlab-");
        try
        {
            string copy = Path.Combine(folder.FullName, Path.GetFileName(library));
            File.WriteAllBytes(copy, bytes);
            return TryLoad(copy, out handle);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Hands the library to TorchSharp, which would not find a copy elsewhere.</summary>
    private static void SetResolver(nint handle)
    {
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == TorchSharpName ? handle : 0;
        NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (name, _, _) => name == TorchSharpName ? handle : 0);
    }

    [GeneratedRegex(@"(?<file>[^\s:/]+): version `(?<name>[^']+)' not found")]
    private static partial Regex MissingVersion();

    [GeneratedRegex(@"(?<file>[^\s:/]+): cannot open shared object file: No such file")]
    private static partial Regex MissingFile();

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int exitCode);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocation(int parameter, int value);
}
