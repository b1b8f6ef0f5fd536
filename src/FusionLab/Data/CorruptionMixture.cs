namespace FusionLab.Data;

/// <summary>A validated corruption config: who is struck, how often, and by what.</summary>
internal sealed class CorruptionMixture
{
    private readonly bool[][] _strikes;

    private CorruptionMixture(double signal, double noise, double[] thresholds, bool[][] strikes)
    {
        Signal = signal;
        Noise = noise;
        Thresholds = thresholds;
        _strikes = strikes;
    }

    /// <summary>How much of the image is left.</summary>
    public double Signal { get; }

    /// <summary>The noise's standard deviation.</summary>
    public double Noise { get; }

    /// <summary>The number of patterns.</summary>
    public int Patterns => _strikes.Length;

    /// <summary>A uniform number belongs to the pattern whose number is how many of these it reaches; one fewer than patterns.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>Whether a pattern corrupts a modality.</summary>
    public bool Strikes(int pattern, int modality) => _strikes[pattern][modality];

    /// <summary>Validates a config.</summary>
    /// <exception cref="ConfigException">The sentence names the key and what it must be.</exception>
    public static CorruptionMixture Create(DataConfig config)
    {
        var resolved = config.Resolved();
        var modalities = resolved.Modalities!;
        var corruption = resolved.Corruption;
        Require(modalities.Count > 0, "data.modalities is empty; name at least one");
        Require(modalities.All(name => name.Length > 0) && modalities.Distinct().Count() == modalities.Count, "data.modalities needs distinct, non-empty names");
        Require(double.IsFinite(corruption.Signal), $"data.corruption.signal is {corruption.Signal}; it must be a finite number");
        Require(
            double.IsFinite(corruption.Noise) && corruption.Noise >= 0,
            $"data.corruption.noise is {corruption.Noise}; a standard deviation cannot be negative");

        var patterns = corruption.Patterns!;
        Require(patterns.Count > 0, "data.corruption.patterns is empty; the clean pattern is { \"corrupt\": [], \"probability\": 1 }");
        for (int p = 0; p < patterns.Count; p++)
            Validate(patterns[p], $"data.corruption.patterns[{p}]", modalities);

        double sum = patterns.Sum(pattern => pattern.Probability);
        Require(Math.Abs(sum - 1) <= 1e-6, $"the probabilities in data.corruption.patterns add up to {sum:0.######}; they must add up to 1");

        double reached = 0;
        var thresholds = patterns.SkipLast(1).Select(pattern => reached += pattern.Probability).ToArray();
        var strikes = patterns.Select(pattern => modalities.Select(pattern.Corrupt.Contains).ToArray()).ToArray();
        return new CorruptionMixture(corruption.Signal, corruption.Noise, thresholds, strikes);
    }

    private static void Validate(CorruptionPattern pattern, string path, IReadOnlyList<string> modalities)
    {
        Require(pattern.Probability is >= 0 and <= 1, $"{path}.probability is {pattern.Probability}; it must lie in 0..1");
        foreach (string name in pattern.Corrupt)
            Require(modalities.Contains(name), $"{path}.corrupt names \"{name}\"; the modalities are {string.Join(", ", modalities)}");
    }

    private static void Require(bool condition, string sentence)
    {
        if (!condition)
            throw new ConfigException(sentence + ".");
    }
}
