using FusionLab.Tests.Networks;
using FusionLab.Training.Remedies;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training.Remedies;

public class GradientModulationTests
{
    private static readonly string[] names = ["a", "b", "c"];

    /// <summary>Scores 6, 3 and 2 by hand: ρ = 6/2.5, 3/4 and 2/4.5; of two, 6/3 and 3/6.</summary>
    [Fact]
    public void Coefficients_are_those_worked_out_by_hand()
    {
        using var scope = NewDisposeScope();
        AssertCoefficients([1 - Math.Tanh(0.5 * 2), 1], Compute([6, 3], 0.5, 0));
        AssertCoefficients([1, 1 - Math.Tanh(0.5 * 2)], Compute([3, 6], 0.5, 0));
        AssertCoefficients([1 - Math.Tanh(0.5 * 1), 1], Compute([6, 3], 0.5, 1));
        AssertCoefficients([1 - Math.Tanh(0.5 * 2.4), 1, 1], Compute([6, 3, 2], 0.5, 0));
        AssertCoefficients([1 - Math.Tanh(0.1 * 5 / 4.5), 1 - Math.Tanh(0.1 * 5 / 4.5), 1], Compute([5, 5, 4], 0.1, 0));
        AssertCoefficients([1, 1], Compute([4, 4], 0.5, 0));

        static double[] Compute(double[] scores, double alpha, double subtracted) => GradientModulation
            .ComputeCoefficients(tensor(scores).unsqueeze(1), tensor([alpha]), tensor([subtracted])).data<double>().ToArray();

        static void AssertCoefficients(double[] expected, double[] actual) =>
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
    }

    /// <summary>The scores by whole forward passes, the plain gradients from a replica of the same seed without a remedy.</summary>
    [Theory]
    [InlineData(2, "published")]
    [InlineData(2, "continuous")]
    [InlineData(3, "published")]
    public void A_step_scales_the_gradients_of_branches_and_nothing_else(int modalities, string coefficient)
    {
        const double alpha = 0.8;
        using var step = new OneStep([new OgmConfig { Alpha = alpha, Coefficient = coefficient }, new NoRemedyConfig()], modalities);
        using var batch = step.Batch();
        double[] scores = [.. Enumerable.Range(0, modalities).Select(m => step.Outputs(0, other => other == m)
            .softmax(1).gather(1, batch.Targets.select(0, 0).unsqueeze(1)).sum().item<double>())];
        double[] coefficients = [.. scores.Select(score =>
        {
            double ratio = score / ((scores.Sum() - score) / (modalities - 1));
            return ratio <= 1 ? 1 : 1 - Math.Tanh(alpha * (coefficient == "published" ? ratio : ratio - 1));
        })];
        Assert.Contains(coefficients, k => k < 0.99);

        var (modulated, plain) = (step.Gradients(0), step.Gradients(1));
        foreach (var (name, gradient) in plain)
        {
            int branch = Array.FindIndex(names, own => name.StartsWith($"branches.{own}.", StringComparison.Ordinal));
            double factor = branch >= 0 ? coefficients[branch] : 1;
            TensorAssert.Close(gradient * factor, modulated[name], 1e-14);
            Assert.True(gradient.abs().max().item<double>() > 1e-6, name);
        }
    }

    [Fact]
    public void Ge_adds_noise_with_the_standard_deviation_of_each_gradient()
    {
        using var step = new OneStep(
            [new OgmGeConfig(), new OgmConfig(), new OgmGeConfig(), new NoRemedyConfig()], width: 200, seeds: [1, 1, 2, 1]);
        using var again = new OneStep([new OgmGeConfig()], width: 200);
        var (with, without, plain) = (step.Gradients(0), step.Gradients(1), step.Gradients(3));
        foreach (var (name, gradient) in without)
        {
            var noise = with[name] - gradient;
            if (!name.StartsWith("branches.", StringComparison.Ordinal))
            {
                Assert.Equal(0, noise.abs().max().item<double>());
                continue;
            }

            double expected = plain[name].std(unbiased: false).item<double>(), count = noise.numel();
            Assert.Equal(expected, noise.std(unbiased: false).item<double>(), 4 * expected / Math.Sqrt(2 * count));
            Assert.Equal(0, noise.mean().item<double>(), 4 * expected / Math.Sqrt(count));
            TensorAssert.Close(with[name], again.Gradients(0)[name], 1e-13);
        }

        Assert.False(with["branches.a.0.weight"].allclose(step.Gradients(2)["branches.a.0.weight"]));
    }
}
