using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FusionLab.Training;

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
        Add(schema, Object(typeof(ExperimentConfig)));

        return schema.ToJsonString(ConfigJson.Options) + "\n";
    }

    private static void Add(JsonObject schema, JsonObject more)
    {
        foreach (var (name, value) in more)
        {
            schema[name] = value?.DeepClone();
        }
    }

    private static JsonObject Object(Type type)
    {
        var info = ConfigBinder.Describe(type);
        object defaults = info.CreateObject!();
        var properties = new JsonObject();
        foreach (var key in info.Properties)
        {
            properties[key.Name] = Key(key, defaults);
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        Require(schema, info.Properties.Where(key => key.IsRequired).Select(key => key.Name));
        return schema;
    }

    /// <summary>One schema per kind, so that an editor offers the keys of the kind that stands there.</summary>
    private static JsonObject Kinds(Type type, IReadOnlyList<(string Name, Type Type)> kinds) => new()
    {
        ["type"] = "object",
        ["anyOf"] = new JsonArray([.. kinds.Index().Select(kind =>
        {
            var schema = Object(kind.Item.Type);
            var key = Described(ConfigKey.OfKinds(type).Property);
            key["const"] = kind.Item.Name;
            schema["properties"]!.AsObject().Insert(0, ConfigKinds.Key, key);
            Require(schema, kind.Index == 0 ? [] : [ConfigKinds.Key]); // the first is the default
            return schema;
        })]),
    };

    private static void Require(JsonObject schema, IEnumerable<string> names)
    {
        if (names.Any())
        {
            schema["required"] = Words(names);
        }
    }

    private static JsonObject Described(PropertyInfo property) =>
        Docs.Summary(property) is { } description ? new JsonObject { ["description"] = description } : [];

    private static JsonObject Key(JsonPropertyInfo key, object defaults)
    {
        var property = (PropertyInfo)key.AttributeProvider!;
        var schema = Described(property);
        Add(schema, Value(key.PropertyType, ConfigRules.RulesOn(property)));
        if (key.IsSetNullable)
        {
            AllowNull(schema);
        }

        bool isSingle = ConfigBinder.Describe(key.PropertyType).Kind == JsonTypeInfoKind.None;
        if (isSingle && !key.IsRequired && key.Get!(defaults) is { } standard)
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
        JsonTypeInfoKind.Object when ConfigKinds.List(type) is { Count: > 0 } kinds => Kinds(type, kinds),
        JsonTypeInfoKind.Object => Object(type),
        JsonTypeInfoKind.Enumerable =>
            new JsonObject { ["type"] = "array", ["items"] = Value(ConfigBinder.Describe(type).ElementType!, rules) },
        JsonTypeInfoKind.Dictionary when ConfigBinder.Describe(type).ElementType == typeof(double) =>
            new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(typeof(double), rules) },
        JsonTypeInfoKind.Dictionary when ConfigKinds.List(ConfigBinder.Describe(type).ElementType!) is { Count: > 0 } =>
            new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(ConfigBinder.Describe(type).ElementType!, []) },
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
                ["items"] = Value(key.Type, key.Rules),
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
        _ when type == typeof(int) => new JsonObject { ["type"] = "integer" },
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
        _ when type == typeof(LearningThreshold) => new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0, ["maximum"] = 1 },
                new JsonObject { ["type"] = "string", ["pattern"] = @"^\s*\d+(\.\d+)?\s*% of (attainable|together)$" }),
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

/// <summary>The documentation comments of an assembly as plain text, from the XML file that the compiler writes beside it.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> _members;

    /// <summary>Reads the comments of an assembly; without the file there are none.</summary>
    public XmlDocs(Assembly assembly)
    {
        string file = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        var members = File.Exists(file) ? XDocument.Load(file, LoadOptions.PreserveWhitespace).Descendants("member") : [];
        _members = members.ToDictionary(member => member.Attribute("name")!.Value);
    }

    /// <summary>The summary of a property, or the parameter of the record that declares it.</summary>
    public string? Summary(PropertyInfo property)
    {
        string type = property.DeclaringType!.FullName!.Replace('+', '.');
        var element = _members.GetValueOrDefault($"P:{type}.{property.Name}")?.Element("summary")
            ?? _members.GetValueOrDefault($"T:{type}")?.Elements("param")
                .FirstOrDefault(parameter => parameter.Attribute("name")?.Value == property.Name);
        return element is null ? null : Space().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => Reference(see),
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    /// <summary>A reference to a property of a record is the key of that name.</summary>
    private static string Reference(XElement see)
    {
        string name = (see.Attribute("cref") ?? see.Attribute("langword") ?? see.Attribute("href"))?.Value ?? see.Value;
        name = name.StartsWith("P:", StringComparison.Ordinal) ? name[(name.LastIndexOf('.') + 1)..] : name;
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
