using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace FusionLab.Tests.Cli;

/// <summary>The program as a process of its own, which signals can reach.</summary>
internal sealed class ProgramRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new(), _error = new();

    private ProgramRun(Process process) => _process = process;

    /// <summary>Standard output so far; all of it once the program has ended.</summary>
    public string Out => Read(_output);

    /// <summary>Standard error so far; all of it once the program has ended.</summary>
    public string Error => Read(_error);

    /// <summary>Bytes of memory that the program holds; 0 once it has ended.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>In every process that a test starts, a sentence is one line.</summary>
    [ModuleInitializer]
    internal static void KeepSentencesWhole() => Environment.SetEnvironmentVariable("COLUMNS", "1000");

    public static ProgramRun Start(params string[] args) => StartIn(AppContext.BaseDirectory, args);

    /// <summary>Starts the program that lies in a folder.</summary>
    public static ProgramRun StartIn(string folder, params string[] args) =>
        StartCommand(["dotnet", Path.Combine(folder, "FusionLab.Cli.dll"), .. args]);

    /// <summary>Starts the program by another one, which becomes it: <c>nohup</c>, <c>sh -c 'exec "$@"' sh</c>.</summary>
    public static ProgramRun StartBy(string[] starter, params string[] args) =>
        StartCommand([.. starter, "dotnet", Path.Combine(AppContext.BaseDirectory, "FusionLab.Cli.dll"), .. args]);

    /// <summary>Starts the program as from a shell in another folder.</summary>
    public static ProgramRun StartAt(string workingFolder, params string[] args) => StartBy(["env", "-C", workingFolder], args);

    /// <summary>Starts a command that is, or starts, the program.</summary>
    public static ProgramRun StartCommand(params string[] command)
    {
        // A shell's background jobs ignore SIGINT, those of nohup SIGHUP, and so does what they start; env makes the program hear them.
        string[] all = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT,HUP", .. command] : command;
        var start = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var run = new ProgramRun(Process.Start(start)!);
        run._process.OutputDataReceived += (_, line) => Add(run._output, line.Data);
        run._process.ErrorDataReceived += (_, line) => Add(run._error, line.Data);
        run._process.BeginOutputReadLine();
        run._process.BeginErrorReadLine();
        return run;
    }

    /// <summary>The processes that the program has started and that have not ended, on Linux, in order of their ids.</summary>
    public int[] Children() =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit))
            .Where(id => ReadStatus(id!) is { } status && status.Contains($"\nPPid:\t{_process.Id}\n") && !status.Contains("\nState:\tZ"))
            .Select(id => int.Parse(id!, CultureInfo.InvariantCulture)).Order(),
    ];

    private static string? ReadStatus(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/status");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Waits until something has happened, looking all the time.</summary>
    public void WaitUntil(Func<bool> hasHappened, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!hasHappened())
        {
            Assert.False(_process.HasExited, $"The program ended before {what}: {Error}");
            Assert.True(clock.Elapsed < Patience, $"{what} did not happen: {Error}");
            Thread.Yield();
        }
    }

    public void Send(string signal) => Assert.True(TrySend(signal), $"The program ended before {signal}: {Error}");

    /// <summary>Sends a signal.</summary>
    /// <returns>False where the program has ended.</returns>
    public bool TrySend(string signal) => Send(_process.Id, signal);

    /// <summary>Sends a signal to a process group that the command leads, as one that <c>setsid</c> starts does.</summary>
    public void SendToGroup(string signal) => Assert.True(Send(-_process.Id, signal), $"The group ended before {signal}: {Error}");

    /// <summary>Waits for the end of a program on Linux, watching its memory.</summary>
    /// <returns>The most bytes that were resident at a time.</returns>
    public long MeasurePeakMemory()
    {
        long kilobytes = 0;
        while (!_process.HasExited)
        {
            try
            {
                string? line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                kilobytes = line is null ? kilobytes : long.Parse(line[6..^2], CultureInfo.InvariantCulture);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
            }

            Thread.Sleep(2);
        }

        return kilobytes << 10;
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public int Wait()
    {
        Assert.True(_process.WaitForExit(Patience), $"The program does not end: {Error}");
        _process.WaitForExit(); // also until all output has been read
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private static void Add(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    private static bool Send(int process, string signal) => Kill(process, signal switch
    {
        "SIGHUP" => 1,
        "SIGINT" => 2,
        "SIGKILL" => 9,
        "SIGUSR1" => OperatingSystem.IsMacOS() ? 30 : 10,
        "SIGUSR2" => OperatingSystem.IsMacOS() ? 31 : 12,
        "SIGTERM" => 15,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    }) == 0;

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
