using FusionLab.Config;
using FusionLab.Reports;
using FusionLab.Runs;
using FusionLab.Training;

namespace FusionLab.Tests.Runs;

/// <summary>Small configs with sweeps, trained for a few epochs in a folder of their own.</summary>
internal sealed class TrainedSweep : IDisposable
{
    public const string Digits = """
        "data": { "source": "synthetic", "trainSamples": 300, "testSamples": 100 },
        """;

    public const string Mlp = """
        "network": { "depth": 3, "fusionDepth": 2, "width": 8 },
        "train": { "batchSize": 100, "learningRate": 0.1, "decay": 0.9, "epochs": 3 },
        """;

    public const string Cnn = """
        "network": { "kind": "cnn", "convolutions": 3, "fusionDepth": 2, "channels": 3 },
        "train": { "batchSize": 150, "learningRate": 0.02, "epochs": 2 },
        """;

    private readonly Folder _folder = new();

    public string At(params string[] parts) => Path.Combine([_folder.Path, .. parts]);

    /// <summary>A config of two replicas on the CPU.</summary>
    /// <param name="blocks">Its data, network, train and sweep.</param>
    public ExperimentConfig Config(params string[] blocks)
    {
        string file = At("sweep.json");
        File.WriteAllText(file, $$"""{ "name": "sweep", "seeds": "1..2", "device": "cpu", "threads": 1, {{string.Concat(blocks).TrimEnd().TrimEnd(',')}} }""");
        return ConfigLoader.Load(file);
    }

    public RunResult Run(ExperimentConfig config, string name = "out", RunOptions? options = null, IRunEvents? observer = null, CancellationToken cancel = default) =>
        SweepRun.Run(config, (options ?? new RunOptions()) with { Out = At(name), Report = RunReport.Write }, observer, cancel);

    public void Dispose() => _folder.Dispose();
}
