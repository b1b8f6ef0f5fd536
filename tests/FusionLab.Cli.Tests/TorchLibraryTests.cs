using System.Diagnostics;
using System.Runtime.CompilerServices;
using FusionLab.Tests.Data;

namespace FusionLab.Tests.Cli;

/// <summary>The built program on systems whose libstdc++ is older than TorchSharp's native library.</summary>
public sealed class TorchLibraryTests : IDisposable
{
    private const string Marker = "GLIBCXX_3.4.32";

    private static readonly string s_native = Path.Combine("runtimes", "linux-x64", "native"), s_name = "libLibTorchSharp.so";

    private readonly TemporaryFolder _folder = new();
    private readonly NpzFile _data = NpzFile.Small();

    private string Library => Path.Combine(_folder.Path, s_native, s_name);

    public void Dispose()
    {
        _folder.Dispose();
        _data.Dispose();
    }

    [NeedsFact(Need.Linux)]
    public void The_version_that_nothing_uses_is_marked_weak_and_no_other_byte_changes()
    {
        byte[] before = Pristine();
        byte[] after = [.. before];

        Assert.True(VersionNeeds.MarkWeak(after, Marker));

        int changed = Assert.Single(Enumerable.Range(0, before.Length), i => before[i] != after[i]);
        Assert.Equal(2, after[changed]); // VER_FLG_WEAK
        Assert.False(VersionNeeds.MarkWeak(after, "GLIBCXX_9.9.9"));
    }

    [NeedsFact(Need.Linux)]
    public void A_file_that_is_no_such_library_is_left_alone()
    {
        byte[] library = Pristine();
        foreach (int length in Enumerable.Range(0, 64).Concat(Enumerable.Range(0, 100).Select(i => library.Length * i / 100)))
        {
            byte[] part = library[..length];
            if (!VersionNeeds.MarkWeak(part, Marker))
            {
                Assert.Equal(library[..length], part);
            }
        }

        Assert.False(VersionNeeds.MarkWeak("#!/bin/sh"u8.ToArray(), Marker));
    }

    [NeedsFact(Need.Linux)]
    public void Eight_processes_started_at_once_on_a_new_build_all_run()
    {
        CopyProgram();
        var runs = Enumerable.Range(0, 8).Select(_ => ProgramRun.StartIn(_folder.Path, "info")).ToList();

        Assert.All(runs, run => Assert.True(run.Wait() == 0, run.Error));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Library)!, $"{s_name}*"));
        runs.ForEach(run => run.Dispose());
    }

    [NeedsTheory(Need.Linux)]
    [InlineData("own.json", "--quiet", "--out")]
    [InlineData("theory", "own.json")]
    [InlineData("data", "preview", "own.json", "--out")]
    [InlineData("info", "--check")]
    public void Any_command_may_be_the_first_on_a_new_build(params string[] command)
    {
        CopyProgram();
        using var run = ProgramRun.StartIn(_folder.Path, WithOwnData(command));

        Assert.True(run.Wait() == 0, run.Error);
    }

    [NeedsFact(Need.Linux)]
    public void A_build_that_cannot_be_written_runs()
    {
        CopyProgram();
        byte[] before = File.ReadAllBytes(Library);
        var start = new ProcessStartInfo("sh", ["-c", ReadOnly("info")]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == 0, error);
        Assert.Equal(before, File.ReadAllBytes(Library));
    }

    [NeedsTheory(Need.Linux)]
    [InlineData("info")]
    [InlineData("own.json", "--quiet", "--out")]
    public void A_library_that_is_missing_is_named_in_one_sentence(params string[] command)
    {
        CopyProgram();
        File.Delete(Path.Combine(_folder.Path, s_native, "libgomp-98b21ff3.so.1"));
        using var run = ProgramRun.StartIn(_folder.Path, WithOwnData(command));

        Assert.Equal(6, run.Wait());
        Assert.Equal("error: The torch library cannot be loaded: libgomp-98b21ff3.so.1 is missing; install the package that has it, or build again.", run.Error.Trim());
    }

    /// <summary>Tests use tensors without asking for the library first.</summary>
    [ModuleInitializer]
    internal static void LoadTorch() => TorchLibrary.Load();

    /// <summary>A command with a config of own data in the place of own.json, and a path after --out.</summary>
    private string[] WithOwnData(string[] command)
    {
        string config = _folder.File("own.json", $$"""
            {
              "name": "own", "seeds": "1", "data": { "kind": "arrays", "file": "{{_data.Path}}" },
              "network": { "depth": 3, "fusionDepth": 2, "width": 4 }, "train": { "batchSize": 0, "epochs": 1 }
            }
            """);
        string[] arguments = [.. command.Select(word => word == "own.json" ? config : word)];
        return arguments[^1] == "--out" ? [.. arguments, Path.Combine(_folder.Path, "result")] : arguments;
    }

    /// <summary>Root may write everywhere; another user may not.</summary>
    private string ReadOnly(string arguments)
    {
        string program = $"dotnet '{Path.Combine(_folder.Path, "FusionLab.Cli.dll")}' {arguments}";
        string folders = $"find '{_folder.Path}' -type d -exec chmod"; // the files are links to those that are tested
        return Environment.IsPrivilegedProcess
            ? $"{folders} a+rx {{}} + && exec setpriv --reuid=65534 --clear-groups {program}"
            : $"{folders} a-w {{}} +; {program}; code=$?; {folders} u+w {{}} +; exit $code";
    }

    /// <summary>The program in a folder of this test, with the library as the package has it.</summary>
    private void CopyProgram()
    {
        using var copy = Process.Start("sh", ["-c", $"cd '{AppContext.BaseDirectory}' && (cp -rl . '{_folder.Path}' 2>&- || cp -rf . '{_folder.Path}')"]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
        File.Delete(Library);
        File.WriteAllBytes(Library, Pristine());
    }

    /// <summary>The library as the package has it: where this system needed it, the one in the output folder is mended.</summary>
    private static byte[] Pristine()
    {
        byte[] library = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, s_native, s_name));
        Assert.True(VersionNeeds.TryFindFlags(library, Marker, out int flags));
        library[flags] = 0;
        return library;
    }
}
