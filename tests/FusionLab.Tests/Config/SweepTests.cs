using System.Text.Json;
using FusionLab.Config;
using FusionLab.Data;

namespace FusionLab.Tests.Config;

public class SweepTests
{
    [Fact]
    public void A_sweep_is_the_grid_of_its_values_with_the_last_path_fastest()
    {
        var config = ConfigFile.Load("""{ "sweep": { "network.fusionDepth": [1, 3, 5], "data.corruption.noise": [0.1, 0.2] } }""");

        var points = config.Points;

        Assert.Equal(
            [(1, 0.1), (1, 0.2), (3, 0.1), (3, 0.2), (5, 0.1), (5, 0.2)],
            points.Select(point => (point.Config.Network.FusionDepth, ((NoisyMnistConfig)point.Config.Data).Corruption.Noise)));
        Assert.Equal(3, points[2].Values["network.fusionDepth"].GetInt32());
        Assert.All(points, point => Assert.Null(point.Config.Sweep));
    }

    [Fact]
    public void A_whole_list_can_be_swept()
    {
        var points = ConfigFile.Load("""{ "sweep": { "data.modalities": [["a", "b"], ["a", "b", "c"]] } }""", "data.corruption.patterns=[{\"corrupt\":[],\"probability\":1}]").Points;

        Assert.Equal([2, 3], points.Select(point => ((NoisyMnistConfig)point.Config.Data).Modalities!.Count));
    }

    [Fact]
    public void Kinds_and_rates_can_be_swept()
    {
        var points = ConfigFile.Load("""
            { "sweep": { "train.optimizer.kind": ["sgd", "adamW"], "train.rates": [null, { "a": 0.1, "b": 0.02 }] } }
            """).Points;

        Assert.Equal(["sgd", "sgd", "adamW", "adamW"], points.Select(point => point.Config.Train.Optimizer.Kind));
        Assert.Equal([null, 0.02, null, 0.02], points.Select(point => point.Config.Train.Rates?["b"]));
    }

    [Fact]
    public void Without_a_sweep_there_is_one_point_the_config_itself()
    {
        var config = ConfigFile.Load("{}");

        var point = Assert.Single(config.Points);

        Assert.Empty(point.Values);
        Assert.Equal(ConfigJson.Write(config), ConfigJson.Write(point.Config));
    }

    [Fact]
    public void A_sweep_can_be_given_as_an_argument() =>
        Assert.Equal(2, ConfigFile.Load("{}", "sweep.network.fusionDepth=[1,2]").Points.Count);

    [Theory]
    [InlineData("network.fusionDepth=3", "argument network.fusionDepth=3: network.fusionDepth is set, but the sweep of this config decides its values; change these with sweep.network.fusionDepth=[…], or leave the sweep out with sweep=null.")]
    [InlineData("sweep=3", "argument sweep=3: sweep is \"3\"; it must be an object { … } in quotes, which keep the shell from splitting it.")]
    public void What_a_sweep_would_overrule_is_refused(string assignment, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigException>(() => ConfigFile.Load("""{ "sweep": { "network.fusionDepth": [1, 2] } }""", assignment)).Message);

    [Fact]
    public void A_sweep_can_be_left_out_or_changed() => Assert.Equal(
        [1, 3], [ConfigFile.Load("""{ "sweep": { "network.fusionDepth": [1, 2] } }""", "sweep=null", "network.fusionDepth=3").Points.Count,
            ConfigFile.Load("""{ "sweep": { "network.fusionDepth": [1, 2] } }""", "sweep.network.fusionDepth=[1,2,3]").Points.Count]);

    [Theory]
    [InlineData("network.fusionDept", "[1]", "sweep \"network.fusionDept\" is no path that can be swept; did you mean network.fusionDepth?")]
    [InlineData("network.fusionDepth", "[1, \"x\"]", "sweep.network.fusionDepth.1 is \"x\"; it must be a whole number.")]
    [InlineData("network.fusionDepth", "[]", "sweep.network.fusionDepth is empty; it must be a list of at least one value.")]
    [InlineData("seeds", "[1]", "sweep \"seeds\" is no path that can be swept; known here: data.…, network.…, train.….")]
    public void A_wrong_sweep_is_refused(string path, string values, string message) =>
        Assert.Equal($"late.json, line 1: {message}", ConfigFile.Error($$"""{ "sweep": { {{JsonSerializer.Serialize(path)}}: {{values}} } }"""));
}
