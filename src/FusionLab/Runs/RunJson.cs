using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FusionLab.Runs;

/// <summary>How results are written as JSON: camelCase, numbers as numbers, and null, never NaN, for what does not exist.</summary>
public static class RunJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>Writes a record.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The record.</param>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";

    /// <summary>A number as JSON can hold it: null for what is not finite.</summary>
    internal static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    /// <summary>Reads a record back.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="path">The file.</param>
    /// <returns>Null where there is no such file, or it is of another version and lacks what the record needs.</returns>
    public static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
