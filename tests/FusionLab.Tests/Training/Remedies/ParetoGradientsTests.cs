using FusionLab.Tests.Networks;
using FusionLab.Training;
using FusionLab.Training.Remedies;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training.Remedies;

public class ParetoGradientsTests
{
    /// <summary>
    /// Of g = (2, 0), u = (−½, √¾): a = 2/7, the shortest vector is 2 (2/7 g + 5/7 u) with the squared length 12/7, that of g + u is 3.
    /// </summary>
    [Fact]
    public void Factors_are_those_worked_out_by_hand()
    {
        Assert.Equal((1, 1), ParetoGradients.ComputeFactors(4, 1, 1));
        Assert.Equal((1, 1), ParetoGradients.ComputeFactors(4, 0, 1));
        Assert.Equal((1, 1), ParetoGradients.ComputeFactors(1, -0.5, 1));
        Assert.Equal((1, 1), ParetoGradients.ComputeFactors(0, 0, 0));
        var (together, alone) = ParetoGradients.ComputeFactors(4, -1, 1);
        Assert.Equal(4 / 7.0 * Math.Sqrt(7 / 4.0), together, 1e-14);
        Assert.Equal(10 / 7.0 * Math.Sqrt(7 / 4.0), alone, 1e-14);

        // Opposite and equal: nothing is left to go down.
        Assert.Equal((1, 1), ParetoGradients.ComputeFactors(1, -1, 1));
    }

    /// <summary>The shortest vector between two that conflict makes the same angle to both, and neither loss grows along it.</summary>
    [Fact]
    public void What_is_left_of_conflicting_gradients_harms_neither_loss()
    {
        var random = new RandomNumbers(new RandomStream(5, "gradients"));
        int conflicts = 0;
        for (int i = 0; i < 200; i++)
        {
            double[] g = [.. Enumerable.Range(0, 3).Select(_ => random.NextUniform() - 0.5)], u = [.. Enumerable.Range(0, 3).Select(_ => random.NextUniform() - 0.5)];
            double product = Dot(g, u);
            if (product >= 0)
            {
                continue;
            }

            conflicts++;
            var (ofG, ofU) = ParetoGradients.ComputeFactors(Dot(g, g), product, Dot(u, u));
            double[] h = [.. g.Zip(u, (a, b) => (ofG * a) + (ofU * b))], sum = [.. g.Zip(u, (a, b) => a + b)];
            Assert.Equal(Dot(h, g), Dot(h, u), 1e-12);
            Assert.True(Dot(h, g) > 0);
            Assert.True(Dot(h, h) >= Dot(sum, sum) * (1 - 1e-12));
        }

        Assert.True(conflicts > 50);

        static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
    }

    /// <summary>Without a conflict, branches go down both gradients times γ, and the head both.</summary>
    [Fact]
    public void Where_gradients_agree_a_step_is_that_of_all_losses_with_branches_times_gamma()
    {
        using var step = new OneStep(
            [new MmParetoConfig { Gamma = 1.5 }, new UnimodalLossesConfig(), new NoRemedyConfig()], modalities: 3);
        var (own, losses) = (step.Gradients(0), step.Gradients(1));
        foreach (var (name, gradient) in losses)
        {
            TensorAssert.Close(gradient * (name.StartsWith("branches.", StringComparison.Ordinal) ? 1.5 : 1), own[name], 1e-13);
        }
    }

    /// <summary>What backward left is replaced, so that g = noise − 3u / 2 conflicts with u.</summary>
    [Fact]
    public void Where_gradients_conflict_each_branch_of_each_replica_goes_down_its_own_shortest_vector()
    {
        using var scope = NewDisposeScope();
        using var data = SmallTask.Data(type: ScalarType.Float64);
        using var network = SmallTask.Network(data, [1, 2, 3], ScalarType.Float64);
        using var batch = data.DrawBatch([1, 2, 3], 0, 0, 50);
        using var remedy = RemedySet.Create(network, [new MmParetoConfig { Gamma = 2 }, new MmParetoConfig { Gamma = 2 }, new NoRemedyConfig()], null)!;
        var step = new RemedyStep(network, [1, 2, 3], 0, 0);
        remedy.ChangeInputs(batch.Inputs, step);
        remedy.Pass(batch.Inputs, batch.Targets, LossKind.CrossEntropy, 1);

        // u by hand, of modality a.
        var blank = network.Branch(1, zeros_like(batch.Inputs[1])).detach();
        Losses.Compute(LossKind.CrossEntropy, network.Head([network.Branch(0, batch.Inputs[0]), blank]), batch.Targets).sum().backward();
        var branch = network.ListBranch(0).Select(own => own.Value).ToArray();
        Tensor[] alone = [.. branch.Select(parameter => parameter.grad!.clone())];
        Tensor[] other = [.. alone.Select(u => u.roll(1, 1))];
        using (no_grad())
        {
            foreach (var (parameter, i) in branch.Select((parameter, i) => (parameter, i)))
            {
                parameter.grad = other[i] - (alone[i] * 0.5);                                            // g = other − 3u / 2
            }

            foreach (var parameter in network.ListBranch(1).Select(own => own.Value))
            {
                parameter.grad = zeros_like(parameter);
            }

            remedy.ChangeGradients(step);
        }

        for (int r = 0; r < 3; r++)
        {
            Tensor[] g = [.. other.Zip(alone, (o, u) => o[r] - (u[r] * 1.5))], own = [.. alone.Select(u => u[r])];
            var (ofG, ofU) = r == 2 ? (0.5, 0.5) : ParetoGradients.ComputeFactors(Dot(g, g), Dot(g, own), Dot(own, own));
            Assert.True(r == 2 || Dot(g, own) < 0);
            for (int i = 0; i < g.Length; i++)
            {
                TensorAssert.Close(2 * ((ofG * g[i]) + (ofU * own[i])), branch[i].grad![r], 1e-10);
            }
        }

        static double Dot(Tensor[] a, Tensor[] b) => a.Zip(b, (x, y) => (x * y).sum().item<double>()).Sum();
    }
}
