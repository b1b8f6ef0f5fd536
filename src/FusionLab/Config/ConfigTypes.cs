using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FusionLab.Config;

/// <summary>What the config records say about each key: its name and type. Checks and schema both ask here.</summary>
internal static class ConfigTypes
{
    /// <summary>The keys of a record.</summary>
    public static IReadOnlyList<JsonPropertyInfo> Keys(Type type) =>
        Kind(type) == JsonTypeInfoKind.Object ? [.. Info(type).Properties] : [];

    /// <summary>Whether a type is an object of known keys, a list, a dictionary, or (None) a single value.</summary>
    public static JsonTypeInfoKind Kind(Type type) => Info(type).Kind;

    /// <summary>The type of a list's elements.</summary>
    public static Type Element(Type list) => Info(list).ElementType ?? throw new ArgumentException($"{list} is no list.", nameof(list));

    /// <summary>The type without its "may be left out".</summary>
    public static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>The names of an enumeration, as they are written in a config.</summary>
    public static IReadOnlyList<string> Names(Type enumeration) =>
        [.. Enum.GetValues(enumeration).Cast<object>()
            .Select(value => JsonSerializer.SerializeToNode(value, enumeration, ConfigJson.Options)!.GetValue<string>())];

    /// <summary>Every path of a config type, such as <c>network.depth</c>; list elements are not followed.</summary>
    public static IEnumerable<(string Path, JsonPropertyInfo Key)> Paths(Type type, string prefix = "") =>
        Keys(type).SelectMany(key => Paths(key.PropertyType, $"{prefix}{key.Name}.").Prepend((prefix + key.Name, key)));

    private static JsonTypeInfo Info(Type type) => ConfigJson.Options.GetTypeInfo(Plain(type));
}
