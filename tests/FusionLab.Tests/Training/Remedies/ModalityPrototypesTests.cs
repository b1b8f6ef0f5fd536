using FusionLab.Tests.Networks;
using FusionLab.Training;
using FusionLab.Training.Remedies;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training.Remedies;

public class ModalityPrototypesTests
{
    [Fact]
    public void How_far_modalities_are_behind_and_ahead_is_bounded()
    {
        using var scope = NewDisposeScope();
        AssertCompared([6, 5], [0, 0.2], [0.2, 0]);
        AssertCompared([1, 10], [1, 0], [0, 1]);
        AssertCompared([4, 4], [0, 0], [0, 0]);
        AssertCompared([6, 5, 4], [0, 0, 5.5 / 4 - 1], [6 / 4.5 - 1, 0, 0]);
        AssertCompared([0, 0], [0, 0], [0, 0]);

        static void AssertCompared(double[] scores, double[] behind, double[] ahead)
        {
            var compared = ModalityPrototypes.Compare(tensor(scores).unsqueeze(1));
            Assert.All(behind.Zip(compared.Behind.data<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
            Assert.All(ahead.Zip(compared.Ahead.data<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }
    }

    /// <summary>The point (0, 0) is 5 from (3, 4) and 1 from (0, 1).</summary>
    [Fact]
    public void A_branch_answers_by_the_distance_to_each_prototype()
    {
        using var scope = NewDisposeScope();
        var answer = ModalityPrototypes.Answer(zeros([1, 1, 2], ScalarType.Float64), tensor([3.0, 4, 0, 1]).view(1, 2, 2)).exp();
        double[] expected = [Math.Exp(-5) / (Math.Exp(-5) + Math.Exp(-1)), Math.Exp(-1) / (Math.Exp(-5) + Math.Exp(-1))];
        Assert.All(expected.Zip(answer.data<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    /// <summary>Prototypes are the classes' means before the step; they and the coefficients stay fixed in what the step goes down.</summary>
    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 0.3)]
    [InlineData(3, 0.3)]
    public void A_step_goes_down_the_loss_the_prototypes_of_branches_behind_and_the_entropy_of_those_ahead(int modalities, double entropy)
    {
        const double alpha = 0.7;
        using var step = new OneStep([new PmrConfig { Alpha = alpha, Entropy = entropy }], modalities, bias: false);
        using var batch = step.Batch();
        long[] classes = batch.Targets.data<long>().ToArray();
        using var withoutGradient = no_grad();
        Tensor[][] prototypes = [.. Enumerable.Range(0, modalities).Select(m => Enumerable.Range(0, SmallTask.Classes)
            .Select(c => Hidden(m)[tensor(classes.Select(own => own == c).ToArray())].mean([0])).ToArray())];
        double[] scores = [.. Enumerable.Range(0, modalities).Select(m => Probabilities(m).Select((p, i) => p[classes[i]]).Sum())];
        double[] ratios = [.. scores.Select(own => (scores.Sum() - own) / (modalities - 1) / own)];
        Assert.True(ratios.Max() > 1.05, "one should be behind");

        step.AssertDescends(0, () =>
        {
            double sum = Losses.Compute(LossKind.CrossEntropy, step.Outputs(0, _ => true).unsqueeze(0), batch.Targets).item<double>();
            for (int m = 0; m < modalities; m++)
            {
                double[][] p = Probabilities(m);
                sum += alpha * Math.Clamp(ratios[m] - 1, 0, 1) * p.Select((own, i) => -Math.Log(own[classes[i]])).Average();
                sum -= entropy * Math.Clamp((1 / ratios[m]) - 1, 0, 1) * p.Average(own => -own.Sum(x => x * Math.Log(x)));
            }

            return sum;
        });

        Tensor Hidden(int m) => step.Before.Hidden(m, batch.Inputs[m])!.select(0, 0);

        double[][] Probabilities(int m)
        {
            var hidden = Hidden(m);
            double[][] near = [.. prototypes[m].Select(prototype => (hidden - prototype).norm(1).neg().exp().data<double>().ToArray())];
            return [.. Enumerable.Range(0, classes.Length).Select(i => near.Select(one => one[i] / near.Sum(other => other[i])).ToArray())];
        }
    }

    [Fact]
    public void After_its_epochs_the_entropy_counts_no_more()
    {
        using var step = new OneStep([new PmrConfig { Entropy = 0.3, EntropyEpochs = 0 }, new PmrConfig(), new PmrConfig { Entropy = 0.3 }]);
        var (over, never, counts) = (step.Gradients(0), step.Gradients(1), step.Gradients(2));

        Assert.All(never, named => TensorAssert.Close(named.Value, over[named.Key], 1e-13));
        Assert.False(never["branches.a.0.weight"].allclose(counts["branches.a.0.weight"]));
    }

    /// <summary>With a tiny learning rate branches stay the same, and prototypes of other batches differ from epoch to epoch.</summary>
    [Fact]
    public void Prototypes_are_averaged_over_epochs()
    {
        using var data = SmallTask.Data(samples: 200, type: ScalarType.Float64);
        using var folder = new Folder();
        var config = SmallTask.Config with
        {
            BatchSize = 20,
            LearningRate = 1e-12,
            Epochs = 2,
            Precision = Precision.Fp64,
            Remedy = new PmrConfig { Keep = 0.4 },
        };
        using var network = SmallTask.Network(data, [1], ScalarType.Float64);
        using var trainer = new Trainer(data, network, config, [1], new TrainerOptions { Checkpoints = new CheckpointStore(folder.Path) });
        trainer.Run();

        using var checkpoint = new CheckpointStore(folder.Path).Load()!;
        using var withoutGradient = no_grad();
        var expected = (Mean(0) * 0.4) + (Mean(1) * 0.6);
        TensorAssert.Close(expected, checkpoint.Tensors["remedy/ModalityPrototypes/b"][0, 2], 1e-9);

        Tensor Mean(int epoch) // of class 2, over the first of ten batches
        {
            using var batch = data.DrawBatch([1], epoch, 0, 20);
            return network.Hidden(1, batch.Inputs[1])!.select(0, 0)[batch.Targets.select(0, 0).eq(2)].mean([0]);
        }
    }
}
