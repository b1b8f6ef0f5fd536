using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using FusionLab.Data;
using FusionLab.Networks;
using FusionLab.Training;

namespace FusionLab.Config;

/// <summary>Everything that determines a run: one JSON config, with every default filled in.</summary>
public sealed record ExperimentConfig
{
    /// <summary>The JSON schema that editors check the file against; it changes nothing in the run.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>The run's name: runs/NAME/ holds its run folders. By default the config file's name.</summary>
    [RegularExpression(@"(?!\.{1,2}$)[^\x00-\x1f/\\]+", ErrorMessage = "the name of a folder, without slashes")]
    public string? Name { get; init; }

    /// <summary>One replica per seed: "1..5", "1,3,7" or [1, 3, 7].</summary>
    public SeedList Seeds { get; init; } = new([1]);

    /// <summary>Where to compute: "auto" (a GPU where there is one), "cpu", "cuda" or "cuda:N".</summary>
    [RegularExpression(@"auto|cpu|cuda(:\d+)?", ErrorMessage = "\"auto\", \"cpu\", \"cuda\" or \"cuda:N\"")]
    public string Device { get; init; } = "auto";

    /// <summary>CPU threads for tensor operations; 0 takes every core.</summary>
    [Range(0, 4096)]
    public int Threads { get; init; }

    /// <summary>What the networks learn from.</summary>
    public DataConfig Data { get; init; } = new NoisyMnistConfig();

    /// <summary>The networks' shape.</summary>
    public NetworkConfig Network { get; init; } = new MlpConfig();

    /// <summary>How they are trained.</summary>
    public TrainConfig Train { get; init; } = new();

    /// <summary>
    /// A grid of runs: each path below data, network or train with the values it takes, such as "network.fusionDepth": [1, 2, 3].
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<JsonElement>>? Sweep { get; init; }

    /// <summary>Published values to print beside the result.</summary>
    public PaperValues? Paper { get; init; }

    /// <summary>The run folder; by default runs/NAME/TIMESTAMP.</summary>
    public string? Out { get; init; }

    /// <summary>
    /// All points of the sweep, the last path varying fastest; this config itself where it sweeps nothing. A sweep that was read
    /// back from a run folder has none.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<SweepPoint> Points
    {
        get => Sweep is null ? [new SweepPoint(new Dictionary<string, JsonElement>(), this)] : field;
        internal init;
    } = [];

    /// <summary>
    /// Checks values, each valid by itself, against each other, and fills in what the data decide. Not for a config with a sweep,
    /// whose points differ in both.
    /// </summary>
    /// <exception cref="ConfigException">Two values contradict each other.</exception>
    /// <exception cref="DataException">One's own arrays, from which defaults follow, cannot be read.</exception>
    internal ExperimentConfig Complete()
    {
        Network.RefuseContradictions();
        Train.RefuseContradictions();
        var data = Data.Complete();
        double? accuracy = Train.Threshold is null && data is ArraysConfig own ? ArrayTask.ReadThreshold(own) : TrainConfig.DefaultThreshold;
        var half = Train.Baselines ? LearningThreshold.HalfOfAttainable : LearningThreshold.HalfOfTogether;
        var train = Train with { Threshold = Train.Threshold ?? accuracy ?? half };
        train.RefuseContradictions(); // the data's own threshold may be a share of what is known at the end
        return this with { Data = data, Train = train };
    }

    /// <summary>This config with the points of its sweep, and with the threshold of the first one, if it gives none.</summary>
    internal ExperimentConfig WithPoints(IReadOnlyList<SweepPoint> points)
    {
        LearningThreshold? threshold =
            Train.Threshold ?? (Data is ArraysConfig ? points[0].Config.Train.Threshold : TrainConfig.DefaultThreshold);
        return this with { Points = points, Train = Train with { Threshold = threshold } };
    }
}

/// <summary>One point of a sweep.</summary>
/// <param name="Values">The value of each swept path at this point, in the order of the config.</param>
/// <param name="Config">The config of this point, without the sweep.</param>
public sealed record SweepPoint(IReadOnlyDictionary<string, JsonElement> Values, ExperimentConfig Config);

/// <summary>Published values that a run's result is printed beside; they change nothing in the run.</summary>
public sealed record PaperValues
{
    /// <summary>The published time ratio.</summary>
    public PaperMean? TimeRatio { get; init; }

    /// <summary>Where it is published, such as <c>"Zhang et al. 2024, Table 1, MLP, L_f = 3"</c>.</summary>
    public string? Source { get; init; }
}

/// <summary>A published mean with its spread.</summary>
public sealed record PaperMean
{
    /// <summary>The mean over seeds.</summary>
    public required double Mean { get; init; }

    /// <summary>The standard deviation over seeds.</summary>
    public required double Std { get; init; }

    /// <summary>The seeds; 5 throughout the paper.</summary>
    public int N { get; init; } = 5;
}
