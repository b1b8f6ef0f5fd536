using FusionLab.Config;

namespace FusionLab.Tests.Config;

/// <summary>A config file in a folder of its own, gone when the test is over.</summary>
internal sealed class ConfigFile : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fusionlab-config-");

    public ConfigFile(string json) => File.WriteAllText(Path, json);

    public string Path => System.IO.Path.Combine(folder.FullName, "late.json");

    public static ExperimentConfig Load(string json, params string[] assignments)
    {
        using var file = new ConfigFile(json);
        return ConfigLoader.Load(file.Path, assignments);
    }

    /// <summary>The message of the error that loading gives, with the file's folder left out.</summary>
    public static string Error(string json, params string[] assignments)
    {
        using var file = new ConfigFile(json);
        var error = Assert.Throws<ConfigException>(() => ConfigLoader.Load(file.Path, assignments));
        return error.Message.Replace(System.IO.Path.GetDirectoryName(file.Path) + System.IO.Path.DirectorySeparatorChar, "");
    }

    public void Dispose() => folder.Delete(recursive: true);
}
