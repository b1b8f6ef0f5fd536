using System.Reflection;

namespace FusionLab.Tests.Cli;

/// <summary>Files of the repository that tests read.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = typeof(RepositoryFiles).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string Config(string name) => Path.Combine(Root, "configs", $"{name}.json");

    /// <summary>The configs of this folder, without those of single figures below it.</summary>
    public static IEnumerable<string> Configs() => Directory.EnumerateFiles(Path.Combine(Root, "configs"), "*.json")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => name != "schema").Order(StringComparer.Ordinal);
}
