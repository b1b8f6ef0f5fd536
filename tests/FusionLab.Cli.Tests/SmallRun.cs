namespace FusionLab.Tests.Cli;

/// <summary>A trained run of three replicas, as small as it can be, in a folder of its own.</summary>
internal sealed class SmallRun : IDisposable
{
    public const string Mlp = """{ "depth": 3, "fusionDepth": 2, "width": 8 }""";
    public const string Cnn = """{ "kind": "cnn", "convolutions": 3, "fusionDepth": 2, "channels": 3 }""";

    private const string Digits = """{ "source": "synthetic", "trainSamples": 200, "testSamples": 100 }""";

    private readonly TemporaryFolder _folder = new();

    public SmallRun(string network = Mlp, string data = Digits, string loss = "crossEntropy", string more = "")
    {
        Config = _folder.File("small.json", $$"""
            {
              "name": "small", "seeds": "4..6", "device": "cpu", "threads": 1,
              "data": {{data}},
              "network": {{network}},
              "train": { "loss": "{{loss}}", "batchSize": 100, "learningRate": 0.1, "epochs": 2{{more}} }
            }
            """);
        Assert.Equal(0, CommandRun.Execute(Config, "--out", Run, "--quiet", "--replicas-per-batch", "2").ExitCode);
    }

    /// <summary>The config file.</summary>
    public string Config { get; }

    /// <summary>The run folder.</summary>
    public string Run => At("run");

    /// <summary>A path in the folder.</summary>
    public string At(params string[] parts) => Path.Combine([_folder.Path, .. parts]);

    /// <summary>The last row of a run's metrics.csv that belongs to a replica, by column.</summary>
    public static IReadOnlyDictionary<string, string> LastRow(string run, string replica)
    {
        string[] lines = File.ReadAllLines(Path.Combine(run, "metrics.csv"));
        string last = lines.Last(line => line.StartsWith($"{replica},", StringComparison.Ordinal));
        return lines[0].Split(',').Zip(last.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second);
    }

    public void Dispose() => _folder.Dispose();
}
