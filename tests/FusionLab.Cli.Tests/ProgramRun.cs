using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace FusionLab.Tests.Cli;

/// <summary>The program as a process of its own, which signals can reach.</summary>
internal sealed class ProgramRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _error = new();

    private ProgramRun(Process process) => _process = process;

    /// <summary>Standard error so far; all of it once the program has ended.</summary>
    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

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

    public static ProgramRun Start(params string[] args) => StartIn(AppContext.BaseDirectory, args);

    /// <summary>Starts the program that lies in a folder.</summary>
    public static ProgramRun StartIn(string folder, params string[] args)
    {
        string program = Path.Combine(folder, "FusionLab.Cli.dll");

        // A shell's background jobs ignore SIGINT, and so does what they start; env makes the program hear it all the same.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(command[0], [.. command[1..], program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var run = new ProgramRun(Process.Start(start)!);
        run._process.OutputDataReceived += (_, _) => { };
        run._process.ErrorDataReceived += (_, line) =>
        {
            lock (run._error)
            {
                run._error.AppendLine(line.Data);
            }
        };
        run._process.BeginOutputReadLine();
        run._process.BeginErrorReadLine();
        return run;
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

    public void Send(string signal) => Assert.Equal(0, Kill(_process.Id, signal switch
    {
        "SIGINT" => 2,
        "SIGKILL" => 9,
        "SIGUSR1" => OperatingSystem.IsMacOS() ? 30 : 10,
        "SIGTERM" => 15,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    }));

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

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
