using System.Text.Json.Nodes;
using FusionLab.Config;
using FusionLab.Networks;

namespace FusionLab.Tests.Config;

public class ConfigDifferenceTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1,"b":{"c":[1,2]}}""", """{ "b": {"c":[1, 2]}, "a": 1 }""")]
    public void Configs_that_say_the_same_do_not_differ(string before, string now) => Assert.Empty(ConfigDifference.Find(before, now));

    [Theory]
    [InlineData("""{"train":{"learningRate":0.04}}""", """{"train":{"learningRate":0.02}}""", "train.learningRate was 0.04 and is 0.02")]
    [InlineData("""{"train":{}}""", """{"train":{"epochs":3}}""", "train.epochs was absent and is 3")]
    [InlineData("""{"seeds":[1,2]}""", """{}""", "seeds was [1,2] and is absent")]
    public void A_difference_is_named_by_its_key(string before, string now, string difference) =>
        Assert.Equal([difference], ConfigDifference.Find(before, now));

    [Fact]
    public void Keys_that_an_earlier_version_wrote_of_every_kind_and_what_changes_no_number_are_no_difference()
    {
        string now = ConfigJson.WriteDeterminants(new ExperimentConfig { Network = new CnnConfig() });
        var before = JsonNode.Parse(now)!;
        (before["network"]!["depth"], before["network"]!["width"], before["data"]!["root"]) = (6, 500, "elsewhere");
        before["train"]!["checkpoint"] = new JsonObject { ["everyMinutes"] = 10 };

        Assert.Empty(ConfigDifference.Find(before.ToJsonString(), now));
        Assert.Empty(ConfigDifference.Find($"{{\"01\":{before.ToJsonString()}}}", $"{{\"01\":{now}}}"));

        before["network"]!["kernel"] = 5;
        Assert.Equal(["01.network.kernel was 5 and is 3"], ConfigDifference.Find($"{{\"01\":{before.ToJsonString()}}}", $"{{\"01\":{now}}}"));
    }

    [Theory]
    [InlineData("\"depth\": 5", "\"depth\": 5, \"channels\": 32", null)]
    [InlineData("\"slope\": 0.01", "\"slope\": 0.2", null)]
    [InlineData("\"depth\": 5", "\"depth\": -5", "network.depth is -5; it must be 1 or more and at most 10000.")]
    [InlineData("\"modalities\"", "\"modalitiez\"", null)]
    [InlineData("\"kind\": \"mlp\"", "\"kinb\": \"mlp\"", "no readable config")]
    [InlineData("\"train\"", "\"train", "no readable config")]
    public void A_run_folders_config_of_an_earlier_version_is_read_and_a_damaged_one_is_named(string written, string found, string? damage)
    {
        using var folder = new Folder();
        string file = folder.At("config.json");
        File.WriteAllText(file, ConfigJson.Write(new ExperimentConfig()).Replace(written, found, StringComparison.Ordinal));

        var failure = Record.Exception(() => ConfigJson.Read(file));

        Assert.Equal(damage is null ? null : typeof(DataException), failure?.GetType());
        Assert.Contains(damage ?? "", failure?.Message ?? "");
    }
}
