using FusionLab.Config;
using FusionLab.Data;

namespace FusionLab.Tests.Data;

public class CorruptionMixtureTests
{
    [Fact]
    public void By_default_samples_are_corrupted_as_the_authors_code_does()
    {
        var config = new NoisyMnistConfig();
        Assert.Equal(["a", "b"], config.Modalities);
        var patterns = config.Corruption.Patterns.Select(pattern => (string.Join(",", pattern.Corrupt), pattern.Probability));
        Assert.Equal([("b", 0.8), ("a", 0.16), ("", 0.04)], patterns);
    }

    [Fact]
    public void Three_modalities_take_a_list_of_patterns()
    {
        var config = With(("a,b", 0.5), ("b,c", 0.25), ("", 0.25)) with { Modalities = ["a", "b", "c"] };
        var mixture = CorruptionMixture.Create(config);

        Assert.Equal([0.5, 0.75], mixture.Thresholds);
        bool[][] strikes = [[true, true, false], [false, true, true], [false, false, false]];
        Assert.Equal(strikes, Enumerable.Range(0, 3).Select(p => Enumerable.Range(0, 3).Select(m => mixture.Corrupts(p, m)).ToArray()));
    }

    [Fact]
    public void An_unknown_modality_is_named_with_the_known_ones() =>
        AssertRefused("data.corruption.patterns.1.corrupt is \"audio\"; it must be \"a\" or \"b\".", With(("b", 0.8), ("audio", 0.2)));

    [Fact]
    public void Probabilities_must_add_up_to_one() =>
        AssertRefused("the probabilities in data.corruption.patterns add up to 0.9; they must add up to 1.", With(("b", 0.8), ("a", 0.1)));

    [Fact]
    public void A_negative_probability_is_refused() =>
        AssertRefused(
            "data.corruption.patterns.1.probability is -0.2; it must be 0 or more and at most 1.",
            With(("b", 1.0), ("a", -0.2), ("", 0.2)));

    [Fact]
    public void An_empty_list_of_patterns_is_refused() =>
        AssertRefused("data.corruption.patterns is empty; the clean pattern is { \"corrupt\": [], \"probability\": 1 }.", With());

    [Fact]
    public void Modalities_need_distinct_names() =>
        AssertRefused("data.modalities needs distinct, non-empty names.", new NoisyMnistConfig { Modalities = ["a", "a"] });

    [Fact]
    public void Noise_cannot_be_negative() =>
        AssertRefused(
            "data.corruption.noise is -1; it must be 0 or more.",
            new NoisyMnistConfig { Corruption = new() { Noise = -1 } });

    [Fact]
    public void Rounding_in_the_probabilities_is_forgiven() =>
        With(("b", 0.3333333), ("a", 0.3333333), ("", 0.3333334)).Complete();

    internal static NoisyMnistConfig With(params (string Corrupt, double Probability)[] patterns) => new()
    {
        Corruption = new()
        {
            Patterns = [.. patterns.Select(pattern => new CorruptionPattern
            {
                Corrupt = pattern.Corrupt.Split(',', StringSplitOptions.RemoveEmptyEntries),
                Probability = pattern.Probability,
            })],
        },
    };

    private static void AssertRefused(string sentence, NoisyMnistConfig config)
    {
        var error = Assert.Throws<ConfigException>(() =>
        {
            ConfigRules.Check(config, "data");
            config.Complete();
        });
        Assert.Equal(sentence, error.Message);
    }
}
