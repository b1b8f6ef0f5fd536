namespace FusionLab.Tests.Config;

public class ConfigErrorTests
{
    [Theory]
    [InlineData("{ \"name\": \"x\",\n  \"network\": { \"dept\": 5 } }", "late.json, line 2: network.dept is no known key; did you mean network.depth?")]
    [InlineData("{ \"nework\": { } }", "late.json, line 1: nework is no known key; did you mean network?")]
    [InlineData("{ \"fusionDepth\": 3 }", "late.json, line 1: fusionDepth is no known key; did you mean network.fusionDepth?")]
    [InlineData("{ \"data\": { \"corruption\": { \"patterns\": [ { \"corupt\": [] } ] } } }", "late.json, line 1: data.corruption.patterns.0.corupt is no known key; did you mean data.corruption.patterns.0.corrupt?")]
    public void An_unknown_key_names_the_nearest_known_one(string json, string message) => Assert.Equal(message, ConfigFile.Error(json));

    [Theory]
    [InlineData("{ \"network\": { \"channels\": 32 } }", "late.json, line 1: network.channels is set, but network.kind is \"mlp\", which does not have it; remove it, or choose \"cnn\".")]
    [InlineData("{ \"network\": { \"kind\": \"linear\",\n \"activation\": \"relu\" } }", "late.json, line 2: network.activation is set, but network.kind is \"linear\", which does not have it; remove it, or choose \"mlp\", \"cnn\" or \"fission\".")]
    [InlineData("{ \"network\": { \"kind\": \"cnn\", \"branchDepths\": [1, 2] } }", "late.json, line 1: network.branchDepths is set, but network.kind is \"cnn\", which does not have it; remove it, or choose \"mlp\" or \"linear\".")]
    [InlineData("{ \"data\": { \"kind\": \"xor\", \"rho\": 0.1 } }", "late.json, line 1: data.rho is set, but data.kind is \"xor\", which does not have it; remove it, or choose \"gaussian\".")]
    [InlineData("{ \"data\": { \"kind\": \"arrays\", \"corruption\": { } } }", "late.json, line 1: data.corruption is set, but data.kind is \"arrays\", which does not have it; remove it, or choose \"noisyMnist\".")]
    [InlineData("{ \"data\": { \"file\": \"mine.npz\" } }", "late.json, line 1: data.file is set, but data.kind is \"noisyMnist\", which does not have it; remove it, or choose \"arrays\".")]
    [InlineData("{ \"data\": { \"rho\": 0.1 } }", "late.json, line 1: data.rho is set, but data.kind is \"noisyMnist\", which does not have it; remove it, or choose \"gaussian\".")]
    [InlineData("{ \"network\": { \"kind\": \"rnn\" } }", "late.json, line 1: network.kind is \"rnn\"; it must be \"mlp\", \"cnn\", \"linear\", \"shallow\" or \"fission\". Did you mean cnn?")]
    [InlineData("{ \"network\": { \"kind\": [\"mlp\"] } }", "late.json, line 1: network.kind is a list or an object; it must be \"mlp\", \"cnn\", \"linear\", \"shallow\" or \"fission\".")]
    [InlineData("{ \"sweep\": { \"network.kind\": [\"mlp\", \"cnn\"], \"network.width\": [4] } }", "late.json: At the sweep point network.kind = cnn, network.width = 4: network.width is set, but network.kind is \"cnn\", which does not have it; remove it, or choose \"mlp\", \"linear\" or \"fission\".")]
    public void A_key_of_another_kind_is_refused_with_the_kinds_that_have_it(string json, string message) => Assert.Equal(message, ConfigFile.Error(json));

    [Fact]
    public void A_key_near_to_none_lists_the_known_ones() =>
        Assert.StartsWith("late.json, line 1: zzzzzz is no known key; known here: $schema, name, seeds, ", ConfigFile.Error("{ \"zzzzzz\": 1 }"));

    [Theory]
    [InlineData("{\n\n\"network\": {\n \"depth\": \"five\" } }", "late.json, line 4: network.depth is \"five\"; it must be a whole number.")]
    [InlineData("{ \"network\": { \"depth\": 2.5 } }", "late.json, line 1: network.depth is \"2.5\"; it must be a whole number.")]
    [InlineData("{ \"network\": { \"depth\": [5] } }", "late.json, line 1: network.depth is a list or an object; it must be a whole number.")]
    [InlineData("{ \"network\": 5 }", "late.json, line 1: network is \"5\"; it must be an object { … }.")]
    [InlineData("{ \"network\": { \"bias\": \"yes\" } }", "late.json, line 1: network.bias is \"yes\"; it must be true or false.")]
    [InlineData("{ \"train\": { \"learningRate\": \"fast\" } }", "late.json, line 1: train.learningRate is \"fast\"; it must be a number.")]
    [InlineData("{ \"data\": { \"modalities\": \"a\" } }", "late.json, line 1: data.modalities is \"a\"; it must be a list [ … ].")]
    [InlineData("{ \"seeds\": \"1..\" }", "late.json, line 1: seeds is \"1..\"; it must be seeds such as \"1..5\" or \"1,3,7\", each once.")]
    [InlineData("{ \"threads\": -1 }", "late.json, line 1: threads is -1; it must be 0 or more and at most 4096.")]
    [InlineData("{ \"device\": \"gpu\" }", "late.json, line 1: device is \"gpu\"; it must be \"auto\", \"cpu\", \"cuda\" or \"cuda:N\".")]
    public void A_value_that_does_not_fit_says_what_it_is_and_what_it_must_be(string json, string message) =>
        Assert.Equal(message, ConfigFile.Error(json));

    [Theory]
    [InlineData("{ \"name\": \"x\",\n  \"seeds\" 5 }", "late.json, line 2, column 11: this is not valid JSON: ")]
    [InlineData("{ \"name\": \"x\",\n  \"seeds\": 5", "late.json, line 2, column ")]
    [InlineData("[1, 2]", "late.json, line 1: a config must be a JSON object { … }.")]
    [InlineData("", "late.json, line 1, column 1: this is not valid JSON: ")]
    [InlineData("{ \"name\": \"x\",\n  \"name\": \"y\" }", "late.json, line 2: name stands twice; keep one.")]
    public void Text_that_is_no_config_names_line_and_column(string json, string start) => Assert.StartsWith(start, ConfigFile.Error(json));

    [Theory]
    [InlineData("network.dept=5", "argument network.dept=5: network.dept is no known key; did you mean network.depth?")]
    [InlineData("network.depth=five", "argument network.depth=five: network.depth is \"five\"; it must be a whole number.")]
    [InlineData("seeds=[1,", "argument seeds=[1,: the value is not valid JSON: ")]
    [InlineData("data={\"kind\":\"gaussian\",\"kind\":\"xor\"}", "argument data={\"kind\":\"gaussian\",\"kind\":\"xor\"}: the value is not valid JSON: ")]
    [InlineData("network.depth", "The argument \"network.depth\" is no path=value, such as network.depth=5.")]
    public void A_wrong_argument_is_named(string assignment, string start) => Assert.StartsWith(start, ConfigFile.Error("{}", assignment));

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        var error = Assert.Throws<ConfigException>(() => FusionLab.Config.ConfigLoader.Load("no/such/file.json"));

        Assert.StartsWith("The config no/such/file.json cannot be read: ", error.Message);
    }
}
