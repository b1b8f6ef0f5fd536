using FusionLab.Config;
namespace FusionLab.Data;

/// <summary>A validated corruption config: who is struck, how often, and by what.</summary>
internal sealed class CorruptionMixture
{
    private readonly bool[][] strikes;

    private CorruptionMixture(double signal, double noise, double[] thresholds, bool[][] strikes)
    {
        Signal = signal;
        Noise = noise;
        Thresholds = thresholds;
        this.strikes = strikes;
    }

    /// <summary>How much of the image is left.</summary>
    public double Signal { get; }

    /// <summary>The noise's standard deviation.</summary>
    public double Noise { get; }

    /// <summary>The number of patterns.</summary>
    public int Patterns => strikes.Length;

    /// <summary>A uniform number belongs to the pattern whose number is how many of these it reaches; one fewer than patterns.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>Whether a pattern corrupts a modality.</summary>
    public bool Strikes(int pattern, int modality) => strikes[pattern][modality];

    /// <summary>Validates a config.</summary>
    /// <exception cref="ConfigException">The sentence names the key and what it must be.</exception>
    public static CorruptionMixture Create(DataConfig config)
    {
        ConfigRules.Check(config, "data");
        var resolved = config.Resolved();
        var modalities = resolved.Modalities!;
        var patterns = resolved.Corruption.Patterns!;
        Require(patterns.Count > 0, "data.corruption.patterns is empty; the clean pattern is { \"corrupt\": [], \"probability\": 1 }");
        for (int p = 0; p < patterns.Count; p++)
        {
            string? unknown = patterns[p].Corrupt.FirstOrDefault(name => !modalities.Contains(name));
            Require(
                unknown is null,
                $"data.corruption.patterns.{p}.corrupt is \"{unknown}\"; it must be {ConfigRules.Choice(modalities)}");
        }

        double sum = patterns.Sum(pattern => pattern.Probability);
        Require(
            Math.Abs(sum - 1) <= 1e-6,
            $"the probabilities in data.corruption.patterns add up to {sum:0.######}; they must add up to 1");

        double reached = 0;
        var thresholds = patterns.SkipLast(1).Select(pattern => reached += pattern.Probability).ToArray();
        var strikes = patterns.Select(pattern => modalities.Select(pattern.Corrupt.Contains).ToArray()).ToArray();
        return new CorruptionMixture(resolved.Corruption.Signal, resolved.Corruption.Noise, thresholds, strikes);
    }

    private static void Require(bool condition, string sentence)
    {
        if (!condition)
        {
            throw new ConfigException(sentence + ".");
        }
    }
}
