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
        var kinds = schema.RootElement.GetProperty("properties").GetProperty("network").GetProperty("anyOf").EnumerateArray().ToDictionary(
            kind => kind.GetProperty("properties").GetProperty("kind").GetProperty("const").GetString()!);

        Assert.Equal(["mlp", "cnn", "linear", "shallow", "fission"], kinds.Keys);
        Assert.Equal(["kind", "bias", "init"], kinds["shallow"].GetProperty("properties").EnumerateObject().Select(key => key.Name));
        Assert.True(kinds["cnn"].GetProperty("properties").TryGetProperty("channels", out _));
        Assert.False(kinds["mlp"].GetProperty("properties").TryGetProperty("channels", out _));
        Assert.False(kinds["mlp"].TryGetProperty("required", out _)); // the default
        Assert.Equal("kind", kinds["cnn"].GetProperty("required")[0].GetString());
    }

    private static IEnumerable<string> Undescribed(string path, JsonElement schema) =>
        schema.TryGetProperty("anyOf", out var kinds) ? kinds.EnumerateArray().SelectMany(kind => Undescribed(path, kind))
        : !schema.TryGetProperty("properties", out var keys) || path == "/sweep" ? [] : keys.EnumerateObject()
            .SelectMany(key => Undescribed($"{path}/{key.Name}", key.Value).Concat(key.Value.TryGetProperty("description", out _) ? [] : [$"{path}/{key.Name}"]));
}
