using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace FusionLab.Experiments.Configuration;

/// <summary>How configs are written as JSON: camelCase names, in the order of the records, every default spelt out.</summary>
public static class ConfigJson
{
    /// <summary>Parts of a config that change no number of a run: they are left out of the hash.</summary>
    private static readonly string[] NamesOnly = ["$schema", "name", "paper", "out"];

    /// <summary>The serializer's settings; the type information it gives is also what configs are checked against.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>The config as the run folder's config.json holds it.</summary>
    public static string Write(ExperimentConfig config) => JsonSerializer.Serialize(config, Options) + "\n";

    /// <summary>
    /// The SHA-256, in hexadecimal, of everything in a config that determines its numbers (not its name, output folder or
    /// published values). Runs of equal hash give equal results on one machine.
    /// </summary>
    public static string Hash(ExperimentConfig config)
    {
        var json = JsonSerializer.SerializeToNode(config, Options)!.AsObject();
        foreach (string name in NamesOnly)
        {
            json.Remove(name);
        }

        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes<JsonNode>(json, Options)));
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            WriteIndented = true,
            NewLine = "\n",
        };
        options.MakeReadOnly();
        return options;
    }
}
