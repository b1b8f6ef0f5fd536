namespace FusionLab.Tests.Cli;

public sealed class BadConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("{ \"network\": { \"dept\": 5 } }", "network.dept is no known key; did you mean network.depth?")]
    [InlineData("{ \"network\": { \"depth\": \"five\" } }", "network.depth is \"five\"; it must be a whole number.")]
    [InlineData("{ \"network\": { \"depth\": 3, \"fusionDepth\": 4 } }", "network.fusionDepth is 4, but the network has 3 layers (network.depth); choose 1 (early fusion) to 3 (late fusion).")]
    [InlineData("{ \"network\": { \"kind\": \"mpl\" } }", "network.kind is \"mpl\"; it must be \"mlp\", \"cnn\", \"linear\", \"shallow\" or \"fission\".")]
    [InlineData("{ \"train\": { \"epochs\": 0 } }", "train.epochs is 0; it must be 1 or more.")]
    [InlineData("{ \"train\": { \"learningRate\": 0 } }", "train.learningRate is 0; it must be above 0.")]
    [InlineData("{ \"train\": { \"stopWhen\": \"soon\" } }", "train.stopWhen is \"soon\"; it must be \"never\" or \"allLearned\", or above 0 and at most 1.")]
    [InlineData("{ \"train\": { \"loss\": \"hinge\" } }", "train.loss is \"hinge\"; it must be \"crossEntropy\", \"mse\", \"logistic\" or \"exponential\".")]
    public void A_wrong_config_is_one_sentence_and_exit_code_2(string json, string sentence)
    {
        string file = _folder.File("bad.json", json);

        CommandRun.Of(file).FailsWith(2, $"{file}, line 1: {sentence}");
    }

    [Fact]
    public void Probabilities_that_do_not_add_up_are_refused()
    {
        string file = _folder.File("bad.json", """{ "data": { "corruption": { "patterns": [ { "corrupt": ["b"], "probability": 0.5 } ] } } }""");

        var run = CommandRun.Of(file);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("add up to 0.5; they must add up to 1", run.Error);
    }

    [Fact]
    public void Broken_json_names_line_and_column()
    {
        string file = _folder.File("bad.json", "{\n  \"seeds\": 1,,\n}");

        var run = CommandRun.Of(file);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"error: {file}, line 2, column 14: this is not valid JSON: ", run.Error);
    }

    public void Dispose() => _folder.Dispose();
}
