using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FusionLab.Reports;

/// <summary>Reads values that may be absent from JSON that an older or interrupted run wrote.</summary>
internal static class JsonReading
{
    /// <summary>The node at a path of property names; null where any is absent.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            node = node is JsonObject parent && parent.TryGetPropertyValue(name, out var child) ? child : null;
        }

        return node;
    }

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue value => value.ToJsonString(),
        _ => null,
    };

    public static double? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    /// <summary>Every leaf with its path, such as <c>train.learningRate</c> and <c>0.04</c>.</summary>
    public static IEnumerable<(string Path, string Value)> Leaves(this JsonNode? node, string path = "") => node switch
    {
        JsonObject parent => parent.SelectMany(child => child.Value.Leaves(path.Length == 0 ? child.Key : $"{path}.{child.Key}")),
        null => [(path, "null")],
        _ => [(path, node.Text() ?? node.ToJsonString())],
    };
}
