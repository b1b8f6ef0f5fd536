using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace FusionLab.Config;

/// <summary>One point of a sweep.</summary>
/// <param name="Values">The value of each swept path at this point, in the order of the config.</param>
/// <param name="Config">The config of this point, without the sweep.</param>
public sealed record SweepPoint(IReadOnlyDictionary<string, JsonElement> Values, ExperimentConfig Config);

/// <summary>Expands the <c>sweep</c> block of a config into the grid of all combinations of its values.</summary>
public static class SweepGrid
{
    /// <summary>The paths that can be swept: everything that shapes the data, the network or the training.</summary>
    internal static IReadOnlyList<(string Path, JsonPropertyInfo Key)> Paths { get; } =
        [.. ConfigTypes.Paths(typeof(ExperimentConfig)).Where(known => known.Path.Split('.') is ["data" or "network" or "train", _, ..])];

    /// <summary>All points of a config's sweep, the last path varying fastest; the config itself where it sweeps nothing.</summary>
    /// <exception cref="ConfigException">A point is no valid config; the message names the point.</exception>
    public static IReadOnlyList<SweepPoint> Expand(ExperimentConfig config)
    {
        if (config.Sweep is null)
        {
            return [new SweepPoint(new Dictionary<string, JsonElement>(), config.Validated())];
        }

        IEnumerable<Dictionary<string, JsonElement>> points = [[]];
        foreach (var (path, values) in config.Sweep)
        {
            points = [.. points.SelectMany(point =>
                values.Select(value => new Dictionary<string, JsonElement>(point) { [path] = Compact(value) }))];
        }

        var common = JsonSerializer.SerializeToNode(config with { Sweep = null }, ConfigJson.Options)!;
        return [.. points.Select(point => new SweepPoint(point, At(common, point)))];
    }

    // A list that a file spreads over lines is one cell of a table.
    private static JsonElement Compact(JsonElement value) => JsonSerializer.SerializeToElement(value);

    private static ExperimentConfig At(JsonNode common, Dictionary<string, JsonElement> point)
    {
        var json = common.DeepClone();
        foreach (var (path, value) in point)
        {
            Set(json.AsObject(), path.Split('.'), JsonSerializer.SerializeToNode(value));
        }

        try
        {
            return json.Deserialize<ExperimentConfig>(ConfigJson.Options)!.Validated();
        }
        catch (ConfigException error)
        {
            string where = string.Join(", ", point.Select(pair => $"{pair.Key} = {pair.Value}"));
            throw new ConfigException($"At the sweep point {where}: {error.Message}", error);
        }
    }

    private static void Set(JsonObject json, ReadOnlySpan<string> path, JsonNode? value)
    {
        if (path.Length == 1)
        {
            json[path[0]] = value;
            return;
        }

        var inner = json[path[0]] as JsonObject ?? [];
        if (inner.Parent is null)
        {
            json[path[0]] = inner;
        }
        Set(inner, path[1..], value);
    }
}
