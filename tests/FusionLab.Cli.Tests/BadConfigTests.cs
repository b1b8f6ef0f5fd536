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

    [Theory]
    [InlineData("collinear", "data.covariance=[[4,1],[2,1]]", "data.covariance is not symmetric: entry [1][0] is 2 and entry [0][1] is 1; they must be equal.")]
    [InlineData("collinear", "data.covariance=[[1,2],[2,1]]", "data.covariance is not positive semi-definite: its smallest eigenvalue is -1; it must be 0 or more, as for any real data.")]
    [InlineData("collinear", "data.covariance=[[4,1,1],[1,2,1],[1,1,3]]", "data.covariance has 3 rows; without data.dimensions it needs an even number of at least 2, half of them for each of two modalities.")]
    [InlineData("minimal_late", "data.rho=1.5", "data.rho is 1.5; it must be -1 or more and at most 1.")]
    [InlineData("minimal_late", "data.samples=0", "data.samples is \"0\"; it must be \"population\" or a number of samples, 1 or more.")]
    [InlineData("minimal_late", "network.fusionDepth=3", "network.fusionDepth is 3, but the network has 2 layers (network.depth); choose 1 (early fusion) to 2 (late fusion).")]
    [InlineData("minimal_late", "data.sigmaA=-1", "data.sigmaA is -1; it must be above 0.")]
    public void A_toy_task_that_cannot_exist_is_one_sentence_with_value_and_bound(string config, string assignment, string sentence)
    {
        string file = Path.Combine(RepositoryFiles.Root, "configs", "paper", $"{config}.json");

        CommandRun.Of(file, assignment).FailsWith(2, $"argument {assignment}: {sentence}");
        CommandRun.Of("theory", file, assignment).FailsWith(2, $"argument {assignment}: {sentence}");
    }

    [Theory]
    [InlineData("fission", "data.target=[1]", "The task has 1 output; a fission network needs two or more")]
    [InlineData("exponential", "data.samples=population", "data.samples is \"population\"; the logistic and the exponential loss need a number of samples.")]
    [InlineData("minimal_late", "network.branchDepths=[2,2,2]", "network.branchDepths names 3 branches; the task has 2 modalities.")]
    [InlineData("minimal_late", "train.weightDecay=100", "train.weightDecay is 100; it must lie in [0, 1/learningRate).")]
    public void What_task_and_network_do_not_allow_together_is_found_before_a_folder_is_made(string config, string assignment, string sentence)
    {
        string file = Path.Combine(RepositoryFiles.Root, "configs", "paper", $"{config}.json"), folder = Path.Combine(_folder.Path, "run");

        var run = CommandRun.Of(file, assignment, "--out", folder);

        Assert.StartsWith($"error: {sentence}", run.Error);
        Assert.Equal(2, run.ExitCode);
        Assert.False(Directory.Exists(folder));
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
