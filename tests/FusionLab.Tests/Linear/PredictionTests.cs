using System.Diagnostics;
using System.Text.Json;
using FusionLab.Linear;

namespace FusionLab.Tests.Linear;

public sealed class PredictionTests
{
    [Fact]
    public void Two_layer_late_fusion_is_predicted_by_the_finite_learning_rate_form()
    {
        var prediction = Predict(TaskStatistics.FromGaussian(0.5, 2, 1), task => TheoryNetworks.TwoLayers(task));
        Assert.Equal("finiteLearningRate", prediction.Default);
        Assert.Equal("a", prediction.FirstModality);
        Assert.Equal("b", prediction.SecondModality);
        Assert.Equal(0.25, prediction.MisAttribution!.Value, 10);
        Assert.False(prediction.SuperficialPreference);
        Assert.Equal(3.5, prediction.LossAtZero);
        Assert.Equal(0.375, prediction.Modalities[0].PlateauLoss, 10);
        Assert.False(Formula(prediction, "unequalDepth").Applies);
    }

    [Fact]
    public void Deep_fusion_is_predicted_from_the_expected_start_beside_the_closed_forms()
    {
        var prediction = Predict(TaskStatistics.FromGaussian(0, 2, 1), task => TheoryNetworks.WithNorm(task, 4, 3, 0.1));
        Assert.Equal("expectedStart", prediction.Default);
        Assert.Equal(1.48, prediction.TimeRatio!.Value!.Value, 2);
        Assert.Equal(1.74, Formula(prediction, "deep").TimeRatio!.Value!.Value, 2);
        Assert.StartsWith("This formula is for two layers", Formula(prediction, "finiteLearningRate").WhyNot);
    }

    [Fact]
    public void A_mode_that_must_change_its_sign_has_no_time_in_the_rank_one_dynamics()
    {
        // Σ_yxB = 1 + ρσ_A = −0.8, and Σ̃_yxB = 1 − ρ² > 0.
        var prediction = Predict(TaskStatistics.FromGaussian(-0.9, 2, 1), task => TheoryNetworks.TwoLayers(task));
        Assert.StartsWith("The second modality is learned against the direction", Formula(prediction, "reducedDynamics").WhyNot);
        Assert.Equal(16.4, prediction.TimeRatio!.Value!.Value, 1);
        Assert.Equal(16.7, Formula(prediction, "expectedStart").TimeRatio!.Value!.Value, 1);
    }

    [Fact]
    public void Early_fusion_learns_both_together()
    {
        var prediction = Predict(TaskStatistics.FromGaussian(0, 2, 1), task => TheoryNetworks.WithNorm(task, 4, 1, 0.1));
        Assert.Null(prediction.FirstModality);
        Assert.Null(prediction.MisAttribution);
        Assert.Equal(1, Formula(prediction, "earlyFusion").TimeRatio!.Value);
        Assert.Equal(1.008, prediction.TimeRatio!.Value!.Value, 3);
    }

    [Fact]
    public void Unequal_branches_are_predicted_with_the_modality_that_comes_first()
    {
        // A correlates four times as much but is two layers deeper.
        var prediction = Predict(TaskStatistics.FromGaussian(0, 2, 1), task => new(TheoryNetworks.Shape(task, [5, 3], 1, 100), new(InitializationKind.Deep, 0.2), 0.04));
        var closed = Formula(prediction, "unequalDepth");
        Assert.True(closed.LearnedAt[1]!.Value < closed.LearnedAt[0]!.Value);
        Assert.Equal("b", prediction.FirstModality);
        Assert.Equal("This formula is for branches of equal depth.", Formula(prediction, "deep").WhyNot);
    }

