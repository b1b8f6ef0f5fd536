using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FusionLab.Figures;
using FusionLab.Runs;

namespace FusionLab.Paper;

/// <summary>Keeps finished items on disk, figures included, so that a later call can show them again without running anything.</summary>
internal static class FindingsFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // curves break at values that are not finite
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new ColorMapConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameKinds } },
    };

    /// <summary>Writes a finished item.</summary>
    public static void Write(string path, StoredFindings stored)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        RunFolder.Replace(path, JsonSerializer.Serialize(stored, Options));
    }

    /// <summary>Reads an item back; null where there is none, or the file is of a version with other kinds of figures.</summary>
    public static StoredFindings? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<StoredFindings>(File.ReadAllText(path), Options) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            return null; // it is made again
        }
    }

    /// <summary>Panels and series are written with the name of their kind.</summary>
    private static void NameKinds(JsonTypeInfo type)
    {
        if (type.Type != typeof(Panel) && type.Type != typeof(Series))
        {
            return;
        }

        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "kind" };
        foreach (var kind in type.Type.Assembly.GetTypes().Where(candidate => candidate.IsSubclassOf(type.Type) && !candidate.IsAbstract))
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(kind, kind.Name));
        }
    }

    private sealed class ColorMapConverter : JsonConverter<ColorMap>
    {
        private const string Diverging = "diverging";

        public override ColorMap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() == Diverging ? ColorMap.Diverging : ColorMap.Sequential;

        public override void Write(Utf8JsonWriter writer, ColorMap value, JsonSerializerOptions options) =>
            writer.WriteStringValue(ReferenceEquals(value, ColorMap.Diverging) ? Diverging : "sequential");
    }
}
