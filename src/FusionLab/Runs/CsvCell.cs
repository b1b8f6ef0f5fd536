using System.Globalization;
using System.Text.Json;

namespace FusionLab.Runs;

/// <summary>Values as cells of a CSV file: numbers exact to the last bit, nothing for what does not exist.</summary>
internal static class CsvCell
{
    /// <summary>A number; empty for null and NaN, <c>never</c> for an infinite time.</summary>
    public static string Of(double? value) => value switch
    {
        null or double.NaN => "",
        double.PositiveInfinity => "never",
        _ => value.Value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A whole number.</summary>
    public static string Of(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>A seed.</summary>
    public static string Of(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A value of a config; a list or an object stands quoted in one cell.</summary>
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Array or JsonValueKind.Object => $"\"{value.GetRawText().Replace("\"", "\"\"")}\"",
        _ => value.GetRawText(),
    };
}
