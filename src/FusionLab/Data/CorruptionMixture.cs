using FusionLab.Config;

namespace FusionLab.Data;

/// <summary>A validated corruption config: which modalities are corrupted together, how often, and how.</summary>
/// <param name="Modalities">The modalities' names.</param>
/// <param name="Signal">How much of the image is left.</param>
/// <param name="Noise">The noise's standard deviation.</param>
/// <param name="Probabilities">How often each pattern occurs; they add up to 1.</param>
/// <param name="Patterns">Whether a pattern corrupts a modality: a row a pattern, a column a modality.</param>
internal sealed record CorruptionMixture(
    IReadOnlyList<string> Modalities, double Signal, double Noise, IReadOnlyList<double> Probabilities, bool[][] Patterns)
{
    /// <summary>A uniform number belongs to the pattern whose number is how many of these it reaches; one fewer than patterns.</summary>
    public IReadOnlyList<double> Thresholds { get; } = Accumulate(Probabilities);

    /// <summary>Whether a pattern corrupts a modality.</summary>
    public bool Corrupts(int pattern, int modality) => Patterns[pattern][modality];

    /// <summary>Validates a config.</summary>
    /// <exception cref="ConfigException">The sentence names the key and what it must be.</exception>
    public static CorruptionMixture Create(DataConfig config)
    {
        ConfigRules.Check(config, "data");
        var resolved = config.Resolved();
        var modalities = resolved.Modalities!;
        var patterns = resolved.Corruption.Patterns!;
        Require(patterns.Count > 0, "data.corruption.patterns", "is empty; the clean pattern is { \"corrupt\": [], \"probability\": 1 }");
        for (int p = 0; p < patterns.Count; p++)
        {
            string? unknown = patterns[p].Corrupt.FirstOrDefault(name => !modalities.Contains(name));
            Require(
                unknown is null,
                $"data.corruption.patterns.{p}.corrupt",
                $"is \"{unknown}\"; it must be {ConfigRules.Choice(modalities)}");
        }

        double sum = patterns.Sum(pattern => pattern.Probability);
        if (Math.Abs(sum - 1) > 1e-6)
        {
            throw new ConfigException($"the probabilities in data.corruption.patterns add up to {sum:0.######}; they must add up to 1.");
        }

        return new CorruptionMixture(
            modalities,
            resolved.Corruption.Signal,
            resolved.Corruption.Noise,
            [.. patterns.Select(pattern => pattern.Probability)],
            [.. patterns.Select(pattern => modalities.Select(pattern.Corrupt.Contains).ToArray())]);
    }

    private static double[] Accumulate(IReadOnlyList<double> probabilities)
    {
        double reached = 0;
        return [.. probabilities.SkipLast(1).Select(probability => reached += probability)];
    }

    private static void Require(bool condition, string path, string problem)
    {
        if (!condition)
        {
            throw new ConfigException(path, problem + ".");
        }
    }
}
