using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FusionLab.Data;

namespace FusionLab.Config;

/// <summary>How configs are written as JSON: camelCase names, in the order of the records, every default spelt out.</summary>
public static class ConfigJson
{
    /// <summary>Parts of a config that change no number of a run: they are left out of the hash, and may change on resume.</summary>
    private static readonly string[] ChangeNoNumber = ["$schema", "name", "paper", "out"];

    /// <summary>The serializer's settings; the type information it gives is also what configs are checked against.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>The config as the run folder's config.json holds it.</summary>
    public static string Write(ExperimentConfig config) => JsonSerializer.Serialize(config, Options) + "\n";

    /// <summary>
    /// Reads the config.json of a run folder as it is: nothing is added from the environment. Keys that an earlier version wrote and
    /// this one does not have are passed over.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataException">It does not read as a config.</exception>
    public static ExperimentConfig Read(string path)
    {
        try
        {
            var config = JsonSerializer.Deserialize<ExperimentConfig>(File.ReadAllBytes(path), Options)
                ?? throw new JsonException("it is empty");
            ConfigRules.Check(config, "");
            return config is not { Sweep: null, Data: ClassificationConfig { Modalities: null or [] } }
                ? config
                : throw new JsonException("data.modalities is missing");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ConfigException) // NotSupported: no kind
        {
            throw new DataException($"{path} is no readable config ({error.Message}); restore it, or run again.", error);
        }
    }

    /// <summary>
    /// What in a config determines a run's numbers, in one line: everything but its name, output folder, published values and when
    /// checkpoints are written. A run that continues must agree in it with the run that stopped.
    /// </summary>
    public static string WriteDeterminants(ExperimentConfig config)
    {
        var json = JsonSerializer.SerializeToNode(config, Options)!.AsObject();
        foreach (string name in ChangeNoNumber)
        {
            json.Remove(name);
        }

        json["train"]!.AsObject().Remove("checkpoint");
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
            AllowOutOfOrderMetadataProperties = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { DropDerived } },
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
}

/// <summary>Finds where two configs differ, so that a refused resume can name it.</summary>
public static class ConfigDifference
{
    /// <summary>
    /// Compares what <see cref="ConfigJson.WriteDeterminants"/> wrote, now or in an earlier version, of one config or of several by
    /// their names. Where the data lie does not count: their checksum says whether they are the same.
    /// </summary>
    /// <param name="before">The config of the run that stopped.</param>
    /// <param name="now">The config of the run that is to continue it.</param>
    /// <param name="mayTrainLonger">Whether more epochs are no difference: a run of one point trains on as if it had had them at once.</param>
    /// <returns>One line a difference, such as <c>train.learningRate was 0.04 and is 0.02</c>; empty when they agree.</returns>
    public static IReadOnlyList<string> Find(string before, string now, bool mayTrainLonger = false)
    {
        JsonNode? was = Rewrite(JsonNode.Parse(before)), isNow = Rewrite(JsonNode.Parse(now));
        if (mayTrainLonger && was?["train"]?["epochs"] is { } epochs && isNow?["train"]?["epochs"] is { } more
            && isNow["sweep"] is null && (int)epochs < (int)more)
        {
            was["train"]!["epochs"] = (int)more;
        }

        return [.. Compare("", was, isNow)];
    }

    private static IEnumerable<string> Compare(string path, JsonNode? before, JsonNode? now) =>
        before is JsonObject was && now is JsonObject isNow
            ? was.Select(pair => pair.Key).Union(isNow.Select(pair => pair.Key))
                .SelectMany(key => Compare(ConfigBinder.Join(path, key), was[key], isNow[key]))
        : JsonNode.DeepEquals(before, now) ? []
        : [$"{path} was {before?.ToJsonString() ?? "absent"} and is {now?.ToJsonString() ?? "absent"}"];

    /// <summary>
    /// A config as this version writes it, without places: an earlier one wrote keys that the kind of network does not have.
    /// </summary>
    private static JsonNode? Rewrite(JsonNode? json)
    {
        if (json is not JsonObject config)
        {
            return json;
        }

        if (!config.ContainsKey("network"))
        {
            return new JsonObject(config.Select(pair => KeyValuePair.Create(pair.Key, Rewrite(pair.Value)?.DeepClone())));
        }

        try
        {
            var rewritten = JsonNode.Parse(ConfigJson.WriteDeterminants(config.Deserialize<ExperimentConfig>(ConfigJson.Options)!))!;
            foreach (string place in (string[])["file", "root", "mirrors"])
            {
                rewritten["data"]!.AsObject().Remove(place);
            }

            return rewritten;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return json; // of a version whose configs this one cannot read: the differences say so
        }
    }
}

/// <summary>The kinds of data and of networks: a key that decides the type of the record it stands in.</summary>
internal static class ConfigKinds
{
    /// <summary>The key.</summary>
    public const string Key = "kind";

    /// <summary>The kinds of a record and their types, the default first; none where there is but one type.</summary>
    public static IReadOnlyList<(string Name, Type Type)> List(Type declared) =>
        [.. (ConfigJson.Options.GetTypeInfo(declared).PolymorphismOptions?.DerivedTypes ?? [])
            .Select(kind => ((string)kind.TypeDiscriminator!, kind.DerivedType))];

    /// <summary>The name of a kind.</summary>
    /// <param name="declared">The type that all kinds are of.</param>
    /// <param name="type">The kind's own.</param>
    public static string FindName(Type declared, Type type) => List(declared).First(kind => kind.Type == type).Name;
}
