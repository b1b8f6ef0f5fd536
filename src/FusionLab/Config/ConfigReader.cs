using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;

namespace FusionLab.Config;

/// <summary>
/// Gives the words of a configuration the types of the config records, and refuses what does not fit: an unknown key or a wrong
/// type. Each refusal says where the value stands, what it is, and what it must be.
/// </summary>
/// <param name="sources">Where values came from.</param>
internal sealed class ConfigReader(ConfigSources sources)
{
    /// <summary>Reads one section as JSON that deserializes into the given type; null when it says nothing.</summary>
    /// <exception cref="ConfigException">Something in it does not fit.</exception>
    public JsonNode? Read(IConfiguration section, Type type, string path = "") => ConfigTypes.Kind(type) switch
    {
        JsonTypeInfoKind.Object => ReadObject(section, type, path),
        JsonTypeInfoKind.Enumerable => ReadList(section, ConfigTypes.Element(type), path),
        JsonTypeInfoKind.Dictionary => ReadSweep(section),
        _ => ReadValue((IConfigurationSection)section, ConfigTypes.Plain(type), path),
    };

    private JsonObject? ReadObject(IConfiguration section, Type type, string path)
    {
        if (section is IConfigurationSection { Value: { Length: > 0 } text })
        {
            throw Wrong(path, text, "an object { … }");
        }

        var keys = ConfigTypes.Keys(type);
        var json = new JsonObject();
        foreach (var child in section.GetChildren())
        {
            var key = keys.FirstOrDefault(key => key.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw Unknown(path, child, keys);
            if (!SaysNothing(child) && Read(child, key.PropertyType, child.Path) is { } value)
            {
                json[key.Name] = value;
            }
        }

        var missing = keys.FirstOrDefault(key => key.IsRequired && !json.ContainsKey(key.Name));
        return missing is null || (path.Length > 0 && json.Count == 0 && !section.GetChildren().Any())
            ? json
            : throw new ConfigException($"{sources.Origin(path)}: {Join(path, missing.Name)} is missing; it must be given.");
    }

    private JsonArray? ReadList(IConfiguration section, Type element, string path)
    {
        string? text = ((IConfigurationSection)section).Value;
        var children = section.GetChildren().OrderBy(child => child.Key, ConfigurationKeyComparer.Instance).ToArray();
        if (text is null && children.Length == 0)
        {
            return null;
        }

        bool isNumbered = children.Index().All(child => child.Item.Key == child.Index.ToString(CultureInfo.InvariantCulture));
        if (!string.IsNullOrEmpty(text) || !isNumbered)
        {
            throw Wrong(path, string.IsNullOrEmpty(text) ? null : text, "a list [ … ]");
        }

        return new JsonArray([.. children.Select(child => Read(child, element, child.Path))]);
    }

    private JsonObject? ReadSweep(IConfiguration section)
    {
        var json = new JsonObject();
        foreach (var child in section.GetChildren().OrderBy(child => sources.Position(child.Path)))
        {
            var (path, key) = SweepGrid.Paths.FirstOrDefault(known => known.Path.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (key is null)
            {
                string? nearest = NearestName.Of(child.Key, SweepGrid.Paths.Select(known => known.Path));
                string hint = DidYouMean(nearest, ["data.…", "network.…", "train.…"]);
                throw new ConfigException($"{sources.Origin(child.Path)}: sweep \"{child.Key}\" is no path that can be swept; {hint}");
            }

            var values = child.GetChildren().Select(value => Read(value, key.PropertyType, value.Path)).ToArray();
            json[path] = values.Length > 0 ? new JsonArray(values) : throw Wrong(child.Path, child.Value, "a list of at least one value");
        }

        return json.Count > 0 ? json : null;
    }

    private JsonNode? ReadValue(IConfigurationSection section, Type type, string path)
    {
        if (SaysNothing(section))
        {
            return null;
        }

        return ConfigValue.Parse(section, type) ?? throw Wrong(path, section.Value, ConfigValue.Expected(type));
    }

    /// <summary>Null and { } are as if the key were left out: an empty object would stand in the way of a default that is none.</summary>
    private static bool SaysNothing(IConfigurationSection section) => section.Value is null && !section.GetChildren().Any();

    private ConfigException Unknown(string path, IConfigurationSection child, IReadOnlyList<JsonPropertyInfo> keys)
    {
        string? nearest = NearestName.Of(child.Key, keys.Select(key => key.Name));
        string? hint = nearest is not null ? Join(path, nearest) : ConfigTypes.Paths(typeof(ExperimentConfig))
            .FirstOrDefault(known => known.Key.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)).Path;
        string what = $"{Dots(child.Path)} is no known key; {DidYouMean(hint, keys.Select(key => key.Name))}";
        return new ConfigException($"{sources.Origin(child.Path)}: {what}");
    }

    private static string DidYouMean(string? hint, IEnumerable<string> known) =>
        hint is not null ? $"did you mean {hint}?" : $"known here: {string.Join(", ", known)}.";

    private ConfigException Wrong(string path, string? value, string expected)
    {
        string what = value is null ? "is a list or an object" : $"is \"{value}\"";
        return new ConfigException($"{sources.Origin(path)}: {Dots(path)} {what}; it must be {expected}.");
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{Dots(path)}.{name}";

    private static string Dots(string path) => path.Replace(':', '.');
}
