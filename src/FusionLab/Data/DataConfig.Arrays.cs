using System.Text.Json.Serialization;
using FusionLab.Config;

namespace FusionLab.Data;

// One's own arrays.
public sealed partial record DataConfig
{
    /// <summary>The kind of one's own arrays.</summary>
    internal const string Arrays = "arrays";

    /// <summary>True for images that are corrupted for each modality.</summary>
    [JsonIgnore]
    public bool IsImages => Kind == NoisyMnist;

    /// <summary>True for one's own arrays.</summary>
    [JsonIgnore]
    public bool IsArrays => Kind == Arrays;

    private DataConfig ResolvedArrays()
    {
        string file = File
            ?? throw new ConfigException("data.kind", "is \"arrays\", which needs data.file, the .npz file that holds them.");
        var names = Modalities ?? ArrayTask.ListModalities(file);
        var resolved = this with { Modalities = WithDistinctNames(names), Normalize = Normalize ?? Normalization.OfModality };
        ConfigRules.Check(resolved, "data"); // names may come from the file
        return resolved;
    }
}
