namespace FusionLab.Tests.Cli;

public sealed class BadConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("{ \"network\": { \"dept\": 5 } }", "network.dept is no known key; did you mean network.depth?")]
    [InlineData("{ \"network\": { \"depth\": \"five\" } }", "network.depth is \"five\"; it must be a whole number.")]
    [InlineData("{ \"network\": { \"depth\": 3, \"fusionDepth\": 4 } }", "network.fusionDepth is 4, but the network has 3 layers (network.depth); choose 1 (early fusion) to 3 (late fusion).")]
    [InlineData("{ \"network\": { \"kind\": \"mpl\" } }", "network.kind is \"mpl\"; it must be \"mlp\", \"cnn\", \"linear\", \"shallow\" or \"fission\". Did you mean mlp?")]
    [InlineData("{ \"train\": { \"precision\": \"bf61\" } }", "train.precision is \"bf61\"; it must be \"fp32\", \"tf32\", \"bf16\" or \"fp64\". Did you mean bf16?")]
    [InlineData("{ \"train\": { \"epochs\": 0 } }", "train.epochs is 0; it must be 1 or more.")]
    [InlineData("{ \"train\": { \"learningRate\": 0 } }", "train.learningRate is 0; it must be above 0.")]
    [InlineData("{ \"train\": { \"stopWhen\": \"soon\" } }", "train.stopWhen is \"soon\"; it must be \"never\", \"allLearned\" or \"validation\", or above 0 and at most 1.")]
    [InlineData("{ \"train\": { \"loss\": \"hinge\" } }", "train.loss is \"hinge\"; it must be \"crossEntropy\", \"mse\", \"logistic\" or \"exponential\".")]
    public void A_wrong_config_is_one_sentence_and_exit_code_2(string json, string sentence)
    {
        string file = _folder.File("bad.json", json);

        CommandRun.Execute(file).FailsWith(2, $"{file}, line 1: {sentence}");
    }

    [Theory]
    [InlineData("collinear", "data.covariance=[[4,1],[2,1]]", "data.covariance is not symmetric: entry [1][0] is 2 and entry [0][1] is 1; they must be equal.")]
    [InlineData("collinear", "data.covariance=[[1,2],[2,1]]", "data.covariance is not positive semi-definite: its smallest eigenvalue is -1; it must be 0 or more, as for any real data.")]
    [InlineData("collinear", "data.covariance=[[4,1,1],[1,2,1],[1,1,3]]", "data.covariance has 3 rows; without data.dimensions it needs an even number of at least 2, half of them for each of two modalities.")]
    [InlineData("minimal_late", "data.rho=1.5", "data.rho is 1.5; it must be -1 or more and at most 1.")]
    [InlineData("minimal_late", "data.samples=0", "data.samples is \"0\"; it must be \"population\" or a number of samples from 1 to 999999999.")]
    [InlineData("minimal_late", "network.fusionDepth=3", "network.fusionDepth is 3, but the network has 2 layers (network.depth); choose 1 (early fusion) to 2 (late fusion).")]
    [InlineData("minimal_late", "data.sigmaA=-1", "data.sigmaA is -1; it must be above 0.")]
    public void A_toy_task_that_cannot_exist_is_one_sentence_with_value_and_bound(string config, string assignment, string sentence)
    {
        string file = Path.Combine(RepositoryFiles.Root, "configs", "paper", $"{config}.json");

        CommandRun.Execute(file, assignment).FailsWith(2, $"argument {assignment}: {sentence}");
        CommandRun.Execute("theory", file, assignment).FailsWith(2, $"argument {assignment}: {sentence}");
    }

    [Theory]
    [InlineData("fission", "data.target=[1]", "The task has 1 output; a fission network needs two or more")]
    [InlineData("exponential", "data.samples=population", "data.samples is \"population\"; the logistic and the exponential loss need a number of samples.")]
    [InlineData("minimal_late", "network.branchDepths=[2,2,2]", "network.branchDepths names 3 branches; the task has 2 modalities.")]
    [InlineData("minimal_late", "train.weightDecay=100", "train.weightDecay is 100; it must lie in [0, 1/learningRate).")]
    public void What_task_and_network_do_not_allow_together_is_found_before_a_folder_is_made(string config, string assignment, string sentence)
    {
        string file = Path.Combine(RepositoryFiles.Root, "configs", "paper", $"{config}.json"), folder = Path.Combine(_folder.Path, "run");

        var run = CommandRun.Execute(file, assignment, "--out", folder);

        Assert.StartsWith($"error: {sentence}", run.Error);
        Assert.Equal(2, run.ExitCode);
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("network.branchDepths=[1,2,3]", "network.branchDepths has 3 entries for 2 modalities; give one depth for each of a, b.")]
    [InlineData("network.kind=cnn network.kernel=30", "Layer 1: 30×30 convolution on a 28×28 map; use fewer convolutions (network.convolutions) or a smaller network.kernel.")]
    [InlineData("network.kind=cnn network.pooling=40", "network.pooling: 40×40 max-pooling on a 18×18 map; use fewer or smaller convolutions, or less pooling.")]
    [InlineData("train.loss=logistic", "train.loss is logistic, which needs targets of ±1, but this task has classes; use crossEntropy or mse.")]
    [InlineData("train.threshold=0.1", "train.threshold is 0.1, an accuracy that guessing among 10 classes reaches; set it higher, such as 0.55.")]
    [InlineData("data.kind=xor", "train.loss is crossEntropy, but this task has real targets; use mse, logistic or exponential.")]
    [InlineData("data.kind=xor train.loss=mse train.stopWhen=allLearned", "train.stopWhen is allLearned, but this task has no accuracies; use never.")]
    [InlineData("sweep.network.kind=[\"mlp\",\"cnn\"] data.kind=xor train.loss=mse", "A cnn needs images [channels, height, width], but modality \"a\" has samples of shape [1]; choose network.kind \"mlp\" or image data.")]
    public void What_cannot_be_trained_is_found_by_a_dry_run_and_before_data_are_read_or_a_folder_is_made(string assignments, string sentence)
    {
        string file = _folder.File("bad.json", "{ }"), folder = Path.Combine(_folder.Path, "run");

        CommandRun.Execute([file, .. assignments.Split(' '), "--dry-run"]).FailsWith(2, sentence);
        CommandRun.Execute([file, .. assignments.Split(' '), "--out", folder]).FailsWith(2, sentence);

        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("{ \"seeds\": { \"a\": 1 } }", "seeds is a list or an object; it must be seeds such as \"1..5\" or \"1,3,7\", each once.")]
    [InlineData("{ \"name\": \"../../elsewhere\" }", "name is \"../../elsewhere\"; it must be the name of a folder, without slashes.")]
    [InlineData("{ \"name\": \"..\" }", "name is \"..\"; it must be the name of a folder, without slashes.")]
    [InlineData("{ \"data\": { \"modalities\": [\"a,b\", \"c\"] } }", "data.modalities.0 is \"a,b\"; it must be a name without blanks, commas, dots, slashes and quotes.")]
    [InlineData("{ \"network\": { \"depth\": 2000000000 } }", "network.depth is 2000000000; it must be 1 or more and at most 10000.")]
    [InlineData("{ \"network\": { \"kind\": \"cnn\", \"channels\": 2000000000 } }", "network.channels is 2000000000; it must be 1 or more and at most 1000000.")]
    public void Names_and_sizes_that_nothing_can_have_are_refused(string json, string sentence)
    {
        string file = _folder.File("bad.json", json);

        CommandRun.Execute(file, "--dry-run").FailsWith(2, $"{file}, line 1: {sentence}");
    }

    [Fact]
    public void A_misspelt_path_on_the_command_line_is_not_looked_for_in_the_file()
    {
        string file = _folder.File("good.json", "{ }");

        CommandRun.Execute(file, "trian.epochs=3", "--dry-run").FailsWith(2, "argument trian.epochs=3: trian is no known key; did you mean train?");
    }

    [Fact]
    public void Probabilities_that_do_not_add_up_are_refused()
    {
        string file = _folder.File("bad.json", """{ "data": { "corruption": { "patterns": [ { "corrupt": ["b"], "probability": 0.5 } ] } } }""");

        var run = CommandRun.Execute(file);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("add up to 0.5; they must add up to 1", run.Error);
    }

    [Fact]
    public void Broken_json_names_line_and_column()
    {
        string file = _folder.File("bad.json", "{\n  \"seeds\": 1,,\n}");

        var run = CommandRun.Execute(file);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"error: {file}, line 2, column 14: this is not valid JSON: ", run.Error);
    }

    public void Dispose() => _folder.Dispose();
}
