using System.Text.Json.Nodes;

namespace FusionLab.Training;

/// <summary>Finds where two configs differ, so that a refused resume can name it.</summary>
public static class ConfigDifference
{
    /// <summary>Compares two JSON documents.</summary>
    /// <param name="before">The config of the checkpoint.</param>
    /// <param name="now">The config of the run that wants to continue it.</param>
    /// <returns>One line a difference, such as <c>train.learningRate was 0.04 and is 0.02</c>; empty when they agree.</returns>
    public static IReadOnlyList<string> Find(string before, string now)
    {
        var differences = new List<string>();
        Compare("", JsonNode.Parse(before), JsonNode.Parse(now), differences);
        return differences;
    }

    private static void Compare(string path, JsonNode? before, JsonNode? now, List<string> differences)
    {
        if (before is JsonObject was && now is JsonObject isNow)
        {
            foreach (string key in was.Select(pair => pair.Key).Union(isNow.Select(pair => pair.Key)))
            {
                Compare(path.Length == 0 ? key : $"{path}.{key}", was[key], isNow[key], differences);
            }
        }
        else if (!JsonNode.DeepEquals(before, now))
        {
            differences.Add($"{path} was {Text(before)} and is {Text(now)}");
        }
    }

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "absent";
}
