using FusionLab.Linear;
using FusionLab.Runs;

namespace FusionLab.Tests.Runs;

public class ConfigTheoryTests
{
    [Fact]
    public void Networks_that_must_be_trained_are_predicted_too()
    {
        // XOR has no linear correlation: a linear network finds it in the noise of 8192 samples only.
        var config = PaperConfigs.Load("xor_sweep", "sweep.network.fusionDepth=[2]");
        var theory = ConfigTheory.Predict(config.Points[0].Config);

        Assert.Equal("8192 samples of seed 1", theory.Source);
        Assert.True(theory.Prediction.Modalities[1].Correlation < 0.05);
        Assert.Contains(theory.Notes, note => note.StartsWith("The network is taken as linear"));
    }

    [Fact]
    public void PyTorchs_default_weights_are_not_small_and_only_the_dynamics_can_be_followed()
    {
        var config = PaperConfigs.Load("minimal_late", "network.init.kind=pytorch", "network.depth=4", "network.fusionDepth=3");
        var prediction = ConfigTheory.Predict(config).Prediction;

        Assert.Equal("expectedStart", prediction.Default);
        Assert.Contains("needs a value between 0 and 1", prediction.Formulas.Single(formula => formula.Name == "deep").WhyNot);
    }

    [Theory]
    [InlineData("network.init.scale=1", "The initial weights are not small (u0, the norm of a first layer, is 10, not below 1)")]
    [InlineData("train.weightDecay=0.1", "it leaves out train.weightDecay.")]
    [InlineData("train.momentum=0.9", "it leaves out train.momentum.")]
    public void What_the_theory_is_not_of_is_said(string assignment, string words)
    {
        Assert.Empty(ConfigTheory.Predict(PaperConfigs.Load("minimal_late")).Notes);
        Assert.Contains(words, Assert.Single(ConfigTheory.Predict(PaperConfigs.Load("minimal_late", assignment)).Notes));
    }

    [Theory] // The simulation with η = 0.04 learns at a standard deviation of 7.05 and diverges at 7.1: at η σ_a² = 2.
    [InlineData("data.sigmaA=7.05", 0)]
    [InlineData("data.sigmaA=7.1", 1)]
    public void A_learning_rate_at_which_descent_diverges_is_named(string assignment, int notes)
    {
        var theory = ConfigTheory.Predict(PaperConfigs.Load("minimal_late", assignment));

        Assert.Equal(notes, theory.Notes.Count(note => note.StartsWith("Gradient descent diverges")));
        Assert.Equal(notes, PaperConfigs.Run("minimal_late", assignment).Replicas.Count(row => row.Simulation!.Run.Status == LinearRunStatus.Diverged));
    }

    [Fact]
    public void A_shallow_network_of_one_input_has_no_modalities_to_order() =>
        Assert.StartsWith(
            "data has 1 modality",
            Assert.Throws<ConfigException>(() => ConfigTheory.Predict(PaperConfigs.Load("underparameterized_late", "data.variances=[1]", "data.dimensions=[4]"))).Message);
}
