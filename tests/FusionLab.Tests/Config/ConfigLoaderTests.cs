using System.Text.Json;
using FusionLab.Config;
using FusionLab.Data;
using FusionLab.Training;

namespace FusionLab.Tests.Config;

public class ConfigLoaderTests
{
    [Fact]
    public void What_a_file_leaves_out_has_its_default()
    {
        var config = ConfigFile.Load("""{ "network": { "fusionDepth": 5 } }""");

        Assert.Equal("late", config.Name);
        Assert.Equal(5, config.Network.FusionDepth);
        Assert.Equal(new TrainConfig { Threshold = 0.5 }, config.Train);
        Assert.Equal(["a", "b"], ((NoisyMnistConfig)config.Data).Modalities);
    }

    [Fact]
    public void Comments_and_a_trailing_comma_are_allowed() =>
        Assert.Equal("x", ConfigFile.Load("{ /* why */ \"name\": \"x\", // so\n }").Name);

    [Fact]
    public void An_argument_wins_over_the_file()
    {
        var config = ConfigFile.Load("""{ "train": { "learningRate": 0.1, "epochs": 3 } }""", "train.learningRate=2e-3", "TRAIN.Epochs=7");

        Assert.Equal(0.002, config.Train.LearningRate);
        Assert.Equal(7, config.Train.Epochs);
    }

    [Fact]
    public void An_element_of_a_list_can_be_replaced_by_an_argument()
    {
        const string Json = """{ "data": { "corruption": { "patterns": [ { "corrupt": ["b"], "probability": 0.5 }, { "corrupt": [], "probability": 0.5 } ] } } }""";

        var patterns = ((NoisyMnistConfig)ConfigFile.Load(Json, "data.corruption.patterns.0.corrupt=[\"a\"]").Data).Corruption.Patterns;

        Assert.Equal(["a"], patterns[0].Corrupt);
        Assert.Equal(0.5, patterns[0].Probability);
        Assert.Equal([], patterns[1].Corrupt);
    }

    [Theory]
    [InlineData("[1, 2, 3]", "seeds=[9]")]
    [InlineData("[1, 2, 3]", "seeds=9")]
    [InlineData("\"1..5\"", "seeds=[9]")]
    public void A_list_is_replaced_as_a_whole(string seeds, string assignment) =>
        Assert.Equal(new SeedList([9]), ConfigFile.Load($$"""{ "seeds": {{seeds}} }""", assignment).Seeds);

    [Fact]
    public void Null_means_not_given() =>
        Assert.Equal(new TrainConfig { Threshold = 0.5 }, ConfigFile.Load("""{ "train": null, "paper": null }""").Train);

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{ \"scale\": 0.02 }")]
    public void Weights_start_as_is_the_networks_own_where_no_kind_is_given(string init)
    {
        var network = ConfigFile.Load($$"""{ "network": { "kind": "linear", "depth": 4, "init": {{init}} } }""").Network;

        Assert.Equal("deep", network.Init.Kind);
    }

    [Fact]
    public void Null_on_the_command_line_takes_a_value_back() =>
        Assert.Null(ConfigFile.Load("""{ "train": { "minEpochs": 3 } }""", "train.minEpochs=null").Train.MinEpochs);

    [Fact]
    public void A_config_written_and_loaded_again_is_the_same_config()
    {
        var config = ConfigFile.Load(
            """{ "seeds": "3..6", "data": { "trainSamples": 100 }, "paper": { "timeRatio": { "mean": 1.9, "std": 0.39 } }, "sweep": { "network.fusionDepth": [1, 2] } }""");

        string written = ConfigJson.Write(config);

        Assert.Equal(written, ConfigJson.Write(ConfigFile.Load(written)));
        Assert.Equal("3..6", JsonDocument.Parse(written).RootElement.GetProperty("seeds").GetString());
    }

    [Fact]
    public void The_hash_follows_what_determines_the_numbers_and_nothing_else()
    {
        var config = ConfigFile.Load("{}");

        Assert.Matches("^[0-9a-f]{64}$", ConfigJson.Hash(config));
        Assert.Equal(ConfigJson.Hash(config), ConfigJson.Hash(config with { Name = "other", Out = "elsewhere", Paper = new PaperValues() }));
        Assert.NotEqual(ConfigJson.Hash(config), ConfigJson.Hash(config with { Threads = config.Threads + 1 }));
        Assert.NotEqual(ConfigJson.Hash(config), ConfigJson.Hash(ConfigFile.Load("{}", "network.depth=7")));
    }

    [Theory]
    [InlineData("""{ "network": { "kind": "mlp" } }""")]
    [InlineData("""{ "network": { "kind": "cnn", "channels": 3 } }""")]
    [InlineData("""{ "data": { "kind": "gaussian", "rho": 0.5 }, "network": { "kind": "linear" } }""")]
    [InlineData("""{ "data": { "kind": "fission" }, "network": { "kind": "fission" } }""")]
    [InlineData("""{ "data": { "kind": "random" }, "network": { "kind": "shallow" } }""")]
    public void A_config_that_was_written_loads_again(string json)
    {
        string written = ConfigJson.Write(ConfigFile.Load(json));

        Assert.Equal(written, ConfigJson.Write(ConfigFile.Load(written)));
    }
}
