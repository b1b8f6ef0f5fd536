using System.Reflection;

namespace FusionLab.Tests;

/// <summary>Files in tests/fixtures.</summary>
internal static class Fixtures
{
    private static readonly string root = typeof(Fixtures).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string Path(string name) => System.IO.Path.Combine(root, "tests", "fixtures", name);
}
