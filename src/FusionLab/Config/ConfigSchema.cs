using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace FusionLab.Config;

/// <summary>
/// Writes the JSON schema (draft 2020-12) of a config from the config records: their keys, types, defaults, rules and
/// documentation. Editors use it to complete and explain; a run checks the same records by itself.
/// </summary>
public static class ConfigSchema
{
    private static readonly XmlDocs Docs = new(typeof(ConfigSchema).Assembly);

    /// <summary>The schema as configs/schema.json holds it.</summary>
    public static string Write()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "FusionLab experiment",
            ["description"] =
                "One run of FusionLab. Every key may be left out; path=value arguments and FUSIONLAB__… variables change keys too.",
        };
        foreach (var (name, value) in Object(typeof(ExperimentConfig)).ToArray())
        {
            schema[name] = value?.DeepClone();
        }

        return schema.ToJsonString(ConfigJson.Options) + "\n";
    }

    private static JsonObject Object(Type type)
    {
        object? defaults = type.GetConstructor(Type.EmptyTypes)?.Invoke(null);
        var properties = new JsonObject();
        foreach (var key in ConfigBinder.Describe(type).Properties)
        {
            properties[key.Name] = Key(key, defaults);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        string[] required = [.. ConfigBinder.Describe(type).Properties.Where(key => key.IsRequired).Select(key => key.Name)];
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        }

        JsonNode[] exclusions = [.. KindExclusions(type)];
        if (exclusions.Length > 0)
        {
            schema["allOf"] = new JsonArray(exclusions);
        }

        return schema;
    }

    /// <summary>For every set of kinds that share keys: a record of another kind has none of these keys.</summary>
    private static IEnumerable<JsonNode> KindExclusions(Type type)
    {
        var groups = ConfigBinder.Describe(type).Properties
            .Where(key => ConfigRules.KindsOf(key) is not null)
            .GroupBy(key => string.Join(' ', ConfigRules.KindsOf(key)!));
        foreach (var group in groups)
        {
            var kinds = ConfigRules.KindsOf(group.First())!;
            var isOwn = new JsonObject { ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["enum"] = Words(kinds) } } };
            if (!ConfigRules.Belongs(group.First(), ConfigBinder.Describe(type).CreateObject!()))
            {
                isOwn["required"] = new JsonArray("kind"); // what is left out is the default, another kind
            }

            yield return new JsonObject
            {
                ["if"] = isOwn,
                ["else"] = new JsonObject
                {
                    ["properties"] = new JsonObject(group.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)JsonValue.Create(false)))),
                },
            };
        }
    }

    private static JsonObject Key(JsonPropertyInfo key, object? defaults)
    {
        var schema = new JsonObject();
        var property = (PropertyInfo)key.AttributeProvider!;
        if (Docs.Summary(property) is { } description)
        {
            schema["description"] = description;
        }

        foreach (var (name, value) in Value(key.PropertyType, ConfigRules.RulesOn(property)).ToArray())
        {
            schema[name] = value?.DeepClone();
        }

        if (key.IsSetNullable)
        {
            AllowNull(schema);
        }

        bool isSingle = ConfigBinder.Describe(key.PropertyType).Kind == JsonTypeInfoKind.None;
        if (isSingle && !key.IsRequired && defaults is not null && key.Get?.Invoke(defaults) is { } standard)
        {
            schema["default"] = JsonSerializer.SerializeToNode(standard, ConfigBinder.Describe(key.PropertyType).Type, ConfigJson.Options);
        }

        return schema;
    }

    /// <summary>What may be left out may also be null.</summary>
    private static void AllowNull(JsonObject schema)
    {
        switch (schema["type"])
        {
            case JsonValue type:
                schema["type"] = new JsonArray(type.DeepClone(), "null");
                break;
            case JsonArray types:
                types.Add("null");
                break;
        }

        (schema["enum"] as JsonArray)?.Add(null);
    }

    private static JsonObject Value(Type type, IReadOnlyList<ValidationAttribute> rules) => ConfigBinder.Describe(type).Kind switch
    {
        JsonTypeInfoKind.Object => Object(ConfigBinder.Describe(type).Type),
        JsonTypeInfoKind.Enumerable =>
            new JsonObject { ["type"] = "array", ["items"] = Value(ConfigBinder.Describe(type).ElementType!, rules) },
        JsonTypeInfoKind.Dictionary => Sweep(),
        _ => Single(ConfigBinder.Describe(type).Type, rules),
    };

    private static JsonObject Sweep()
    {
        var properties = new JsonObject();
        foreach (var (path, key) in ConfigBinder.SweptPaths)
        {
            properties[path] = new JsonObject
            {
                ["type"] = "array",
                ["minItems"] = 1,
                ["items"] = Value(key.PropertyType, ConfigRules.RulesOn(key.AttributeProvider!)),
            };
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
    }

    private static JsonObject Single(Type type, IReadOnlyList<ValidationAttribute> rules) => rules switch
    {
        [] => Plain(type),
        [var rule] => Ruled(type, rule),
        _ => new JsonObject
        {
            ["anyOf"] = new JsonArray([.. rules.Select(rule => Ruled(rule is RangeAttribute ? typeof(double) : type, rule))]),
        },
    };

    private static JsonObject Plain(Type type) => type switch
    {
        _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
        _ when type == typeof(int) || type == typeof(long) => new JsonObject { ["type"] = "integer" },
        _ when type == typeof(ulong) => new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
        _ when type == typeof(double) => new JsonObject { ["type"] = "number" },
        _ when type == typeof(string) => new JsonObject { ["type"] = "string" },
        _ when type.IsEnum => new JsonObject { ["enum"] = Words(ConfigBinder.Names(type)) },
        _ when type == typeof(SeedList) => new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "string", ["pattern"] = @"^\s*\d+(\.\.\d+)?(\s*,\s*\d+(\.\.\d+)?)*\s*$" },
                new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
                new JsonObject { ["type"] = "array", ["minItems"] = 1, ["uniqueItems"] = true, ["items"] = Plain(typeof(ulong)) }),
        },
        _ => throw new NotSupportedException($"A config key of type {type} has no JSON schema yet: add it here."),
    };

    private static JsonObject Ruled(Type type, ValidationAttribute rule)
    {
        var schema = Plain(type);
        switch (rule)
        {
            case RangeAttribute range:
                schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = JsonSerializer.SerializeToNode(range.Minimum);
                if (range.Maximum is not (int.MaxValue or double.MaxValue))
                {
                    schema[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = JsonSerializer.SerializeToNode(range.Maximum);
                }

                break;
            case AllowedValuesAttribute allowed:
                schema["enum"] = Words(allowed.Values.Select(value => $"{value}"));
                break;
            case RegularExpressionAttribute pattern:
                schema["pattern"] = pattern.Pattern.StartsWith('^') ? pattern.Pattern : $"^({pattern.Pattern})$";
                if (pattern.IsValid("1"))
                {
                    schema["type"] = new JsonArray("string", "integer"); // a text that may be a number need not be quoted
                }

                break;
        }

        return schema;
    }

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(word => JsonValue.Create(word))]);
}
