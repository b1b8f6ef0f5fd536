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

    /// <summary>One replica a seed: "1..5", "1,3,7" or [1, 3, 7].</summary>
    public SeedList Seeds { get; init; } = new([1]);

    /// <summary>Where to compute: "auto" (a GPU where there is one), "cpu", "cuda" or "cuda:N".</summary>
    [RegularExpression(@"auto|cpu|cuda(:\d+)?", ErrorMessage = "\"auto\", \"cpu\", \"cuda\" or \"cuda:N\"")]
    public string Device { get; init; } = "auto";

    /// <summary>CPU threads for tensor operations; 0 takes every core.</summary>
    [Range(0, 4096)]
    public int Threads { get; init; }

    /// <summary>What the networks learn from.</summary>
    public DataConfig Data { get; init; } = new();

    /// <summary>The networks' shape.</summary>
    public NetworkConfig Network { get; init; } = new();

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
    /// This config after all checks, with everything filled in that its records leave to the kind of data or network. A config
    /// with a sweep stays as it is: what is filled in may differ from point to point.
    /// </summary>
    /// <exception cref="ConfigException">A value is out of range, or two values contradict each other.</exception>
    public ExperimentConfig Validated()
    {
        ConfigRules.Check(this, "");
        Train.Validate();
        if (Data.IsImages)
        {
            _ = CorruptionMixture.Create(Data);
        }

        return Sweep is null ? this with { Data = Data.Resolved(), Network = Network.Resolve() } : this;
    }
}
