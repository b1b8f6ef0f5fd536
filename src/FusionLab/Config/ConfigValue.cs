using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace FusionLab.Config;

/// <summary>Single values of a config: from the word in the configuration to JSON of the right type.</summary>
internal static class ConfigValue
{
    /// <summary>Reads a word as a value of the given type, or null when it is none.</summary>
    public static JsonNode? Parse(IConfigurationSection section, Type type)
    {
        var node = type switch
        {
            _ when type == typeof(bool) => bool.TryParse(section.Value, out bool flag) ? JsonValue.Create(flag) : null,
            _ when type == typeof(int) => Number<int>(section.Value),
            _ when type == typeof(long) => Number<long>(section.Value),
            _ when type == typeof(ulong) => Number<ulong>(section.Value),
            _ when type == typeof(double) => Number<double>(section.Value),
            _ when type == typeof(string) => section.Value is { } text ? JsonValue.Create(text) : null,
            _ => Untyped(section),
        };
        return node is not null && Fits(node, type) ? node : null;
    }

    /// <summary>What a value of this type must be, in words.</summary>
    public static string Expected(Type type) => type switch
    {
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(ulong) => "a whole number from 0",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(string) => "a text",
        _ when type == typeof(SeedList) => "seeds such as \"1..5\" or \"1,3,7\", each once",
        _ when type.IsEnum => ConfigRules.Choice(ConfigTypes.Names(type)),
        _ => $"a {type.Name}",
    };

    private static JsonValue? Number<T>(string? text)
        where T : struct, System.Numerics.INumber<T> =>
        T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T number) && T.IsFinite(number)
            ? JsonValue.Create(number)
            : null;

    private static bool Fits(JsonNode node, Type type)
    {
        try
        {
            return node.Deserialize(type, ConfigJson.Options) is not null;
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            return false;
        }
    }

    /// <summary>A value whose type reads its own JSON, such as a list of seeds: numbers stay numbers, lists stay lists.</summary>
    private static JsonNode? Untyped(IConfigurationSection section)
    {
        var children = section.GetChildren().ToArray();
        bool isList = children.All(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        return !isList ? null
            : children.Length > 0 ? new JsonArray([.. children.Select(Untyped)])
            : Number<double>(section.Value) is { } number ? number
            : JsonValue.Create(section.Value);
    }
}
