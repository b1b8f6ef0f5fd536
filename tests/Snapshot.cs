using System.Reflection;

namespace FusionLab.Tests;

/// <summary>Compares text with a file under tests/fixtures. After a meant change, run the tests once with
/// FUSIONLAB_UPDATE_FIXTURES=1 and look at what changed.</summary>
internal static class Snapshot
{
    public static string FixtureFolder { get; } = Path.Combine(
        typeof(Snapshot).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!, "tests", "fixtures");

    public static void Matches(string fixture, string text)
    {
        string path = Path.Combine(FixtureFolder, fixture);
        if (Environment.GetEnvironmentVariable("FUSIONLAB_UPDATE_FIXTURES") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.True(File.Exists(path), $"{path} is missing; make it with FUSIONLAB_UPDATE_FIXTURES=1 and look at it.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), text);
    }
}
