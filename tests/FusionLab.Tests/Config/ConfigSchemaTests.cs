using System.Reflection;
using System.Text.Json;
using FusionLab.Config;

namespace FusionLab.Tests.Config;

public class ConfigSchemaTests
{
    [Fact]
    public void The_committed_schema_is_that_of_the_records()
    {
        string root = typeof(ConfigSchemaTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!;
        string committed = File.ReadAllText(Path.Combine(root, "configs", "schema.json")).ReplaceLineEndings("\n");

        Assert.True(committed == ConfigSchema.Write(), "The config records have changed; renew the schema: dotnet run -- schema > configs/schema.json");
    }

    [Fact]
    public void Every_key_says_what_it_is()
    {
        using var schema = JsonDocument.Parse(ConfigSchema.Write());

        Assert.Empty(Undescribed("", schema.RootElement));
    }

    [Fact]
    public void Rules_and_defaults_are_in_it()
    {
        using var schema = JsonDocument.Parse(ConfigSchema.Write());
        var train = schema.RootElement.GetProperty("properties").GetProperty("train").GetProperty("properties");

        Assert.Equal(1, train.GetProperty("epochs").GetProperty("minimum").GetDouble());
        Assert.Equal(200, train.GetProperty("epochs").GetProperty("default").GetInt32());
        Assert.Equal(0, train.GetProperty("learningRate").GetProperty("exclusiveMinimum").GetDouble());
        Assert.Contains("crossEntropy", train.GetProperty("loss").GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
    }

    [Fact]
    public void Keys_of_another_kind_are_not_offered()
    {
        using var schema = JsonDocument.Parse(ConfigSchema.Write());
        var rule = schema.RootElement.GetProperty("properties").GetProperty("network").GetProperty("allOf")[0];

        Assert.Equal("cnn", rule.GetProperty("if").GetProperty("properties").GetProperty("kind").GetProperty("enum")[0].GetString());
        Assert.Equal("kind", rule.GetProperty("if").GetProperty("required")[0].GetString());
        Assert.Equal(
            ["channels", "convolutions", "kernel", "pooling"],
            rule.GetProperty("else").GetProperty("properties").EnumerateObject().Select(key => key.Name));
    }

    private static IEnumerable<string> Undescribed(string path, JsonElement schema) =>
        !schema.TryGetProperty("properties", out var keys) || path == "/sweep" ? [] : keys.EnumerateObject()
            .SelectMany(key => Undescribed($"{path}/{key.Name}", key.Value).Concat(key.Value.TryGetProperty("description", out _) ? [] : [$"{path}/{key.Name}"]));
}
