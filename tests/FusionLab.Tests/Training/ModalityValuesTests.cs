using FusionLab.Training;

namespace FusionLab.Tests.Training;

/// <summary>Games whose answers are known by hand; subsets in the order ∅, a, b, ab, c, ac, bc, abc.</summary>
public class ModalityValuesTests
{
    public static TheoryData<string, double[], double[], double> Games => new()
    {
        { "xor of two", [0.5, 0.5, 0.5, 1], [0.25, 0.25], 0.5 },
        { "one says all", [0.5, 1, 0.5, 1], [0.5, 0], 0 },
        { "both say the same", [0.5, 1, 1, 1], [0.25, 0.25], -0.5 },
        { "each says a part", [0.25, 0.5, 0.5, 0.75], [0.25, 0.25], 0 },
        { "xor of three", [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1], [0.5 / 3, 0.5 / 3, 0.5 / 3], 0.5 },
        { "xor of a and b beside a useless c", [0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 1], [0.25, 0.25, 0], 0.5 },
        { "majority of three", [0.5, 0.75, 0.75, 0.75, 0.75, 0.75, 0.75, 1], [0.5 / 3, 0.5 / 3, 0.5 / 3], -0.25 },

        // In the orders abc, acb, bac, bca, cab, cba: a adds 6, 6, 9, 10, 8, 10, b adds 6, 4, 3, 3, 4, 2, and c adds 2, 4, 2, 1, 2, 2.
        { "three unlike", [0, 6, 3, 12, 2, 10, 4, 14], [49.0 / 6, 22.0 / 6, 13.0 / 6], 3 },
    };

    [Theory]
    [MemberData(nameof(Games))]
    public void Shapley_values_and_interaction_are_those_worked_out_by_hand(string game, double[] values, double[] shapley, double interaction)
    {
        var modalities = new ModalityValues(values);

        Assert.Equal(shapley.Length, modalities.Modalities);
        Assert.All(shapley.Index(), one => Assert.True(Math.Abs(one.Item - modalities.Shapley(one.Index)) < 1e-12, $"{game}: {modalities.Shapley(one.Index)}"));
        Assert.Equal(values[^1] - values[0], shapley.Sum(), 1e-12);
        Assert.Equal(interaction, modalities.Interaction, 1e-12);
    }

    [Fact]
    public void What_is_lost_without_a_modality_is_the_difference_to_all_others()
    {
        var modalities = new ModalityValues([0.1, 0.3, 0.2, 0.6, 0.4, 0.7, 0.5, 0.8]);

        Assert.Equal([0.8 - 0.5, 0.8 - 0.7, 0.8 - 0.6], Enumerable.Range(0, 3).Select(modalities.Lost));
        Assert.Equal((0.8 - 0.6) / 0.8, modalities.Utilisation(2));
        Assert.Equal([0.3, 0.2, 0.4], Enumerable.Range(0, 3).Select(modalities.Alone));
    }

    [Fact]
    public void With_ten_modalities_the_values_still_add_up()
    {
        var random = new RandomNumbers(new RandomStream(3, "game"));
        var modalities = new ModalityValues([.. Enumerable.Range(0, 1024).Select(_ => random.NextUniform())]);

        Assert.Equal(modalities.All - modalities.None, Enumerable.Range(0, 10).Sum(modalities.Shapley), 1e-12);
    }
}
