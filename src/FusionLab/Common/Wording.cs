using System.Text.Json;
using FusionLab.Config;

namespace FusionLab;

/// <summary>Words that texts, tables and figures have in common.</summary>
public static class Wording
{
    /// <summary>Labels a modality: one letter as in the paper (A, B), a word as its owner wrote it.</summary>
    /// <param name="name">Its name in configs and columns.</param>
    public static string LabelModality(string name) => name.Length == 1 ? name.ToUpperInvariant() : name;

    /// <summary>Writes a value of a config as words and numbers, without JSON's quotes; an object by its kind: <c>ogm (alpha 0.3)</c>.</summary>
    /// <param name="value">The value.</param>
    public static string Describe(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(ConfigKinds.Key, out var kind))
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : JsonSerializer.Serialize(value);
        }

        string others = string.Join(", ", value.EnumerateObject().Where(key => key.Name != ConfigKinds.Key)
            .Select(key => $"{key.Name} {Describe(key.Value)}"));
        return others.Length == 0 ? Describe(kind) : $"{Describe(kind)} ({others})";
    }

    /// <summary>Writes a number of things: <c>1 replica</c>, <c>1,200 steps</c>.</summary>
    /// <param name="number">How many.</param>
    /// <param name="noun">One of them; the plural takes an s, or es after an s.</param>
    public static string Count(long number, string noun) =>
        FormattableString.Invariant($"{number:N0} {noun}{(number == 1 ? "" : noun.EndsWith('s') ? "es" : "s")}");
}