    [Fact]
    public void Never_is_null_and_a_flag_in_json()
    {
        var prediction = Predict(TaskStatistics.FromGaussian(1, 2, 1), task => TheoryNetworks.TwoLayers(task));
        Assert.Equal("never", prediction.TimeRatio!.ToString());
        var json = JsonDocument.Parse(prediction.ToJson()).RootElement;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("timeRatio").GetProperty("value").ValueKind);
        Assert.True(json.GetProperty("timeRatio").GetProperty("never").GetBoolean());
        Assert.Equal("finiteLearningRate", json.GetProperty("default").GetString());
        Assert.Equal("a", json.GetProperty("firstModality").GetString());
    }

    [Fact]
    public void Several_outputs_get_the_spectral_forms_too()
    {
        double[,] sigma = { { 4, 0.5, 0 }, { 0.5, 1, 0 }, { 0, 0, 1 } }, weights = { { 1, 0.5, 1 }, { 0, 1, -1 } };
        var task = TaskStatistics.FromCovariance(sigma, weights, [new("a", 2), new("b", 1)]);
        var prediction = Prediction.Predict(task, TheoryNetworks.TwoLayers(task));
        Assert.True(Formula(prediction, "finiteLearningRateSpectral").Applies);
        Assert.Equal("The task has 2 outputs; the reduced dynamics (44) needs 1.", Formula(prediction, "reducedDynamics").WhyNot);
        Assert.True(Formula(prediction, "expectedStart").Applies);
    }

    [Fact]
    public void Three_modalities_each_have_a_time()
    {
        double[,] sigma = { { 4, 0, 0 }, { 0, 2, 0 }, { 0, 0, 1 } }, weights = { { 1, 1, 1 } };
        var task = TaskStatistics.FromCovariance(sigma, weights, [new("image", 1), new("sound", 1), new("text", 1)]);
        var prediction = Prediction.Predict(task, TheoryNetworks.TwoLayers(task));
        Assert.Equal("image", prediction.FirstModality);
        Assert.Equal("sound", prediction.SecondModality);
        var sequence = Formula(prediction, "learningSequence");
        Assert.Equal(sequence.LearnedAt[2]!.Value / sequence.LearnedAt[0]!.Value, sequence.TimeRatio!.Value);
        Assert.Null(Formula(prediction, "lateFusion").TimeRatio); // it knows two modalities, not the last
    }

    [Fact]
    public void A_branch_must_exist_for_every_modality() => Assert.Throws<ConfigException>(() =>
        Predict(TaskStatistics.FromGaussian(0, 2, 1), task => new(TheoryNetworks.Shape(task, [2, 2, 2], 1, 100), new(InitializationKind.Deep, 0.1), 0.04)));

    [Fact]
    public void A_scalar_task_is_answered_in_under_a_second()
    {
        var task = TaskStatistics.FromGaussian(0.3, 2, 1);
        var networks = Enumerable.Range(1, 4).Select(fusionDepth => TheoryNetworks.WithNorm(task, 4, fusionDepth, 0.1)).ToArray();
        foreach (var network in networks)
            Prediction.Predict(task, network); // compiled once
        // 2 to 15 ms on an idle core; the bound is what the command line promises, also on a busy one.
        foreach (var network in networks)
            Assert.True(Enumerable.Range(0, 3).Min(_ => Milliseconds(() => Prediction.Predict(task, network))) < 1000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.1)]
    public void An_initial_norm_out_of_bounds_is_named(double u0)
    {
        var error = Assert.Throws<ConfigException>(() => Predict(TaskStatistics.FromGaussian(0, 2, 1), task => TheoryNetworks.WithNorm(task, 2, 2, u0)));
        Assert.Equal($"The initial norm u0 is {u0}; the theory of small weights needs a value between 0 and 1.", error.Message);
    }

    [Fact]
    public void A_formula_outside_its_domain_says_why()
    {
        var early = Predict(TaskStatistics.FromGaussian(0, 2, 1), task => TheoryNetworks.WithNorm(task, 4, 1, 0.1));
        Assert.Equal("The fusion depth L_f is 1; this formula needs 2 <= L_f <= L, and the depth L is 4.", Formula(early, "deep").WhyNot);
        var narrow = Predict(TaskStatistics.FromGaussian(0, 2, 1), task => TheoryNetworks.WithNorm(task, 4, 2, 0.1, width: 2));
        Assert.Equal(
            "The width is 2; this prediction needs at least 3, one unit for every input feature and output.", Formula(narrow, "expectedStart").WhyNot);
        var fast = Predict(TaskStatistics.FromGaussian(-0.9, 2, 1), task => TheoryNetworks.WithNorm(task, 2, 2, 0.1, learningRate: 2));
        Assert.Equal(
            "The learning rate 2 turns a decaying mode around in one step (its rate is -0.8); use one below 1.25.",
            Formula(fast, "finiteLearningRate").WhyNot);
    }

    private static Prediction Predict(TaskStatistics task, Func<TaskStatistics, LinearFusion> network) => Prediction.Predict(task, network(task));

    private static double Milliseconds(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static FormulaPrediction Formula(Prediction prediction, string name) => prediction.Formulas.Single(formula => formula.Name == name);
}
