using FusionLab.Config;

namespace FusionLab.Cli;

/// <summary>Finds the config file that a word on the command line means.</summary>
internal static class ConfigNames
{
    private const string Folder = "configs";

    /// <summary>The file: the path itself, or <c>configs/NAME.json</c> for a plain name.</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="commands">The commands, one of which may have been meant.</param>
    /// <exception cref="ConfigException">There is no such file; the message names near ones.</exception>
    public static string Resolve(string name, IEnumerable<string> commands)
    {
        string[] places = [name, $"{name}.json", Path.Combine(Folder, name), Path.Combine(Folder, $"{name}.json")];
        return places.FirstOrDefault(File.Exists) ?? throw new ConfigException($"There is no config \"{name}\"; {Hint(name, commands)}");
    }

    private static string Hint(string name, IEnumerable<string> commands)
    {
        if (!name.Contains('/') && NearestName.Find(name, commands) is { } command)
        {
            return $"did you mean the command {command}?";
        }

        var known = Known().ToDictionary(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal);
        string[] near = [.. NearestName.FindSeveral(Path.GetFileNameWithoutExtension(name), known.Keys, most: 3).Select(key => known[key])];
        return near.Length > 0 ? $"did you mean {string.Join(" or ", near)}?"
            : known.Count > 0 ? $"{Folder}/ has {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}."
            : $"give the path of a JSON file, or start in the folder that holds {Folder}/.";
    }

    private static IEnumerable<string> Known() => Directory.Exists(Folder)
        ? Directory.EnumerateFiles(Folder, "*.json").Where(file => Path.GetFileName(file) != "schema.json")
        : [];
}
