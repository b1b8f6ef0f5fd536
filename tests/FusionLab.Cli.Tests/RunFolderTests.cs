namespace FusionLab.Tests.Cli;

/// <summary>What lies in a run folder is not lost to a second command, a damaged checkpoint or a slip.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _config;

    public RunFolderTests() => _config = _folder.File("small.json", """
        {
          "name": "small", "seeds": "1..3", "device": "cpu", "threads": 1,
          "data": { "source": "synthetic", "trainSamples": 300, "testSamples": 100 },
          "network": { "depth": 3, "fusionDepth": 2, "width": 8 },
          "train": { "batchSize": 100, "epochs": 2 }
        }
        """);

    private string Out => Path.Combine(_folder.Path, "run");

    private string Metrics => Path.Combine(Out, "metrics.csv");

    [Theory]
    [InlineData("replicas-1-3")]
    [InlineData("batch-1/replicas-1-6", "sweep.train.learningRate=[0.01,0.1]")]
    public void A_damaged_checkpoint_ends_a_resume_and_what_the_run_had_written_stays(string checkpoint, params string[] sweep)
    {
        string[] arguments = [_config, "--out", Out, .. sweep];
        CommandRun.Execute(arguments);
        string checkpoints = Path.Combine(Out, "checkpoint", checkpoint);
        File.WriteAllText(Directory.GetFiles(checkpoints, "*.safetensors").Single(), "half");
        var before = ReadFiles();

        CommandRun.Execute([.. arguments, "--resume", "--quiet", "train.checkpoint.everyEpochs=1"])
            .FailsWith(3, $"Every checkpoint in {checkpoints} is damaged; restore one, or name another folder with --out.");

        Assert.Equal(before, ReadFiles());
    }

    /// <summary>What every file of the run folder holds, but the log, which says that a resume was refused.</summary>
    private Dictionary<string, string> ReadFiles() => Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(path) != "log.txt").ToDictionary(path => path, File.ReadAllText);

    [Fact]
    public void A_run_resumes_with_the_replicas_a_batch_that_it_was_begun_with()
    {
        CommandRun.Execute(_config, "--out", Out, "--replicas-per-batch", "2");
        string metrics = File.ReadAllText(Metrics);

        var resumed = CommandRun.Execute(_config, "--out", Out, "--resume");

        Assert.Contains("\n3 replicas train 2 at a time", resumed.Error);
        Assert.Contains("continuing seeds 1,2 (replicas 1–2 of 3) after epoch 2\n", resumed.Error);
        Assert.Equal(metrics, File.ReadAllText(Metrics));
    }

    [Fact]
    public void Other_replicas_a_batch_begin_a_run_anew_and_it_says_so()
    {
        CommandRun.Execute(_config, "--out", Out);

        var resumed = CommandRun.Execute(_config, "--out", Out, "--resume", "--replicas-per-batch", "2");

        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains(
            "The run begins anew: its checkpoints are of 3 replicas trained together, not of 2; --replicas-per-batch 3 continues them.", resumed.Error);
    }

    [Theory]
    [InlineData("small.json")]
    [InlineData("minimal_late")]
    public void A_folder_that_another_process_writes_to_is_left_alone(string config)
    {
        string file = config == "small.json" ? _config : Path.Combine(RepositoryFiles.Root, "configs", "paper", $"{config}.json");
        Directory.CreateDirectory(Out);
        using (new FileStream(Path.Combine(Out, ".running"), FileMode.Create, FileAccess.Write, FileShare.None))
        {
            CommandRun.Execute(file, "--out", Out, "--quiet")
                .FailsWith(2, $"Another process is writing to {Out}; wait until it ends, or name another folder with --out.");
        }

        Assert.Equal(0, CommandRun.Execute(file, "--out", Out, "--resume", "--quiet").ExitCode); // what a killed process left behind is in no one's way
        Assert.False(File.Exists(Path.Combine(Out, ".running")));
    }

    [Theory]
    [InlineData]
    [InlineData("--resume")]
    public void A_file_of_someone_else_is_not_overwritten(params string[] options)
    {
        Directory.CreateDirectory(Out);
        string report = Path.Combine(Out, "report.html");
        File.WriteAllText(report, "mine");

        CommandRun.Execute([_config, "--out", Out, .. options])
            .FailsWith(2, $"{report} is there already, and a run would overwrite it; name another folder with --out.");

        Assert.Equal("mine", File.ReadAllText(report));
        Assert.False(File.Exists(Path.Combine(Out, "config.json")));
    }

    [Theory]
    [InlineData("--out", "")]
    [InlineData("out=", null)]
    [InlineData("out=a\0b", null)]
    public void A_run_folder_that_is_no_path_is_refused(string option, string? value)
    {
        var run = CommandRun.Execute([_config, option, .. value is null ? [] : new[] { value }]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: The run folder \"", run.Error);
        Assert.EndsWith("\" is no path; name another folder with --out.\n", run.Error);
    }

    public void Dispose() => _folder.Dispose();
}
