using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace FusionLab.Config;

/// <summary>How configs are written as JSON: camelCase names, in the order of the records, every default spelt out.</summary>
public static class ConfigJson
{
    /// <summary>Parts of a config that change no number of a run: they are left out of the hash.</summary>
    private static readonly string[] NamesOnly = ["$schema", "name", "paper", "out"];

    /// <summary>The serializer's settings; the type information it gives is also what configs are checked against.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>The config as the run folder's config.json holds it.</summary>
    public static string Write(ExperimentConfig config) => JsonSerializer.Serialize(config, Options) + "\n";

    /// <summary>Reads the config.json of a run folder as it is: nothing is added from the environment.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">It does not read as a config.</exception>
    public static ExperimentConfig Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ExperimentConfig>(File.ReadAllBytes(path), Options)
                ?? throw new JsonException("it is empty");
        }
        catch (JsonException error)
        {
            throw new DataException($"{path} is no readable config ({error.Message}); restore it, or run again.", error);
        }
    }

    /// <summary>
    /// What in a config determines a run's numbers, in one line: everything but its name, output folder and published values.
    /// A run that continues must agree in it with the run that stopped.
    /// </summary>
    public static string WriteDeterminants(ExperimentConfig config)
    {
        var json = JsonSerializer.SerializeToNode(config, Options)!.AsObject();
        foreach (string name in NamesOnly)
        {
            json.Remove(name);
        }

        return json.ToJsonString();
    }

    /// <summary>
    /// The SHA-256, in hexadecimal, of what in a config determines its numbers. Runs of equal hash give equal results on one
    /// machine.
    /// </summary>
    public static string Hash(ExperimentConfig config) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(WriteDeterminants(config))));

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
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { DropDerived, LeaveOutForeign } },
            WriteIndented = true,
            NewLine = "\n",
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Properties that cannot be set follow from the others; they are no keys.</summary>
    private static void DropDerived(JsonTypeInfo type)
    {
        for (int i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i] is { Set: null, AssociatedParameter: null })
            {
                type.Properties.RemoveAt(i);
            }
        }
    }

    /// <summary>A key that the record's kind does not have is not written: a config.json that is run again would be refused.</summary>
    private static void LeaveOutForeign(JsonTypeInfo type)
    {
        var kind = type.Properties.FirstOrDefault(key => key.Name == "kind");
        foreach (var key in type.Properties)
        {
            if (ConfigRules.KindsOf(key) is { } kinds)
            {
                key.ShouldSerialize = (config, value) => value is not null && kinds.Contains(kind!.Get!(config));
            }
        }
    }
}
