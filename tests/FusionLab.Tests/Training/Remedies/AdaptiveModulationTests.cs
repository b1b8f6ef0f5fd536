using FusionLab.Tests.Networks;
using FusionLab.Training;
using FusionLab.Training.Remedies;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training.Remedies;

public class AdaptiveModulationTests
{
    /// <summary>Of scores 1, 2 and 4 the others' means less the own are 2, 0.5 and −2.5; with equal running means τ is 1.</summary>
    [Fact]
    public void Coefficients_are_those_worked_out_by_hand()
    {
        using var scope = NewDisposeScope();
        AssertClose([Math.Exp(0.5 * (1 - Math.E)), Math.Exp(0.5 * (1 - (1 / Math.E)))], Compute([1, 2], [0, 0], 0.5));
        AssertClose([1, 1], Compute([1, 2], [2, 3], 0.5));
        AssertClose([Math.Exp(0.1 * (Math.Exp(1) - Math.Exp(2))), Math.Exp(0.1 * (Math.Exp(-1) - Math.Exp(-2)))], Compute([1, 3], [1, 2], 0.1));
        AssertClose([.. ((double[])[2, 0.5, -2.5]).Select(ahead => Math.Exp(0.3 * (1 - Math.Exp(ahead))))], Compute([1, 2, 4], [5, 5, 5], 0.3));
        AssertClose([Math.Exp(0.2 * 7), Math.Exp(0.2 * (Math.Exp(-20) - 1))], Compute([3, 3], [0, 20], 0.2));

        static double[] Compute(double[] scores, double[] means, double alpha) => AdaptiveModulation
            .ComputeCoefficients(tensor(scores).unsqueeze(0), tensor(means).unsqueeze(0), tensor([alpha])).data<double>().ToArray();

        static void AssertClose(double[] expected, double[] actual) =>
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    /// <summary>
    /// A step goes down Σ_m κ_m g·φ_m with fixed κ and g, the gradient of the loss by the outputs. Without biases, blanks of 0 give
    /// nothing, so that whole forward passes are all there is.
    /// </summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_step_goes_back_through_what_each_modality_gives_times_its_coefficient(int modalities)
    {
        const double alpha = 20;
        using var step = new OneStep([new AgmConfig { Alpha = alpha }, new AgmConfig { Alpha = 0 }, new NoRemedyConfig()], modalities, bias: false);
        using var batch = step.Batch();
        var targets = batch.Targets.select(0, 0);
        var g = (Response(null).softmax(1) - nn.functional.one_hot(targets, SmallTask.Classes)) / targets.shape[0];
        var scores = stack([.. Enumerable.Range(0, modalities).Select(m => nn.functional.cross_entropy(Response(m), targets))]).unsqueeze(0);
        double[] coefficients = AdaptiveModulation.ComputeCoefficients(scores, zeros_like(scores), tensor([alpha])).data<double>().ToArray();
        Assert.True(coefficients.Max() / coefficients.Min() > 1.2);

        step.AssertDescends(0, () => Enumerable.Range(0, modalities).Sum(m => coefficients[m] * (g * Response(m)).sum().item<double>()));
        foreach (var (name, gradient) in step.Gradients(2))
        {
            TensorAssert.Close(gradient, step.Gradients(1)[name], 1e-13);
        }

        // Shapley values of the outputs, the answer to blanks alone being 0.
        Tensor Response(int? own)
        {
            Tensor f(params int[] seen) => step.Outputs(0, seen.Contains);
            int[] all = [.. Enumerable.Range(0, modalities)];
            if (own is not { } m)
            {
                return f(all);
            }

            int[] others = [.. all.Where(one => one != m)];
            return modalities == 2
                ? (f(m) + (f(all) - f(others[0]))) / 2
                : (f(m) / 3) + ((f(m, others[0]) - f(others[0]) + f(m, others[1]) - f(others[1])) / 6) + ((f(all) - f(others)) / 3);
        }
    }

    /// <summary>With a tiny learning rate the scores stay what they are, and so does their mean over steps.</summary>
    [Fact]
    public void The_running_mean_of_equal_scores_is_the_score()
    {
        using var data = SmallTask.Data(samples: 100, type: ScalarType.Float64);
        using var folder = new Folder();
        var config = SmallTask.Config with { LearningRate = 1e-12, Epochs = 3, Precision = Precision.Fp64, Remedy = new AgmConfig() };
        using var network = SmallTask.Network(data, [1], ScalarType.Float64);
        using var trainer = new Trainer(data, network, config, [1], new TrainerOptions { Checkpoints = new CheckpointStore(folder.Path) });
        trainer.Run();

        using var checkpoint = new CheckpointStore(folder.Path).Load()!;
        using var batch = data.DrawBatch([1], 0, 0, 100);
        var (a, b) = (Outputs(true, false), Outputs(false, true));
        var all = Outputs(true, true);
        double[] expected = [.. ((Tensor[])[(all + a - b) / 2, (all + b - a) / 2]).Select(response =>
            nn.functional.cross_entropy(response, batch.Targets.select(0, 0)).item<double>())];
        double[] kept = checkpoint.Tensors["remedy/AdaptiveModulation/scores"].data<double>().ToArray();
        Assert.All(expected.Zip(kept), pair => Assert.Equal(pair.First, pair.Second, 1e-9));

        Tensor Outputs(params bool[] isSeen) =>
            network.forward([.. batch.Inputs.Zip(isSeen, (input, seen) => seen ? input : zeros_like(input))]).select(0, 0).detach();
    }
}
