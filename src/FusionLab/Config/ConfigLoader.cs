using System.Text.Json;

namespace FusionLab.Config;

/// <summary>Reads a config: the file, then <c>FUSIONLAB__…</c> environment variables, then <c>path=value</c> arguments.</summary>
public static class ConfigLoader
{
    /// <summary>Loads, checks and completes a config.</summary>
    /// <param name="file">The JSON file.</param>
    /// <param name="assignments">Arguments <c>path=value</c>, such as <c>network.depth=5</c> or <c>seeds=[1,2]</c>; later ones win.</param>
    /// <returns>The config with every default filled in.</returns>
    /// <exception cref="ConfigException">Something in it is wrong; the message says what and where.</exception>
    public static ExperimentConfig Load(string file, IEnumerable<string>? assignments = null)
    {
        var sources = new ConfigSources(file, assignments ?? []);
        var json = new ConfigReader(sources).Read(sources.Root, typeof(ExperimentConfig))!;
        var config = json.Deserialize<ExperimentConfig>(ConfigJson.Options)!;
        try
        {
            string ownName = config.Name is { Length: > 0 } name ? name : Path.GetFileNameWithoutExtension(file);
            config = (config with { Name = ownName }).Validated();
            _ = SweepGrid.Expand(config); // every point must be a valid config before the first one runs
            return config;
        }
        catch (ConfigException error)
        {
            // Messages start with the JSON path they are about, which says where the value came from.
            string path = error.Message.Split(' ', 2)[0];
            throw new ConfigException($"{sources.Origin(path.Replace('.', ':').Replace('[', ':'))}: {error.Message}", error);
        }
    }
}
