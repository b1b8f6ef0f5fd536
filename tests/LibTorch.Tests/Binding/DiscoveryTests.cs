using System.Diagnostics;

namespace LibTorch.Tests.Binding;

/// <summary>The build says which libtorch it chose, or where it looked and what helps.</summary>
public class DiscoveryTests
{
    [Fact]
    public void A_folder_without_libtorch_is_named_together_with_the_remedies()
    {
        var (exitCode, output) = Configure(("LIBTORCH", "/no/such/folder"));
        Assert.NotEqual(0, exitCode);
        Assert.Contains("/no/such/folder", output);
        Assert.Contains("libtorch-dev", output);
        Assert.Contains("LIBTORCH_USE_PYTORCH=1", output);
        Assert.Contains("TORCH_BACKEND=nuget", output);
    }

    [Fact]
    public void A_switch_that_is_neither_on_nor_off_is_refused()
    {
        var (exitCode, output) = Configure(("LIBTORCH_USE_PYTORCH", "yes"));
        Assert.NotEqual(0, exitCode);
        Assert.Contains("'yes'", output);
    }

    private static (int ExitCode, string Output) Configure((string Name, string Value) variable)
    {
        string build = Directory.CreateTempSubdirectory("fusionlab-discovery").FullName;
        try
        {
            var start = new ProcessStartInfo("cmake", ["-S", Path.Combine(Fixture.Root, "src", "LibTorch", "native"), "-B", build])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            start.Environment.Remove("LIBTORCH");
            start.Environment.Remove("LIBTORCH_USE_PYTORCH");
            start.Environment[variable.Name] = variable.Value;
            using var cmake = Process.Start(start)!;
            var output = cmake.StandardOutput.ReadToEndAsync();
            string errors = cmake.StandardError.ReadToEnd();
            cmake.WaitForExit();
            return (cmake.ExitCode, output.Result + errors);
        }
        finally
        {
            Directory.Delete(build, recursive: true);
        }
    }
}
