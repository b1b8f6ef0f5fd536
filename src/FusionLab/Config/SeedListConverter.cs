using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FusionLab.Config;

/// <summary>Reads seeds from a string, a number or a list of numbers; writes the shortest string.</summary>
internal sealed class SeedListConverter : JsonConverter<SeedList>
{
    /// <inheritdoc/>
    public override SeedList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        return SeedList.Parse(root.ValueKind switch
        {
            JsonValueKind.String => root.GetString()!,
            JsonValueKind.Array => string.Join(',', root.EnumerateArray().Select(seed => seed.ToString())),
            _ => root.GetRawText().ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SeedList value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
