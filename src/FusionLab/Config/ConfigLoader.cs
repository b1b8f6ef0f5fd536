using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace FusionLab.Config;

/// <summary>Reads a config: the file, then <c>FUSIONLAB__…</c> environment variables, then <c>path=value</c> arguments.</summary>
public static class ConfigLoader
{
    /// <summary>More points than this in one sweep are taken for a slip of the keyboard.</summary>
    private const int MostPoints = 10_000;

    /// <summary>Loads, checks and completes a config, and every point of its sweep.</summary>
    /// <param name="file">The JSON file.</param>
    /// <param name="assignments">Arguments <c>path=value</c>, such as <c>network.depth=5</c> or <c>seeds=[1,2]</c>; later ones win.</param>
    /// <returns>The config with every default filled in.</returns>
    /// <exception cref="ConfigException">Something in it is wrong; the message says what and where.</exception>
    /// <exception cref="DataException">The file of one's own arrays, which says what modalities there are, cannot be read.</exception>
    public static ExperimentConfig Load(string file, IEnumerable<string>? assignments = null) =>
        Load(file, new ConfigSources(file, assignments ?? []));

    /// <summary>
    /// Loads the config.json of a run folder, with the points of its sweep: nothing is added from the environment, which has its say
    /// in the file already.
    /// </summary>
    /// <param name="file">The JSON file.</param>
    /// <exception cref="FusionLabException">As for <see cref="Load(string, IEnumerable{string})"/>.</exception>
    public static ExperimentConfig LoadResolved(string file) => Load(file, new ConfigSources(file, [], hasEnvironment: false));

    private static ExperimentConfig Load(string file, ConfigSources sources)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        try
        {
            var config = Bind(sources.Root, sources, name);
            return config.Sweep is null ? config.Complete() : config.WithPoints(ExpandSweep(config, sources, name));
        }
        catch (ConfigException error)
        {
            throw new ConfigException($"{sources.FindOrigin(error.Path)}: {error.Message}", error) { Remedy = error.Remedy };
        }
    }

    private static ExperimentConfig Bind(IConfiguration values, ConfigSources sources, string name)
    {
        var config = new ConfigBinder(sources).Bind(values);
        config = config with { Name = string.IsNullOrEmpty(config.Name) ? name : config.Name };
        ConfigRules.Check(config, "");
        return config;
    }

    /// <summary>The grid of all combinations of the swept values, the last path varying fastest.</summary>
    private static SweepPoint[] ExpandSweep(ExperimentConfig config, ConfigSources sources, string name)
    {
        var sweep = config.Sweep!;
        foreach (string path in sweep.Keys.Where(sources.IsAssigned))
        {
            throw new ConfigException(path, $"is set, but the sweep of this config decides its values; change these with sweep.{path}=[…], "
                + "or leave the sweep out with sweep=null.");
        }

        double count = sweep.Values.Aggregate(1.0, (product, values) => product * values.Count);
        if (count > MostPoints)
        {
            throw new ConfigException("sweep", string.Create(
                CultureInfo.InvariantCulture,
                $"makes {count:R} points, the product of all its lists; it must make {MostPoints} or fewer."));
        }

        IEnumerable<(string Path, int Value)[]> points = [[]];
        foreach (string path in sweep.Keys)
        {
            points = [.. points.SelectMany(point =>
                Enumerable.Range(0, sweep[path].Count).Select(value => ((string, int)[])[.. point, (path, value)]))];
        }

        return [.. points.Select(point =>
        {
            var values = point.ToDictionary(choice => choice.Path, choice => sweep[choice.Path][choice.Value]);
            try
            {
                return new SweepPoint(values, Bind(sources.RootAt(point), sources, name).Complete());
            }
            catch (ConfigException error)
            {
                string where = string.Join(", ", values.Select(pair => $"{pair.Key} = {pair.Value}"));
                throw new ConfigException($"At the sweep point {where}: {error.Message}", error);
            }
        })];
    }
}
