using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace FusionLab.Runs;

/// <summary>How results are written as JSON: camelCase, numbers as numbers, and null, never NaN, for what does not exist.</summary>
public static class RunJson
{
    private static readonly JsonSerializerOptions s_options = CreateOptions(null);

    /// <summary>Writes a record.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The record.</param>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, s_options) + "\n";

    /// <summary>Writes summary.json: what a kind of run never has is left out.</summary>
    /// <param name="result">The run.</param>
    public static string Write(RunResult result) => JsonSerializer.Serialize(result, CreateOptions(result.Kind)) + "\n";

    /// <summary>Reads a record back.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="path">The file.</param>
    /// <returns>Null where there is no such file, or it is of another version and lacks what the record needs.</returns>
    public static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? Parse<T>(File.ReadAllText(path)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a record from text.</summary>
    /// <exception cref="JsonException">The text is no such record.</exception>
    internal static T? Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, s_options);

    private static JsonSerializerOptions CreateOptions(RunKind? kind) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowOutOfOrderMetadataProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new FiniteNumberConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { type => LeaveOutOthers(type, kind) } },
        WriteIndented = true,
        NewLine = "\n",
    };

    private static void LeaveOutOthers(JsonTypeInfo type, RunKind? kind)
    {
        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider?.GetCustomAttributes(typeof(OnlyOfAttribute), false) is [OnlyOfAttribute only]
                && kind is { } written && !only.Kinds.HasFlag(written))
            {
                property.ShouldSerialize = (_, _) => false;
            }
        }
    }

    /// <summary>JSON has no infinity and no NaN: they are written as null, which is read as NaN.</summary>
    private sealed class FiniteNumberConverter : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}

/// <summary>Marks what only some kinds of run have: summary.json of another kind does without it.</summary>
/// <param name="kinds">The kinds.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OnlyOfAttribute(RunKind kinds) : Attribute
{
    /// <summary>The kinds of run that have it.</summary>
    public RunKind Kinds => kinds;
}
