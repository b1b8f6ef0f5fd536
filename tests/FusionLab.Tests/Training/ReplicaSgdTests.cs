using FusionLab.Networks;
using FusionLab.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FusionLab.Tests.Training;

public class ReplicaSgdTests
{
    /// <summary>Fifty steps beside torch.optim.SGD, which gets the same gradients for its own copies of each replica.</summary>
    [Theory]
    [InlineData(0, 0, 0.05, 0.05)]
    [InlineData(0.9, 0, 0.05, 0.05)]
    [InlineData(0, 0.01, 0.05, 0.05)]
    [InlineData(0.9, 0.01, 0.05, 0.01)]
    [InlineData(0, 0, 0.05, 0.05, OptimizerLayout.Together)]
    [InlineData(0.9, 0.01, 0.05, 0.01, OptimizerLayout.Together)]
    [InlineData(0.9, 0.01, 0.05, 0.01, OptimizerLayout.TogetherByBranch)]
    public void It_walks_as_torchs_SGD_does(
        double momentum, double weightDecay, double rate1, double rate2, OptimizerLayout layout = OptimizerLayout.Separate)
    {
        double[] rates = [rate1, rate2];
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1, 2]);
        using var sgd = new ReplicaSgd(network, momentum, weightDecay, layout);
        using var outer = NewDisposeScope();
        var names = network.named_parameters().Select(named => named.name).ToArray();
        var copies = rates.Select((_, r) => names.Select(name => new Parameter(network.get_parameter(name)!.select(0, r).detach().clone())).ToArray()).ToArray();
        var references = rates.Select((rate, r) => optim.SGD(copies[r], rate, momentum, weight_decay: weightDecay)).ToArray();

        for (int step = 0; step < 50; step++)
        {
            using var scope = NewDisposeScope();
            using var batch = data.DrawBatch([1, 2], step, 0, 50);
            Losses.Compute(LossKind.CrossEntropy, network.forward(batch.Inputs), batch.Targets).sum().backward();
            for (int r = 0; r < rates.Length; r++)
            {
                for (int p = 0; p < names.Length; p++)
                {
                    copies[r][p].grad = network.get_parameter(names[p])!.grad!.select(0, r).clone();
                }

                references[r].step();
            }

            sgd.Step(rates);
        }

        for (int r = 0; r < rates.Length; r++)
        {
            for (int p = 0; p < names.Length; p++)
            {
                using var difference = (network.get_parameter(names[p])!.select(0, r) - copies[r][p]).abs().max();
                Assert.True(difference.item<float>() < 1e-6f, $"{names[p]} of replica {r}: {difference.item<float>()}");
            }
        }
    }

    [Fact]
    public void A_step_clears_the_gradients()
    {
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1]);
        using var sgd = new ReplicaSgd(network);
        using var batch = data.DrawBatch([1], 0, 0, 50);
        using var loss = Losses.Compute(LossKind.CrossEntropy, network.forward(batch.Inputs), batch.Targets).sum();
        loss.backward();
        sgd.Step([0.1]);

        Assert.All(network.parameters(), parameter => Assert.Null(parameter.grad));
    }

    /// <summary>A bfloat16 weight of 1 has neighbours 2⁻⁷ away; a hundred updates of 1e-4 add up to 0.01 only in the master copy.</summary>
    [Theory]
    [InlineData(OptimizerLayout.Separate)]
    [InlineData(OptimizerLayout.Together)]
    public void Small_updates_of_bfloat16_weights_add_up_in_32_bits(OptimizerLayout layout)
    {
        using var data = SmallTask.Data();
        using var network = SmallTask.Network(data, [1], ScalarType.BFloat16);
        using (no_grad())
        {
            foreach (var parameter in network.parameters())
            {
                parameter.fill_(1);
            }
        }

        using var sgd = new ReplicaSgd(network, layout: layout);
        for (int step = 0; step < 100; step++)
        {
            foreach (var parameter in network.parameters())
            {
                using var gradient = ones_like(parameter);
                parameter.grad = gradient;
            }

            sgd.Step([1e-4]);
        }

        using var weight = network.parameters().First().to(ScalarType.Float32).flatten();
        Assert.Equal(0.99f, weight[0].item<float>(), 0.0021f);
        Assert.True(weight[0].item<float>() < 1);
    }

    /// <summary>What a checkpoint holds does not say how the weights lay in memory.</summary>
    [Theory]
    [InlineData(OptimizerLayout.Together, OptimizerLayout.Separate)]
    [InlineData(OptimizerLayout.Separate, OptimizerLayout.Together)]
    [InlineData(OptimizerLayout.TogetherByBranch, OptimizerLayout.Together)]
    public void The_state_of_one_layout_continues_in_another(OptimizerLayout before, OptimizerLayout after)
    {
        using var scope = NewDisposeScope();
        using var data = SmallTask.Data();
        using var whole = SmallTask.Network(data, [1, 2, 3], ScalarType.BFloat16);
        using var first = SmallTask.Network(data, [1, 2, 3], ScalarType.BFloat16);
        using var second = SmallTask.Network(data, [4, 5, 6], ScalarType.BFloat16);
        using var uninterrupted = new ReplicaSgd(whole, momentum: 0.9, layout: before);
        using var begun = new ReplicaSgd(first, momentum: 0.9, layout: before);
        using var continued = new ReplicaSgd(second, momentum: 0.9, layout: after);
        Walk(whole, uninterrupted, 4);
        Walk(first, begun, 2);
        for (int r = 0; r < 3; r++)
        {
            second.ImportReplica(r, first.ExportReplica(r).ToDictionary(named => named.Name, named => named.Value));
        }

        continued.ImportState(begun.ExportState().ToDictionary(), steps: 2);
        Walk(second, continued, 2);

        for (int r = 0; r < 3; r++)
        {
            foreach (var (expected, actual) in whole.ExportReplica(r).Zip(second.ExportReplica(r)))
            {
                Assert.True(expected.Value.eq(actual.Value).all().item<bool>(), expected.Name);
            }
        }

        static void Walk(FusionNetwork network, ReplicaSgd sgd, int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                foreach (var parameter in network.parameters())
                {
                    using var gradient = parameter.detach().sin();
                    parameter.grad = gradient;
                }

                sgd.Step([0.1, 0.2, 0.3]);
            }
        }
    }
}
