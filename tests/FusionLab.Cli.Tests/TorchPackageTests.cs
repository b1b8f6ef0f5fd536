using System.Diagnostics;
using System.Text.Json;

namespace FusionLab.Tests.Cli;

/// <summary>Which torch packages the build takes.</summary>
public sealed class TorchPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cpu", "linux-x64", "libtorch-cpu-linux-x64")]
    [InlineData("cpu", "win-x64", "libtorch-cpu-win-x64")]
    [InlineData("cpu", "osx-arm64", "libtorch-cpu-osx-arm64")]
    [InlineData("cuda", "linux-x64", "TorchSharp-cuda-linux")]
    [InlineData("cuda", "win-x64", "TorchSharp-cuda-windows")]
    public void Every_platform_has_its_package(string torch, string platform, string package)
    {
        var (exitCode, output) = DotNet("msbuild", "FusionLab.csproj", "-getItem:PackageReference", $"-p:Torch={torch}", $"-p:RuntimeIdentifier={platform}");

        Assert.True(exitCode == 0, output);
        using var items = JsonDocument.Parse(output);
        var names = items.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!);
        Assert.Equal(["TorchSharp", package], names.Where(name => name.Contains("torch", StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData("-p:Torch=tpu", "Torch is 'tpu'; it must be cpu or cuda.")]
    [InlineData("-p:Torch=cuda -p:RuntimeIdentifier=osx-arm64", "There is no libtorch package with Torch=cuda for osx-arm64.")]
    [InlineData("-p:Torch=cuda -p:RuntimeIdentifier=linux-x64", "If it cannot be restored, build for the CPU with -p:Torch=cpu.")]
    public void A_package_that_cannot_be_restored_says_what_to_do(string options, string sentence)
    {
        string empty = Directory.CreateDirectory(Path.Combine(_folder.Path, "empty")).FullName;
        var (exitCode, output) = DotNet(
        [
            "restore", Path.Combine("src", "FusionLab", "FusionLab.csproj"), "--source", empty, .. options.Split(' '),
            $"-p:MSBuildProjectExtensionsPath={_folder.Path}/obj/",
        ]);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(sentence, output);
    }

    private static (int ExitCode, string Output) DotNet(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true, WorkingDirectory = RepositoryFiles.Root };
        start.Environment["NUGET_PACKAGES"] = Path.Combine(Path.GetTempPath(), "fusionlab-no-packages");
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name); // those of the build that runs these tests
        }

        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
