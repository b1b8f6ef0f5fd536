using System.Diagnostics;

namespace FusionLab.Tests.Cli;

/// <summary>What the program says of GPUs that the driver offers and torch does not see.</summary>
public sealed class GpuTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>As on a machine with a GPU where the build for a login node or a container without one was copied to.</summary>
    [NeedsFact(Need.Compiler)]
    public void A_build_for_the_CPU_on_a_machine_with_GPUs_says_so()
    {
        Run("gcc", "-shared", "-fPIC", "-o", Path.Combine(_folder.Path, "libcuda.so.1"), Path.Combine(RepositoryFiles.Root, "tests", "fixtures", "cuda_driver.c"));

        var (_, output, error) = RunProgram("info");
        Assert.Contains("gpu       Test GPU A, driver for CUDA 12.8, 140 multiprocessors, 60.0 GB free, not seen by torch", output);
        Assert.Contains("gpu       Test GPU B, driver for CUDA 12.8, 141 multiprocessors, 50.0 GB free, not seen by torch", output);
        Assert.Contains("WARNING: NVIDIA's driver offers 2 GPUs, but torch sees none; the program was built with torch's CPU package; build it here", error);

        var (exitCode, _, refusal) = RunProgram("configs/quickstart.json", "--device", "cuda", "--out", Path.Combine(_folder.Path, "run"));
        Assert.Equal(6, exitCode);
        Assert.StartsWith("error: The device is 'cuda', but NVIDIA's driver offers 2 GPUs, but torch sees none;", refusal);
        Assert.Contains("; use --device cpu", refusal);

        Assert.Contains("\nWARNING: The CPU computes: NVIDIA's driver offers 2 GPUs, but torch sees none;", RunSmall("auto"));
        Assert.DoesNotContain("GPU", RunSmall("cpu"));
    }

    private string RunSmall(string device)
    {
        var (exitCode, _, error) = RunProgram(
            "configs/quickstart.json", "data.source=synthetic", "data.trainSamples=100", "data.testSamples=100", "train.batchSize=100",
            "train.epochs=1", "--seeds", "1", "--device", device, "--out", Path.Combine(_folder.Path, device));
        Assert.Equal(0, exitCode);
        return error;
    }

    private (int ExitCode, string Output, string Error) RunProgram(params string[] args) => Run(
        "env",
        ["-C", RepositoryFiles.Root, $"LD_LIBRARY_PATH={_folder.Path}", "dotnet", Path.Combine(AppContext.BaseDirectory, "FusionLab.Cli.dll"), .. args]);

    private static (int ExitCode, string Output, string Error) Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
