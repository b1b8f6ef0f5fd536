namespace FusionLab.Tests.Cli;

/// <summary>A few small configs in a folder of their own, and their results as single runs.</summary>
internal sealed class SmallBatch : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes configs of different learning rates.</summary>
    /// <param name="count">How many.</param>
    /// <param name="epochs">Epochs of each, ten steps long, with a checkpoint and a row in metrics.csv after each.</param>
    public SmallBatch(int count, int epochs = 3) =>
        Configs = [.. Enumerable.Range(1, count).Select(i => Write($"run{i:00}", $$"""
            {
              "name": "run{{i:00}}", "seeds": "1..2", "threads": 1,
              "data": { "source": "synthetic", "trainSamples": 1000, "testSamples": 500 },
              "network": { "depth": 3, "fusionDepth": 2, "width": 120 },
              "train": { "batchSize": 100, "learningRate": {{0.01 * i}}, "epochs": {{epochs}}, "momentum": 0.9, "checkpoint": { "everyEpochs": 1 } }
            }
            """))];

    /// <summary>The config files.</summary>
    public IReadOnlyList<string> Configs { get; }

    /// <summary>The batch's folder.</summary>
    public string Out => At("batch");

    /// <summary>A path in the folder.</summary>
    public string At(params string[] parts) => Path.Combine([_folder.Path, .. parts]);

    /// <summary>Writes another config.</summary>
    public string Write(string name, string json) => _folder.File($"{name}.json", json);

    /// <summary>Checks that the runs of a batch have the bytes of single runs, and that each was carried out to its end once.</summary>
    /// <param name="batch">The batch's folder.</param>
    public void EqualsSingleRuns(string batch)
    {
        foreach (string config in Configs)
        {
            string name = Path.GetFileNameWithoutExtension(config), single = At("single", name);
            if (!Directory.Exists(single))
            {
                Assert.Equal(0, CommandRun.Execute(config, "--out", single, "--device", "cpu", "--quiet").ExitCode);
            }

            Assert.Equal(File.ReadAllBytes(Path.Combine(single, "metrics.csv")), File.ReadAllBytes(Path.Combine(batch, name, "metrics.csv")));
            string log = File.ReadAllText(Path.Combine(batch, name, "log.txt"));
            Assert.Equal(2, log.Split("Training ended: \"Completed\"").Length);
        }
    }

    /// <summary>Rows of the first replica in a run's metrics.csv, the one before the first step included.</summary>
    public static int Rows(string run)
    {
        string file = Path.Combine(run, "metrics.csv");
        if (!File.Exists(file))
        {
            return 0;
        }

        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n').Count(line => line.StartsWith("1,", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}
